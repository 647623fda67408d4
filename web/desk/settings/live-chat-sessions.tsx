// What sessions of a live chat are called, when they re-open, when they call everybody, and how they are closed.
import { NumberInput, Switch, TextInput } from "@mantine/core";
import type { LiveChat } from "../../wire/rest";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { numberField, outside, usePart } from "./live-chat-part";

/** The server's own bounds: hours, seconds. */
const bounds = { reopen_hours: [0, 8760], escalate_after: [0, 86_400] } as const;

export function LiveChatSessionsTab({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const { form, discard } = usePart(liveChat, {
    stored: {
      name_template: liveChat.name_template,
      reopen_hours: liveChat.reopen_hours as number | string,
      escalate_after: (liveChat.escalate_after ?? 0) as number | string,
      close_reason_required: liveChat.close_reason_required,
    },
    check: (values) => ({
      name_template: values.name_template.trim() ? "" : t("field.required"),
      reopen_hours: outside(values.reopen_hours, bounds.reopen_hours, (range) => t("field.range", range)),
      escalate_after: outside(values.escalate_after, bounds.escalate_after, (range) => t("field.range", range)),
    }),
  });
  const { values, errors, set } = form;
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card title={t("live_chat.naming")}>
        <TextInput
          label={t("live_chat.name_template")}
          description={t("live_chat.name_template_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          name="name_template"
          maxLength={200}
          classNames={{ input: "dk-mono" }}
          value={values.name_template}
          error={errors.name_template}
          onChange={(event) => set("name_template", event.currentTarget.value)}
        />
      </Card>
      <Card title={t("live_chat.closing")}>
        <div className="pg-pair">
          <NumberInput
            label={t("live_chat.reopen_hours")}
            description={t("live_chat.reopen_hours_hint")}
            {...numberField(form, "reopen_hours", bounds.reopen_hours)}
          />
          <NumberInput
            label={t("live_chat.escalate_after")}
            description={t("live_chat.escalate_after_hint")}
            step={30}
            {...numberField(form, "escalate_after", bounds.escalate_after)}
          />
        </div>
        <Switch
          label={t("live_chat.close_reason_required")}
          checked={values.close_reason_required}
          onChange={(event) => set("close_reason_required", event.currentTarget.checked)}
        />
      </Card>
      <SaveBar form={form} discard={discard} />
    </form>
  );
}
