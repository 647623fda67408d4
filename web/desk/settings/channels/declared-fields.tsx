/** The form of a kind, drawn from what it declares: one for all kinds. */
import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import type { ChannelField, SecretMark } from "../../../wire/rest";
import { shortTime } from "../../ui/time";
import { useWords } from "../../words";
import { asked, isHalf, type Value, type Values } from "./declared";
import type { KindWords } from "./kinds";

type DeclaredProps = {
  kind: string;
  fields: ChannelField[];
  values: Values;
  errors: Record<string, string | undefined>;
  /** The secrets that stand; null: they can't be read any more. */
  secrets: SecretMark[] | null;
  say: KindWords;
  set: (name: string, value: Value) => void;
};

export function DeclaredFields(props: DeclaredProps) {
  const t = useWords();
  const all = asked(props.kind, props.fields, props.values);
  const advanced = all.filter((field) => field.advanced);
  const wrong = advanced.some((field) => props.errors[field.name]);
  const drawn = (fields: ChannelField[]) => (
    <div className="st-fields">
      {fields.map((field, at) => (
        <div key={field.name} data-half={isHalf(fields, at) || undefined}>
          <DeclaredField {...props} field={field} />
        </div>
      ))}
    </div>
  );
  return (
    <>
      {drawn(all.filter((field) => !field.advanced))}
      {advanced.length > 0 ? (
        <details className="st-advanced" open={wrong || undefined}>
          <summary>{t("set_up.advanced")}</summary>
          {drawn(advanced)}
        </details>
      ) : null}
    </>
  );
}

const order = ["label" as const, "input" as const, "description" as const, "error" as const];
/** From so many characters on a text has lines. */
const LINES_FROM = 1_500;

function DeclaredField({ kind, field, values, errors, secrets, say, set }: DeclaredProps & { field: ChannelField }) {
  const t = useWords();
  const key = `channel.${kind}.${field.name}`;
  const value = values[field.name] ?? "";
  const label = say(key) ?? field.name.replaceAll("_", " ");
  const help = say(`${key}.help`);
  const mark = secrets?.find((one) => one.field === field.name);
  const common = {
    label,
    name: field.name,
    inputWrapperOrder: order,
    error: errors[field.name],
    withAsterisk: field.required && !mark,
  };

  if (field.type === "switch") {
    return (
      <Switch
        label={label}
        description={help}
        name={field.name}
        checked={value === true}
        onChange={(event) => set(field.name, event.currentTarget.checked)}
      />
    );
  }
  if (field.type === "choice") {
    return (
      <Select
        {...common}
        description={help}
        allowDeselect={false}
        data={field.choices.map((choice) => ({ value: choice, label: say(`${key}.${choice}`) ?? choice }))}
        value={String(value)}
        onChange={(choice) => choice && set(field.name, choice)}
      />
    );
  }
  if (field.type === "number") {
    return (
      <NumberInput
        {...common}
        description={help}
        allowDecimal={false}
        hideControls
        value={value as number | string}
        onChange={(next) => set(field.name, next)}
      />
    );
  }
  if (field.type === "secret") {
    const stands = mark
      ? t(mark.tail ? "set_up.secret_set_tail" : "set_up.secret_set", {
          when: shortTime(mark.set_at, Date.now()),
          tail: `…${mark.tail}`,
        })
      : secrets === null
        ? t("set_up.secret_lost")
        : null;
    return (
      <PasswordInput
        {...common}
        description={[stands, help].filter(Boolean).join(" · ") || null}
        placeholder={mark ? t("set_up.secret_keep") : undefined}
        autoComplete="off"
        data-1p-ignore
        spellCheck={false}
        maxLength={field.most}
        value={String(value)}
        onChange={(event) => set(field.name, event.currentTarget.value)}
      />
    );
  }
  const Input = field.type === "text" && field.most >= LINES_FROM ? Textarea : TextInput;
  return (
    <Input
      {...common}
      {...(Input === Textarea ? { autosize: true, minRows: 2, maxRows: 8 } : {})}
      description={help}
      inputMode={field.type === "url" ? "url" : undefined}
      spellCheck={field.type === "text" && field.most >= LINES_FROM}
      maxLength={field.most}
      value={String(value)}
      onChange={(event: { currentTarget: { value: string } }) => set(field.name, event.currentTarget.value)}
    />
  );
}
