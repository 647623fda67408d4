/** The lists of sessions: which row belongs to which list, in which order, and what a pushed row changes. Pure. */
import type { Page, SessionGroup, SessionRow } from "../../wire/rest";

export type RowsKey = readonly ["rows", string, SessionGroup];
export const rowsKey = (liveChat: string, group: SessionGroup): RowsKey => ["rows", liveChat, group];

export function belongs(row: SessionRow, liveChat: string, group: SessionGroup, me: string): boolean {
  if (row.live_chat_id !== liveChat) return false;
  if (group === "queue") return row.state === "waiting" && row.queued_at !== null;
  if (group === "mine") return row.state === "with_operator" && row.operator?.id === me;
  if (group === "active") return row.state === "waiting" || row.state === "with_operator";
  return row.state === "closed";
}

/** The server's order of each list: the queue by who waits longest, the others newest first. */
export function compare(group: SessionGroup): (a: SessionRow, b: SessionRow) => number {
  const at = (row: SessionRow) =>
    group === "queue" ? row.queued_at : group === "closed" ? row.closed_at : row.opened_at;
  const rise = (a: SessionRow, b: SessionRow) => {
    const [one, other] = [at(a) ?? "", at(b) ?? ""];
    return one < other ? -1 : one > other ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  };
  return group === "queue" ? rise : (a, b) => rise(b, a);
}

/**
 * The list after the server pushed changed rows. A row knows `my_read_no` only from REST, so a pushed one keeps the
 * known mark (`mark` says it when this list does not have the row yet). A row that would come after the last one of a
 * list not wholly loaded is left out: it comes with "load more".
 */
export function patchRows(
  page: Page<SessionRow>,
  list: { liveChat: string; group: SessionGroup; me: string },
  pushed: { rows: SessionRow[]; gone: string[] },
  mark: (session: string) => number | undefined = () => undefined,
): Page<SessionRow> {
  const touched = new Set([...pushed.gone, ...pushed.rows.map((row) => row.id)]);
  const known = new Map(page.items.map((row) => [row.id, row]));
  const coming = pushed.rows.filter((row) => belongs(row, list.liveChat, list.group, list.me));
  if (coming.length === 0 && !page.items.some((row) => touched.has(row.id))) return page;
  const order = compare(list.group);
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
