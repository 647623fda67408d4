/** Making a card: in its list, or beside a session with what is known of the client filled in. */
import { TextInput } from "@mantine/core";
import { useRef } from "react";
import type { CardApp, CardOut, CardPage } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { useWords, worded } from "../words";
import { CardFields } from "./fields";
import { fieldsOf, keepCard } from "./queries";
import { allValues, type Draft, draftOf } from "./values";

type NewCardProps = {
  app: CardApp;
  opened: boolean;
  close: () => void;
  made: (card: CardOut) => unknown;
};

export function NewCard(props: NewCardProps) {
  const t = useWords();
  return (
    <FormDialog opened={props.opened} close={props.close} title={`${t("cards.new")}: ${worded(props.app.names)}`}>
      <NewCardForm app={props.app} action={t("cards.make")} close={props.close} made={props.made} />
    </FormDialog>
  );
}

type FormProps = {
  app: CardApp;
  /** What is known already, by the field's key. */
  known?: Draft;
  action: string;
  close: () => void;
  made: (card: CardOut) => unknown;
};

export function NewCardForm({ app, known = {}, action, close, made }: FormProps) {
  const t = useWords();
  // One id for all tries of this form: what was made and not answered is not made twice.
  const id = useRef(crypto.randomUUID());
  const fields = fieldsOf(app);
  const outside = app.outside_url !== null;
  const form = useForm<Draft>({
    initial: outside ? { outside_id: "", title: "" } : { ...draftOf(fields, {}), ...known },
    check: (values) =>
      outside
        ? { outside_id: values.outside_id?.trim() ? "" : t("field.required") }
        : Object.fromEntries(
            fields
              .filter((field) => field.required && !values[field.key]?.trim())
              .map((field) => [field.key, t("field.required")]),
          ),
    send: async (values) => {
      const content = outside
        ? { outside_id: values.outside_id, ...(values.title?.trim() ? { title: values.title } : {}) }
        : { values: allValues(fields, values) };
      const page = await api.post<CardPage>("cards", { app_id: app.id, id: id.current, ...content });
      keepCard(page);
      await made(page.card);
      close();
    },
  });
  return (
    <FormBody form={form} action={action} close={close}>
      {outside ? (
        <OutsideFields values={form.values} errors={form.errors} set={form.set} />
      ) : (
        <CardFields fields={fields} values={form.values} errors={form.errors} set={form.set} />
      )}
    </FormBody>
  );
}

type OutsideProps = {
  values: Draft;
  errors: Partial<Record<string, string>>;
  set: (key: string, value: string) => void;
};

export function OutsideFields({ values, errors, set }: OutsideProps) {
  const t = useWords();
  return (
    <>
      <TextInput
        label={t("cards.outside_id")}
        name="outside_id"
        withAsterisk
        data-autofocus
        maxLength={400}
        autoComplete="off"
        classNames={{ input: "dk-mono" }}
        value={values.outside_id ?? ""}
        error={errors.outside_id}
        onChange={(event) => set("outside_id", event.currentTarget.value)}
      />
      <TextInput
        label={t("cards.outside_title")}
        name="title"
        maxLength={300}
        value={values.title ?? ""}
        error={errors.title}
        onChange={(event) => set("title", event.currentTarget.value)}
      />
    </>
  );
}
