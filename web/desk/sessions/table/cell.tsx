// What stands in a cell of the table.
import type { Asked } from "../../labels/queries";
import { unreadOf } from "../../store/rows";
import { fullTime, shortTime } from "../../ui/time";
import { known, t, type WordKey, worded } from "../../words";
import { nameOf } from "../names";
import { isColumn, type TableRow } from "./model";

export type Parameters = Pick<Asked, "key" | "kind" | "names" | "choices">[];

export const parameterOf = (column: string, parameters: Parameters) =>
  parameters.find((each) => `parameter:${each.key}` === column);

/** The head of a column: our own word, or the parameter's name. */
export function headOf(column: string, parameters: Parameters): string {
  const key = `table.column_${column}`;
  if (isColumn(column) && known(key)) return t(key);
  const parameter = parameterOf(column, parameters);
  return parameter ? worded(parameter.names) : column.replace("parameter:", "");
}

export function valueWords(value: unknown, parameter: Parameters[number] | undefined): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "boolean") return t(value ? "table.yes" : "table.no");
  const choice = parameter?.choices.find((each) => each.key === value);
  return choice
    ? worded(choice.names)
    : typeof value === "number"
      ? value.toLocaleString(t("sessions.locale"))
      : String(value);
}

const times = new Set(["opened_at", "queued_at", "taken_at", "closed_at", "last_message_at", "spam_at"]);

export function Cell({ row, column, parameters }: { row: TableRow; column: string; parameters: Parameters }) {
  if (times.has(column)) {
    const when = row[column as "opened_at"];
    return when ? (
      <time dateTime={when} title={fullTime(when)}>
        {shortTime(when)}
      </time>
    ) : null;
  }
  switch (column) {
    case "state":
      return <span className={`tb-sign tb-sign-${row.state}`}>{t(`table.state_${row.state}` as WordKey)}</span>;
    case "priority":
      return (
        <span className={row.priority === "high" ? "tb-high" : undefined}>
          {t(`sessions.priority_${row.priority}` as WordKey)}
        </span>
      );
    case "tags":
      return (
        <span className="tb-tags">
          {row.tags.map((tag) => (
            <span key={tag.id} className="tb-tag">
              {tag.name}
            </span>
          ))}
        </span>
      );
    case "preview": {
      const unread = unreadOf(row);
      return (
        <>
          {unread > 0 ? (
            <span className="tb-unread">
              {unread} <span className="dk-hidden">{t("sessions.unread", { n: unread })}</span>
            </span>
          ) : null}
          {row.preview}
        </>
      );
    }
    default:
      return <>{plain(row, column, parameters)}</>;
  }
}

function plain(row: TableRow, column: string, parameters: Parameters): string {
  switch (column) {
    case "number":
      return `#${row.number}`;
    case "name":
      return nameOf(row.name);
    case "operator":
      return row.operator?.name ?? "";
    case "group":
      return row.group?.name ?? "";
    case "live_chat":
      return row.live_chat.name;
    case "channel":
      return row.channel.name;
    case "close_reason":
      return row.close_reason?.name ?? "";
    case "rating":
      return row.rating === null ? "" : `${"★".repeat(row.rating)}${"☆".repeat(5 - row.rating)}`;
    case "subject":
    case "email":
    case "phone":
      return row[column] ?? "";
    case "message_count":
      return row.message_count.toLocaleString(t("sessions.locale"));
    default: {
      const parameter = parameterOf(column, parameters);
      return valueWords(row.parameters[column.replace("parameter:", "")], parameter);
    }
  }
}
