/** The lists of sessions: which row belongs to which list, in which order, and what a pushed row changes. Pure. */
import type { Page, SessionGroup, SessionRow } from "../../wire/rest";

/** Days of the workspace's own zone, as the server names them. */
export const spans = ["today", "yesterday", "this_week", "last_7_days", "this_month", "last_month"] as const;
export const sorts = ["waiting", "last", "operator"] as const;

/** How a list is looked at: Active in another order or for one operator ("none": nobody's), Closed of a period; with a
 *  text the server looks through the whole of it. */
export type ListView = {
  sort?: (typeof sorts)[number];
  operator?: string;
  period?: (typeof spans)[number];
  text?: string;
};
/** The view that an address asks for. */
export function viewIn(asked: { sort?: unknown; operator?: unknown; period?: unknown }): ListView {
  const sort = sorts.find((each) => each === asked.sort);
  const period = spans.find((each) => each === asked.period);
  return {
    ...(sort && { sort }),
    ...(typeof asked.operator === "string" && { operator: asked.operator }),
    ...(period && { period }),
  };
}

export type RowsKey = readonly ["rows", string, SessionGroup, ListView?];

/** The plain list has the short key, so that everything that goes there finds it at hand. */
export const rowsKey = (liveChat: string, group: SessionGroup, view: ListView = {}): RowsKey =>
  Object.keys(view).length > 0 ? ["rows", liveChat, group, view] : ["rows", liveChat, group];

export function belongs(row: SessionRow, liveChat: string, group: SessionGroup, me: string): boolean {
  if (row.live_chat_id !== liveChat) return false;
  if (group === "queue") return row.state === "waiting" && row.queued_at !== null;
  if (group === "mine") return row.state === "with_operator" && row.operator?.id === me;
  if (group === "active") return row.state === "waiting" || row.state === "with_operator";
  return row.state === "closed";
}

/** Whether a row that comes by itself stands in this view of the list. What only the server can tell doesn't come. */
function comesInto(view: ListView, row: SessionRow): boolean {
  if (view.operator !== undefined) return (row.operator?.id ?? "none") === view.operator;
  return view.text === undefined && view.period !== "yesterday" && view.period !== "last_month";
}

const byId = (a: SessionRow, b: SessionRow) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** By what it is sorted, and whether the greatest stands first; who has none of it stands last. */
function keyOf(group: SessionGroup, sort: ListView["sort"]): [(row: SessionRow) => string | null, boolean] {
  if (sort === "waiting") return [(row) => (row.state === "waiting" ? row.queued_at : null), false];
  if (sort === "last") return [(row) => row.last_message_at, true];
  if (sort === "operator") return [(row) => row.operator?.name.toLowerCase() ?? null, false];
  if (group === "queue") return [(row) => row.queued_at, false];
  return [group === "closed" ? (row) => row.closed_at : (row) => row.opened_at, true];
}

/** The server's order of each list: the queue by who waits longest, the others newest first, or as was asked. */
export function compare(group: SessionGroup, sort?: ListView["sort"]): (a: SessionRow, b: SessionRow) => number {
  const [at, falling] = keyOf(group, sort);
  return (a, b) => {
    const [one, other] = [at(a), at(b)];
    if (one === null || other === null) {
      if (one !== other) return one === null ? 1 : -1;
      return falling ? byId(b, a) : byId(a, b);
    }
    const rise = one < other ? -1 : one > other ? 1 : byId(a, b);
    return falling ? -rise : rise;
  };
}

/**
 * The list after the server pushed changed rows. A row knows `my_read_no` only from REST, so a pushed one keeps the
 * known mark (`mark` says it when this list does not have the row yet). A row that would come after the last one of a
 * list not wholly loaded is left out: it comes with "load more".
 */
export function patchRows(
  page: Page<SessionRow>,
  list: { liveChat: string; group: SessionGroup; me: string; view?: ListView },
  pushed: { rows: SessionRow[]; gone: string[] },
  mark: (session: string) => number | undefined = () => undefined,
): Page<SessionRow> {
  const touched = new Set([...pushed.gone, ...pushed.rows.map((row) => row.id)]);
  const known = new Map(page.items.map((row) => [row.id, row]));
  const { view = {} } = list;
  const coming = pushed.rows.filter(
    (row) =>
      belongs(row, list.liveChat, list.group, list.me) &&
      (comesInto(view, row) || (view.operator === undefined && known.has(row.id))),
  );
  if (coming.length === 0 && !page.items.some((row) => touched.has(row.id))) return page;
  const order = compare(list.group, view.sort);
  const kept = page.items.filter((row) => !touched.has(row.id));
  const added = coming.map((row) => {
    const read = known.get(row.id)?.my_read_no ?? mark(row.id);
    return read === undefined ? row : { ...row, my_read_no: read };
  });
  const items = [...kept, ...added].sort(order);
  const end = page.next === null ? undefined : page.items.at(-1);
  return { ...page, items: end ? items.filter((row) => order(row, end) <= 0) : items };
}

export function markRow(page: Page<SessionRow>, session: string, clientNo: number): Page<SessionRow> {
  const row = page.items.find((item) => item.id === session);
  if (!row || (row.my_read_no ?? 0) >= clientNo) return page;
  return { ...page, items: page.items.map((item) => (item === row ? { ...row, my_read_no: clientNo } : item)) };
}

/** What of a session its reader has not seen: counted by the client's own numbers, never by adding one. */
export function unreadOf(row: SessionRow): number {
  return Math.max(0, row.client_count - (row.my_read_no ?? 0));
}
