/** The fields of a card, by their kind: in its page, and in the dialog that makes one. */
import { Select, Textarea, TextInput } from "@mantine/core";
import type { AppField } from "../../wire/rest";
import { useWords, worded } from "../words";
import type { Draft } from "./values";

type FieldsProps = {
  fields: AppField[];
  values: Draft;
  errors: Partial<Record<string, string>>;
  set: (key: string, value: string) => void;
};

export function CardFields({ fields, values, errors, set }: FieldsProps) {
  return fields.map((field, place) => (
    <CardField
      key={field.id}
      field={field}
      first={place === 0}
      value={values[field.key] ?? ""}
      error={errors[field.key]}
      set={(value) => set(field.key, value)}
    />
  ));
}

type FieldProps = {
  field: AppField;
  first: boolean;
  value: string;
  error: string | undefined;
  set: (value: string) => void;
};

function CardField({ field, first, value, error, set }: FieldProps) {
  const t = useWords();
  const common = {
    label: worded(field.names),
    name: field.key,
    withAsterisk: field.required,
    error,
    "data-autofocus": first || undefined,
  };
  if (field.kind === "choice" || field.kind === "boolean") {
    const data =
      field.kind === "boolean"
        ? [
            { value: "true", label: t("cards.yes") },
            { value: "false", label: t("cards.no") },
          ]
        : field.choices.map((choice) => ({ value: choice.key, label: worded(choice.names) }));
    return (
      <Select
        {...common}
        data={data}
        clearable={!field.required}
        placeholder={t("cards.choose")}
        value={value || null}
        onChange={(next) => set(next ?? "")}
      />
    );
  }
  if (field.kind === "long_text") {
    return (
      <Textarea
        {...common}
        autosize
        minRows={3}
        maxRows={16}
        maxLength={10_000}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  const type = { date: "date", email: "email", phone: "tel" }[field.kind as string] ?? "text";
  return (
    <TextInput
      {...common}
      type={type}
      {...(field.kind === "number" ? { inputMode: "decimal" as const } : {})}
      maxLength={500}
      autoComplete="off"
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
