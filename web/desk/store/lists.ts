/** Rows of sessions that come by themselves, from the socket or as the answer to a deed, and where they show. */
import type { RowsFrame } from "../../wire/frames";
import type { Page, SessionDetail, SessionRow } from "../../wire/rest";
import { queryClient } from "../query";
import { lookAtBoards } from "./boards";
import { eachList, knownMark, patchData, patchPage, sessionKey } from "./cache";
import { keepPush, notOlder, type RowsPushed } from "./pushes";
import { patchRows, type RowsKey } from "./rows";
import { patchPages, type TablePages } from "./table";
import { letGo, refreshPage } from "./threads";

let mine = "";

/** Whose "My sessions" it is. */
export function listsOf(person: string): void {
  mine = person;
}

export function pushRows({ rows: told, gone, taken = {} }: Omit<RowsFrame, "type" | "log">): void {
  const rows = notOlder(told);
  keepPush({ rows, gone });
  for (const [id, operator] of Object.entries(taken)) queryClient.setQueryData(["taken", id], operator);
  for (const id of gone) {
    if (queryClient.getQueryData(sessionKey(id))) letGo(id);
  }
  // Seen to be gone, and now back: assigned to me again.
  for (const { id } of rows) {
    if (queryClient.getQueryState(sessionKey(id))?.status === "error") void refreshPage(id);
  }
  eachList((page, key) => withPushes(page, key, [{ rows, gone }]));
  for (const { queryKey } of queryClient.getQueryCache().findAll({ queryKey: ["table"] }))
    patchData<TablePages>(queryKey, (data) => patchPages(data, rows));
  lookAtBoards();
}

/** A list with what was pushed since. */
export function withPushes(page: Page<SessionRow>, key: RowsKey, pushes: RowsPushed[]): Page<SessionRow> {
  const [, liveChat, group, view = {}] = key;
  const list = { liveChat, group, me: mine, view };
  return pushes.reduce((now, push) => patchRows(now, list, push, knownMark), page);
}

/** Rows as the server answered them to a deed. */
export const showRows = (rows: SessionRow[]): void => pushRows({ rows, gone: [] });

/** The server's answer to a deed, put into the page at once; the event that follows changes nothing more. */
export function showDetail(detail: SessionDetail): void {
  patchPage(detail.id, (page) =>
    page.session.last_seq <= detail.last_seq ? { ...page, session: { ...page.session, ...detail } } : page,
  );
  pushRows({ rows: [detail], gone: [] });
  void refreshPage(detail.id);
}
