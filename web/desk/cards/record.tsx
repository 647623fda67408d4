/** A card that may only be read: what it says, not a form that does nothing. */
import { Fragment } from "react";
import type { AppField } from "../../wire/rest";
import { shortDay } from "../ui/time";
import { useWords, worded } from "../words";
import type { Draft } from "./values";

/** `outside`: another system keeps it, and there is only its id and a title here. */
type RecordProps = { fields: AppField[]; values: Draft; outside: boolean };

export function CardRecord({ fields, values, outside }: RecordProps) {
  if (outside) return <OutsideRecord values={values} />;
  return (
    <dl className="cd-record">
      {fields.map((field) => (
        <Fragment key={field.id}>
          <dt>{worded(field.names)}</dt>
          <dd dir="auto">
            <Written field={field} value={values[field.key] ?? ""} />
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

function OutsideRecord({ values }: { values: Draft }) {
  const t = useWords();
  return (
    <dl className="cd-record">
      <dt>{t("cards.outside_id")}</dt>
      <dd className="dk-mono">{values.outside_id}</dd>
      <dt>{t("cards.outside_title")}</dt>
      <dd dir="auto">{values.title || <Nothing />}</dd>
    </dl>
  );
}

function Written({ field, value }: { field: AppField; value: string }) {
  const t = useWords();
  if (value === "") return <Nothing />;
  if (field.kind === "boolean") return t(value === "true" ? "cards.yes" : "cards.no");
  if (field.kind === "choice") {
    const chosen = field.choices.find((choice) => choice.key === value);
    return chosen ? worded(chosen.names) : value;
  }
  if (field.kind === "date") return shortDay(`${value}T00:00`);
  if (field.kind === "email") return <a href={`mailto:${value}`}>{value}</a>;
  if (field.kind === "phone") return <a href={`tel:${value}`}>{value}</a>;
  return value;
}

const Nothing = () => <span className="cd-empty">—</span>;
