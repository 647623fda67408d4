/** Which rows are chosen, as in mail programs: one by one, a range from the last one with Shift, all. Pure but the hook. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";

export type Selection = { ids: ReadonlySet<string>; anchor: string | null };

export const nothing: Selection = { ids: new Set(), anchor: null };

/** One more or one less; with `range` everything from the last one touched up to it becomes like it. */
export function choose(before: Selection, order: string[], id: string, range: boolean): Selection {
  const ids = new Set(before.ids);
  const from = range && before.anchor !== null ? order.indexOf(before.anchor) : -1;
  const to = order.indexOf(id);
  if (from < 0 || to < 0) {
    if (!ids.delete(id)) ids.add(id);
    return { ids, anchor: id };
  }
  for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) ids.add(each);
  return { ids, anchor: id };
}

export const chooseAll = (order: string[]): Selection => ({ ids: new Set(order), anchor: order[0] ?? null });

/** What left the list is chosen no more: a deed must not reach what is not on screen. */
export function only(before: Selection, order: string[]): Selection {
  if (before.ids.size === 0) return before;
  const there = new Set(order);
  const ids = [...before.ids].filter((id) => there.has(id));
  return ids.length === before.ids.size ? before : { ids: new Set(ids), anchor: before.anchor };
}

export function useSelection(order: string[]) {
  const [held, setHeld] = useState(nothing);
  const selection = useMemo(() => only(held, order), [held, order]);
  const latest = useRef(order);
  useEffect(() => {
    latest.current = order;
  });
  // Always the same function: rows that did not change are not drawn again.
  const toggle = useCallback((id: string, range = false) => {
    setHeld((before) => choose(only(before, latest.current), latest.current, id, range));
  }, []);
  const all = useCallback(() => setHeld(chooseAll(order)), [order]);
  const clear = useCallback(() => setHeld(nothing), []);
  return { selected: selection.ids, toggle, all, clear };
}
