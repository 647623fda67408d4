// The order of the big table. Pure.
import type { ReportRow } from "../../wire/rest";
import { numberIn } from "./values";

/** By "name" or a metric, "-" in front for the greatest first; rows without a value stand last either way. */
export function sortedRows(rows: ReportRow[], sort: string): ReportRow[] {
  const by = sort.replace(/^-/, "");
  const falling = sort.startsWith("-") ? -1 : 1;
  const byName = (one: ReportRow, other: ReportRow) => one.name.localeCompare(other.name);
  return [...rows].sort((one, other) => {
    if (by === "name") return falling * byName(one, other);
    const [a, b] = [numberIn(one.totals[by]), numberIn(other.totals[by])];
    if (a === null || b === null) return Number(a === null) - Number(b === null) || byName(one, other);
    return falling * (a - b) || byName(one, other);
  });
}
