// A card's values as a form holds them: text in every field, and what of it goes to the server.
import type { AppField, CardValues } from "../../wire/rest";

export type Draft = Record<string, string>;

export const draftOf = (fields: AppField[], values: CardValues): Draft =>
  Object.fromEntries(fields.map((field) => [field.key, text(values[field.key])]));

function text(value: unknown): string {
  return value === undefined || value === null ? "" : String(value);
}

/** What is sent: null takes a value away, a number is one, and what can't be read goes as it is, to be refused. */
export function sentValue(field: AppField, draft: string): unknown {
  const written = draft.trim();
  if (written === "") return null;
  if (field.kind === "boolean") return written === "true";
  if (field.kind === "number") {
    const number = Number(written.replace(",", "."));
    return Number.isFinite(number) ? number : written;
  }
  return draft;
}

/** The values that differ from those that are kept. */
export function changedValues(fields: AppField[], before: Draft, after: Draft): CardValues {
  return Object.fromEntries(
    fields
      .filter((field) => (before[field.key] ?? "") !== (after[field.key] ?? ""))
      .map((field) => [field.key, sentValue(field, after[field.key] ?? "")]),
  );
}

export const allValues = (fields: AppField[], draft: Draft): CardValues => changedValues(fields, {}, draft);
