/** What parameters, apps and their fields share: names in both languages, a kind with its choices, a key for ever. */
import { Select, Textarea, TextInput } from "@mantine/core";
import type { AppFieldKind, ParameterChoice, Worded } from "../../wire/rest";
import type { Form } from "../ui/form";
import { spoken, t, useWords, worded } from "../words";

type Names = { en: string; ru: string };
type Keyed = Names & { key: string };
type Kinded = { kind: string; choices: string };

export const namesFrom = ({ en, ru }: Names): Worded => ({ ...(en.trim() && { en }), ...(ru.trim() && { ru }) });

/** What a definition lacks: field → words. */
export function lacking({ en, ru, key, kind = "text", choices = "" }: Keyed & Partial<Kinded>) {
  return {
    en: en.trim() || ru.trim() ? "" : t("field.required"),
    key: key ? "" : t("field.required"),
    choices: kind !== "choice" || choices.trim() ? "" : t("labels.choices_empty"),
  };
}

/** A key out of a name: "Order number" → "order_number"; empty where nothing of it is Latin. */
export function keyFrom(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return key.slice(0, 40);
}

/** Choices as lines, in the language that is spoken. */
export const linesOf = (choices: ParameterChoice[] | undefined) =>
  choices?.map((choice) => worded(choice.names)).join("\n") ?? "";

/** Lines to choices: a line where one stood renames it, a line more is a new one. */
export function choicesFrom(lines: string, before: ParameterChoice[] = [], language = spoken()): ParameterChoice[] {
  const taken = new Set(before.map((choice) => choice.key));
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((name, place) => {
      const kept = before[place];
      if (kept) return worded(kept.names) === name ? kept : { ...kept, names: { ...kept.names, [language]: name } };
      let key = keyFrom(name) || `choice_${place + 1}`;
      while (taken.has(key)) key = `${key.slice(0, 36)}_${place + 1}`;
      taken.add(key);
      return { key, names: { [language]: name } };
    });
}

/** `fresh`: the key follows the English name until somebody writes another one. */
export function NameFields<V extends Keyed>({ form, fresh }: { form: Form<V>; fresh: boolean }) {
  const words = useWords();
  const { values, errors, set } = formOf<Keyed, V>(form);
  return (
    <>
      <TextInput
        label={words("labels.name_en")}
        description={words("labels.name_one")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="en"
        data-autofocus
        maxLength={60}
        value={values.en}
        error={errors.en}
        onChange={(event) => {
          if (fresh && values.key === keyFrom(values.en)) set("key", keyFrom(event.currentTarget.value));
          set("en", event.currentTarget.value);
        }}
      />
      <TextInput
        label={words("labels.name_ru")}
        name="ru"
        maxLength={60}
        value={values.ru}
        error={errors.ru}
        onChange={(event) => set("ru", event.currentTarget.value)}
      />
    </>
  );
}

type KindProps<V> = { form: Form<V>; kinds: AppFieldKind[]; fresh: boolean };

export function KindFields<V extends Kinded>({ form, kinds, fresh }: KindProps<V>) {
  const words = useWords();
  const { values, errors, set } = formOf<Kinded, V>(form);
  return (
    <>
      <Select
        label={words("labels.kind")}
        name="kind"
        allowDeselect={false}
        disabled={!fresh}
        data={kinds.map((kind) => ({ value: kind, label: words(`labels.kind_${kind}`) }))}
        value={values.kind}
        onChange={(value) => set("kind", value ?? "text")}
      />
      {values.kind === "choice" ? (
        <Textarea
          label={words("labels.choices")}
          description={words("labels.choices_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          name="choices"
          autosize
          minRows={3}
          maxRows={12}
          value={values.choices}
          error={errors.choices}
          onChange={(event) => set("choices", event.currentTarget.value)}
        />
      ) : null}
    </>
  );
}

export function KeyField<V extends Keyed>({ form, hint, fresh }: { form: Form<V>; hint: string; fresh: boolean }) {
  const words = useWords();
  const { values, errors, set } = formOf<Keyed, V>(form);
  return (
    <TextInput
      label={words("labels.key")}
      description={hint}
      inputWrapperOrder={["label", "input", "description", "error"]}
      name="key"
      maxLength={40}
      disabled={!fresh}
      classNames={{ input: "dk-mono" }}
      value={values.key}
      error={errors.key}
      onChange={(event) => set("key", event.currentTarget.value)}
    />
  );
}

// A form of more fields is a form of these; that TypeScript cannot see through the setter.
const formOf = <Part extends object, V extends Part>(form: Form<V>) => form as unknown as Form<Part>;
