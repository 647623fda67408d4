/** The list stays put while the pointer is in it: nothing slides away under a click. */
import { useMemo, useRef } from "react";
import type { SessionRow } from "../../wire/rest";

export type ListedRow = { row: SessionRow; gone: boolean };

/**
 * The rows to draw over the `before` ones: same places, fresh content, `gone` for what left; what would come behind
 * the last one is added, all else is counted in `held`.
 */
export function freeze(before: SessionRow[], rows: SessionRow[]): { listed: ListedRow[]; held: number } {
  const now = new Map(rows.map((row) => [row.id, row]));
  const listed = before.map((row) => ({ row: now.get(row.id) ?? row, gone: !now.has(row.id) }));
  const known = new Set(before.map((row) => row.id));
  let last = rows.length - 1;
  while (last >= 0 && !known.has(rows[last]?.id ?? "")) last -= 1;
  const after = rows.slice(last + 1).map((row) => ({ row, gone: false }));
  const held = rows.slice(0, last + 1).filter((row) => !known.has(row.id)).length;
  return { listed: [...listed, ...after], held };
}

/** `list`: which one it is. Another one, or the same in another order, begins anew, wherever the pointer is. */
export function useFrozenOrder(
  rows: SessionRow[],
  frozen: boolean,
  list: unknown,
): { listed: ListedRow[]; held: number } {
  const before = useRef<SessionRow[] | null>(null);
  const drawn = useRef(list);
  return useMemo(() => {
    if (!frozen || drawn.current !== list) before.current = null;
    drawn.current = list;
    if (!frozen) return { listed: rows.map((row) => ({ row, gone: false })), held: 0 };
    const result = freeze(before.current ?? rows, rows);
    // Appended rows have a place from now on too.
    before.current = result.listed.map((each) => each.row);
    return result;
  }, [rows, frozen, list]);
}
