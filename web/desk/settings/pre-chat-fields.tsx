import { Checkbox, Input } from "@mantine/core";
import type { PreChatKey, WidgetSettings } from "../../wire/rest";
import { SwitchLine } from "../ui/line";
import { useWords } from "../words";

type PreChat = WidgetSettings["pre_chat"];
type PreChatProps = { value: PreChat; error: string | undefined; change: (value: PreChat) => void };

const keys: PreChatKey[] = ["name", "email", "phone"];

export function PreChatFields({ value, error, change }: PreChatProps) {
  const t = useWords();
  const asked = (key: PreChatKey) => value.fields.find((field) => field.key === key);
  const ask = (key: PreChatKey, wanted: boolean) => {
    const others = value.fields.filter((field) => field.key !== key);
    const fields = wanted ? [...others, { key, required: false }] : others;
    change({ ...value, fields: fields.sort((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key)) });
  };
  const require = (key: PreChatKey, required: boolean) =>
    change({ ...value, fields: value.fields.map((field) => (field.key === key ? { ...field, required } : field)) });
  const enable = (enabled: boolean) => {
    const fields = enabled && value.fields.length === 0 ? [{ key: "name" as const, required: true }] : value.fields;
    change({ enabled, fields });
  };
  return (
    <>
      <SwitchLine label={t("pre_chat.enabled")} name="pre_chat" checked={value.enabled} turn={enable} />
      {value.enabled ? (
        <div className="st-asks">
          {keys.map((key) => (
            <div key={key} className="st-ask">
              <Checkbox
                label={t(`pre_chat.${key}`)}
                checked={asked(key) !== undefined}
                onChange={(event) => ask(key, event.currentTarget.checked)}
              />
              <Checkbox
                label={t("pre_chat.required")}
                aria-label={`${t(`pre_chat.${key}`)}: ${t("pre_chat.required")}`}
                disabled={!asked(key)}
                checked={asked(key)?.required ?? false}
                onChange={(event) => require(key, event.currentTarget.checked)}
              />
            </div>
          ))}
        </div>
      ) : null}
      {error ? <Input.Error>{error}</Input.Error> : null}
    </>
  );
}
