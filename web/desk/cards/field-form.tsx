/** A field of an app: its names, its kind, its choices, whether it must be filled in. Key and kind are for ever. */
import { Checkbox } from "@mantine/core";
import type { AppField, AppFieldKind, AppList, CardApp } from "../../wire/rest";
import { api } from "../api";
import { choicesFrom, KeyField, KindFields, lacking, linesOf, NameFields, namesFrom } from "../labels/definition";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords, worded } from "../words";
import { keepApps } from "./queries";

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
  const fresh = field === null;
  const form = useForm({
    initial: {
      en: field?.names.en ?? "",
      ru: field?.names.ru ?? "",
      key: field?.key ?? "",
      kind: (field?.kind ?? "text") as string,
      choices: linesOf(field?.choices),
      required: field?.required ?? false,
    },
    check: lacking,
    fieldOf: { name_taken: "key" },
    send: async (values) => {
      const { key, kind, required } = values;
      const choices = kind === "choice" ? { choices: choicesFrom(values.choices, field?.choices) } : {};
      const body = { names: namesFrom(values), required, ...choices };
      const path = `apps/${app.id}/fields`;
      keepApps(
        field
          ? await api.patch<AppList>(`${path}/${field.id}`, body)
          : await api.post<AppList>(path, { key, kind, ...body }),
      );
      notify.ok(t("saved"));
      close();
    },
  });
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <NameFields form={form} fresh={fresh} />
      <KindFields form={form} kinds={kinds} fresh={fresh} />
      <Checkbox
        label={t("apps.required")}
        checked={form.values.required}
        onChange={(event) => form.set("required", event.currentTarget.checked)}
      />
      <KeyField form={form} hint={t("apps.key_hint")} fresh={fresh} />
    </FormBody>
  );
}
