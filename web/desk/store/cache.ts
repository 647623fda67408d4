/** What the query cache holds of sessions, and how something is put into it without a new reading. */
import type { Page, SessionPage, SessionRow } from "../../wire/rest";
import { queryClient } from "../query";
import { markRow, type RowsKey } from "./rows";

export const sessionKey = (id: string) => ["session", id] as const;
export const countersKey = ["counters"] as const;
export const outboxKey = ["outbox"] as const;

/** Reads what is on screen again. A first reading under way began too early: joining it would not be a new one. */
export async function readAnew(queryKey: string[]): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
}

/** The library takes whatever is put in for a fresh answer; a patch does not answer what was to be asked again. */
export function patchData<T>(queryKey: readonly unknown[], patch: (data: T) => T): void {
  const query = queryClient.getQueryCache().find<T>({ queryKey, exact: true });
  const { data, isInvalidated } = query?.state ?? {};
  const patched = data && patch(data);
  if (!query || !patched || patched === data) return;
  queryClient.setQueryData(queryKey, patched);
  if (isInvalidated) query.invalidate();
}

export const patchPage = (session: string, patch: (page: SessionPage) => SessionPage) =>
  patchData(sessionKey(session), patch);

export function eachList(patch: (page: Page<SessionRow>, key: RowsKey) => Page<SessionRow>): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["rows"] })) {
    const key = query.queryKey as unknown as RowsKey;
    patchData<Page<SessionRow>>(key, (page) => patch(page, key));
  }
}

export function knownMark(session: string): number | undefined {
  const page = queryClient.getQueryData<SessionPage>(sessionKey(session));
  if (page) return page.my_read_no;
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["rows"] })) {
    const row = (query.state.data as Page<SessionRow> | undefined)?.items.find((item) => item.id === session);
    if (row?.my_read_no !== undefined) return row.my_read_no;
  }
  return undefined;
}

/** How far I have read, said by another tab or by this one. */
export function markSeen(session: string, clientNo: number): void {
  patchPage(session, (page) => (page.my_read_no < clientNo ? { ...page, my_read_no: clientNo } : page));
  eachList((page) => markRow(page, session, clientNo));
}
