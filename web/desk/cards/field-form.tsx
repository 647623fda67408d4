/** A field of an app: its names, its kind, its choices, whether it must be filled in. Key and kind are for ever. */
import { Checkbox, Select, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import type { AppField, AppFieldKind, AppList, CardApp } from "../../wire/rest";
import { api } from "../api";
import { choicesFrom, keyFrom } from "../labels/parameter-form";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { spoken, useWords } from "../words";
import { keepApps, worded } from "./queries";

type FieldFormProps = { app: CardApp; opened: boolean; field: AppField | null; close: () => void };

const kinds: AppFieldKind[] = ["text", "long_text", "number", "boolean", "date", "choice", "email", "phone"];

export function AppFieldForm(props: FieldFormProps) {
  const t = useWords();
  const title = props.field ? worded(props.field.names) : t("apps.field_new");
  return (
    <FormDialog opened={props.opened} close={props.close} title={title}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ app, field, close }: FieldFormProps) {
  const t = useWords();
  const [ownKey, setOwnKey] = useState(false);
  const form = useForm({
    initial: {
      en: field?.names.en ?? "",
      ru: field?.names.ru ?? "",
      key: field?.key ?? "",
      kind: (field?.kind ?? "text") as string,
      choices: field?.choices.map((choice) => worded(choice.names)).join("\n") ?? "",
      required: field?.required ?? false,
    },
    check: ({ en, ru, key, kind, choices }) => ({
      en: en.trim() || ru.trim() ? "" : t("field.required"),
      key: key ? "" : t("field.required"),
      choices: kind !== "choice" || choices.trim() ? "" : t("apps.choices_empty"),
    }),
    fieldOf: { name_taken: "key" },
    send: async ({ en, ru, key, kind, choices, required }) => {
      const names = { ...(en.trim() && { en }), ...(ru.trim() && { ru }) };
      const offered = kind === "choice" ? { choices: choicesFrom(choices, field?.choices ?? [], spoken()) } : {};
      const path = `apps/${app.id}/fields`;
      keepApps(
        field
          ? await api.patch<AppList>(`${path}/${field.id}`, { names, required, ...offered })
          : await api.post<AppList>(path, { key, kind, names, required, ...offered }),
      );
      notify.ok(t("saved"));
      close();
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("apps.name_en")}
        description={t("apps.one_name")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="en"
        data-autofocus
        maxLength={60}
        value={values.en}
        error={errors.en}
        onChange={(event) => {
          set("en", event.currentTarget.value);
          if (!field && !ownKey) set("key", keyFrom(event.currentTarget.value));
        }}
      />
      <TextInput
        label={t("apps.name_ru")}
        name="ru"
        maxLength={60}
        value={values.ru}
        error={errors.ru}
        onChange={(event) => set("ru", event.currentTarget.value)}
      />
      <Select
        label={t("apps.kind")}
        name="kind"
        allowDeselect={false}
        disabled={field !== null}
        data={kinds.map((kind) => ({ value: kind, label: t(`apps.kind_${kind}`) }))}
        value={values.kind}
        onChange={(value) => set("kind", value ?? "text")}
      />
      {values.kind === "choice" ? (
        <Textarea
          label={t("apps.choices")}
          description={t("apps.choices_hint")}
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
      <Checkbox
        label={t("apps.required")}
        checked={values.required}
        onChange={(event) => set("required", event.currentTarget.checked)}
      />
      <TextInput
        label={t("apps.key")}
        description={t("apps.key_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        name="key"
        maxLength={40}
        disabled={field !== null}
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
