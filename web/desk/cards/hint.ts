import type { CardApp, CardOut } from "../../wire/rest";
import { worded } from "../words";
import { fieldsOf } from "./queries";

/** What tells two cards of one title apart: the first other values, and the number. */
export function hintOf(app: CardApp, card: CardOut): string {
  const pieces = fieldsOf(app)
    .map((field) => {
      const value = card.values[field.key];
      if (typeof value !== "string" || value === card.title || field.kind === "long_text") return "";
      if (field.kind !== "choice") return value;
      return worded(field.choices.find((choice) => choice.key === value)?.names ?? {});
    })
    .filter(Boolean)
    .slice(0, 3);
  return [card.outside_id && card.outside_id !== card.title ? card.outside_id : "", ...pieces, `#${card.number}`]
    .filter(Boolean)
    .join(" · ");
}
