// A session parameter: its names in both languages, its kind, its choices. Key and kind are for ever.
import { Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Labels, Parameter, ParameterChoice, ParameterKind } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { spoken, useWords } from "../words";
import { keepLabels, worded } from "./queries";

type ParameterFormProps = { opened: boolean; parameter: Parameter | null; close: () => void };

const kinds: ParameterKind[] = ["text", "number", "boolean", "date", "choice"];

export function ParameterForm(props: ParameterFormProps) {
  const t = useWords();
  const title = props.parameter ? worded(props.parameter.names) : t("labels.parameter_new");
  return (
    <FormDialog opened={props.opened} close={props.close} title={title}>
      <Fields {...props} />
    </FormDialog>
  );
}

/** A key out of a name: "Order number" → "order_number"; empty where nothing of it is Latin. */
export function keyFrom(name: string): string {
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^[^a-z]+|_+$/g, "");
  return key.slice(0, 40);
}

/** Lines to choices: a line where one stood renames it, a line more is a new one. */
export function choicesFrom(lines: string, before: ParameterChoice[], language: "en" | "ru"): ParameterChoice[] {
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

function Fields({ parameter, close }: ParameterFormProps) {
  const t = useWords();
  const [ownKey, setOwnKey] = useState(false);
  const form = useForm({
    initial: {
      en: parameter?.names.en ?? "",
      ru: parameter?.names.ru ?? "",
      key: parameter?.key ?? "",
      kind: (parameter?.kind ?? "text") as string,
      choices: parameter?.choices.map((choice) => worded(choice.names)).join("\n") ?? "",
    },
    check: ({ en, ru, key, kind, choices }) => ({
      en: en.trim() || ru.trim() ? "" : t("field.required"),
      key: key ? "" : t("field.required"),
      choices: kind !== "choice" || choices.trim() ? "" : t("labels.choices_empty"),
    }),
    fieldOf: { name_taken: "key" },
    send: async ({ en, ru, key, kind, choices }) => {
      const names = { ...(en.trim() && { en }), ...(ru.trim() && { ru }) };
      const given = kind === "choice" ? choicesFrom(choices, parameter?.choices ?? [], spoken()) : [];
      keepLabels(
        parameter
          ? await api.patch<Labels>(`parameters/${parameter.id}`, {
              names,
              ...(kind === "choice" ? { choices: given } : {}),
            })
          : await api.post<Labels>("parameters", { key, kind, names, choices: given }),
      );
      notify.ok(t("saved"));
      close();
    },
  });
  const { values, errors, set } = form;
  const name = (language: "en" | "ru", value: string) => {
    set(language, value);
    if (!parameter && !ownKey && language === "en") set("key", keyFrom(value));
  };
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("labels.name_en")}
        description={t("labels.name_one")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="en"
        data-autofocus
        maxLength={60}
        value={values.en}
        error={errors.en}
        onChange={(event) => name("en", event.currentTarget.value)}
      />
      <TextInput
        label={t("labels.name_ru")}
        name="ru"
        maxLength={60}
        value={values.ru}
        error={errors.ru}
        onChange={(event) => name("ru", event.currentTarget.value)}
      />
      <Select
        label={t("labels.kind")}
        name="kind"
        allowDeselect={false}
        disabled={parameter !== null}
        data={kinds.map((kind) => ({ value: kind, label: t(`labels.kind_${kind}`) }))}
        value={values.kind}
        onChange={(value) => set("kind", value ?? "text")}
      />
      {values.kind === "choice" ? (
        <Textarea
          label={t("labels.choices")}
          description={t("labels.choices_hint")}
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
      <TextInput
        label={t("labels.key")}
        description={t("labels.key_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="key"
        maxLength={40}
        disabled={parameter !== null}
        classNames={{ input: "dk-mono" }}
        value={values.key}
        error={errors.key}
        onChange={(event) => {
          setOwnKey(true);
          set("key", event.currentTarget.value);
        }}
      />
    </FormBody>
  );
}
