/**
 * The desk's one connection: what the socket says goes into the query cache here and nowhere else, what is written
 * goes out through the outbox. `startDesk` at sign-in, `stop` at sign-out.
 */
import type { NoticeFrame, Pushed, RowsFrame, WelcomeFrame } from "../../wire/frames";
import type {
  Counters,
  DraftKept,
  EventFrame,
  FileRef,
  Me,
  Named,
  Page,
  Posted,
  Quote,
  SessionDetail,
  SessionPage,
  SessionRow,
} from "../../wire/rest";
import { openSocket, type Socket, type SocketState } from "../../wire/socket";
import { ApiError, api, refusal } from "../api";
import { queryClient } from "../query";
import { apply, mergePage } from "./apply";
import { lookAtBoards } from "./boards";
import { hearDraft, keepDraftsBy, keepDraftsOf, readDrafts } from "./drafts";
import { uuid7 } from "./keys";
import { forgetLive, hearPresence, hearTyping, hush, useLive } from "./live";
import { type Outbox, type OutboxItem, openOutbox, type Verdict } from "./outbox";
import { forgetPushes, keepPush, notOlder, type RowsPushed } from "./pushes";
import { markRow, patchRows, type RowsKey } from "./rows";
import { patchPages, type TablePages } from "./table";

/** Threads kept joined and in memory: coming back to one of them shows it at once, and current. */
const FOLLOWED = 12;

export const sessionKey = (id: string) => ["session", id] as const;
export const countersKey = ["counters"] as const;
export const outboxKey = ["outbox"] as const;

let me: Me | null = null;
let socket: Socket | null = null;
let outbox: Outbox | null = null;
let outboxOpened: Promise<void> = Promise.resolve();
let followed: string[] = [];
let hearNotice: (notice: NoticeFrame) => void = () => undefined;

/** Who rings: given every notice of this tab. */
export function onNotice(hear: (notice: NoticeFrame) => void): void {
  hearNotice = hear;
}

/** Opens the connection and the outbox of this person. Starting again for the same person changes nothing. */
export function startDesk(person: Me): { stop: () => void } {
  if (me?.person.id === person.person.id) return { stop: stopDesk };
  stopDesk();
  me = person;
  keepDraftsOf(person.person.id);
  keepDraftsBy((session, text, note) =>
    api.put(`sessions/${session}/draft`, { text, note }).catch((error: unknown) => {
      if (judge(error).again) throw error;
    }),
  );
  void fetchDrafts();
  socket = openSocket({
    address: `${location.origin.replace(/^http/, "ws")}/ws/v1`,
    epoch: person.epoch,
    ticket,
    onEvent,
    onPush,
    onLost,
    onState,
    onWelcome,
  });
  const owner = person.person.id;
  outboxOpened = openOutbox({
    person: owner,
    post: postItem,
    judge,
    onChange: showOutbox,
    onSignedOut: askToSignIn,
  }).then((made) => {
    if (me?.person.id === owner) outbox = made;
    else made.stop();
  });
  return { stop: stopDesk };
}

export function stopDesk(): void {
  socket?.close();
  outbox?.stop();
  socket = null;
  outbox = null;
  me = null;
  followed = [];
  broken.clear();
  forgetPushes();
  forgetLive();
  useLive.setState({ socket: "connecting", welcomed: false });
}

// Without api.ts's password dialog: a background tab must not sit waiting for one.
async function ask<T>(path: string, body: unknown): Promise<T> {
  const headers = { accept: "application/json", "content-type": "application/json" };
  const init = { method: "POST", headers, body: JSON.stringify(body), signal: AbortSignal.timeout(15_000) };
  const response = await fetch(`/api/v1/${path}`, init).catch(() => {
    throw new ApiError(0, "unreachable");
  });
  if (!response.ok) throw await refusal(response);
  return (await response.json()) as T;
}

const ticket = () => ask<{ ticket: string }>("socket-tickets", {}).then((answer) => answer.ticket);

let askingToSignIn = false;

// Any asking by api.ts shows the dialog in place; once it answers, everything goes on where it stopped.
function askToSignIn(): void {
  if (askingToSignIn) return;
  askingToSignIn = true;
  api
    .get<Me>("me")
    .then(() => {
      socket?.wake();
      outbox?.wake();
    })
    .catch(() => undefined)
    .finally(() => {
      askingToSignIn = false;
    });
}

// What was written on another machine. What stands here is newer, or will be kept soon; a lost answer is asked for again
// with the next welcome.
const fetchDrafts = () =>
  readDrafts(() => api.get<{ items: DraftKept[] }>("drafts").then(({ items }) => items)).catch(() => undefined);

function onState(state: SocketState): void {
  useLive.setState({ socket: state });
  if (state !== "open") forgetLive();
  if (state === "signed_out") askToSignIn();
}

function onWelcome(welcome: WelcomeFrame): void {
  // The first hello has no horizon: lists fetched before it may lack what came between.
  if (welcome.inbox !== "ok") {
    forgetPushes();
    for (const key of ["rows", "table"]) void readAnew([key]);
  }
  // What is not numbered is not made up for: what changed of the workspace and what was drafted while away is asked for.
  if (useLive.getState().welcomed) {
    for (const key of workspaceKeys) void queryClient.invalidateQueries({ queryKey: [key] });
    void lookAtMe();
    void fetchDrafts();
  }
  for (const session of broken) void mend(session);
  // Counters come whole when they change; what changed while nobody listened is asked for.
  void queryClient.invalidateQueries({ queryKey: countersKey });
  useLive.setState({ welcomed: true });
  outbox?.wake();
}

const changesRights = new Set([
  "session_taken",
  "session_assigned",
  "session_transferred",
  "session_joined",
  "session_left",
  "session_closed",
  "session_reopened",
  "session_marked_spam",
  "session_restored",
  "session_opened",
]);

/** Reads what is on screen again. A first reading under way began too early: joining it would not be a new one. */
async function readAnew(queryKey: string[]): Promise<void> {
  await queryClient.cancelQueries({ queryKey });
  await queryClient.invalidateQueries({ queryKey });
}

/** The library takes whatever is put in for a fresh answer; a patch does not answer what was to be asked again. */
function patchData<T>(queryKey: readonly unknown[], patch: (data: T) => T): void {
  const query = queryClient.getQueryCache().find<T>({ queryKey, exact: true });
  const { data, isInvalidated } = query?.state ?? {};
  const patched = data && patch(data);
  if (!query || !patched || patched === data) return;
  queryClient.setQueryData(queryKey, patched);
  if (isInvalidated) query.invalidate();
}

const patchPage = (session: string, patch: (page: SessionPage) => SessionPage) => patchData(sessionKey(session), patch);

function onEvent(event: EventFrame): void {
  const message = event.data.message as { send_key?: string; author?: { kind: string; id: string | null } } | undefined;
  patchPage(event.session, (page) => apply(page, event));
  if (message?.send_key) outbox?.drawn(message.send_key);
  if (message?.author) hush(event.session, message.author);
  if (event.kind === "page_visited") void queryClient.invalidateQueries({ queryKey: ["pages", event.session] });
  if (changesRights.has(event.kind)) void refreshPage(event.session);
}

/** Threads with a hole that only a new reading fills, and none has come yet. */
const broken = new Set<string>();
const MEND_AGAIN_MS = 10_000;

function onLost(session: string, why: "too_long" | "gone"): void {
  if (why === "gone") {
    letGo(session);
    return;
  }
  broken.add(session);
  void mend(session);
}

/** A reading may fail too, and nobody else would ask for this thread again. */
async function mend(session: string): Promise<void> {
  await refreshPage(session);
  if (!queryClient.getQueryData(sessionKey(session))) broken.delete(session);
  if (!broken.has(session)) return;
  setTimeout(() => broken.has(session) && mend(session), MEND_AGAIN_MS);
}

/** No more to be seen: the socket forgets it too, so that coming back it is joined anew. */
function letGo(session: string): void {
  followed = followed.filter((id) => id !== session);
  broken.delete(session);
  socket?.leave(session);
  void queryClient.resetQueries({ queryKey: sessionKey(session) });
}

/** What I may do here is the server's to say: asked anew when the state changed. Messages on screen stay. */
export function refreshPage(session: string): Promise<void> {
  return queryClient.refetchQueries({ queryKey: sessionKey(session) });
}

/** The page as it is after a deed: a reading already asked for is waited for, none is begun anew. */
export function pageSettled(session: string): Promise<void> {
  return queryClient.refetchQueries({ queryKey: sessionKey(session) }, { cancelRefetch: false });
}

/** The page of a session, merged with what is on screen, and followed from then on. */
export async function fetchPage(session: string, signal: AbortSignal): Promise<SessionPage> {
  const fresh = await api.get<SessionPage>(`sessions/${session}`, { signal });
  const page = mergePage(queryClient.getQueryData<SessionPage>(sessionKey(session)), fresh);
  follow(session, page.cursor);
  eachList((list) => markRow(list, session, page.my_read_no));
  return page;
}

function follow(session: string, cursor: number): void {
  broken.delete(session);
  followed = [...followed.filter((id) => id !== session), session];
  socket?.join(session, cursor);
  for (const old of followed.slice(0, -FOLLOWED)) {
    const query = queryClient.getQueryCache().find({ queryKey: sessionKey(old) });
    if (query?.isActive()) continue;
    followed = followed.filter((id) => id !== old);
    broken.delete(old);
    socket?.leave(old);
    if (query) queryClient.getQueryCache().remove(query);
  }
}

function onPush(frame: Pushed): void {
  if (frame.type === "rows") pushRows(frame);
  else if (frame.type === "counters") queryClient.setQueryData<Counters>(countersKey, frame.counters);
  else if (frame.type === "mark") mark(frame.session, frame.client_no);
  else if (frame.type === "notice") hearNotice(frame);
  else if (frame.type === "draft") hearDraft(frame.session, frame.text, frame.note);
  else if (frame.type === "typing") {
    if (frame.by.id === null || frame.by.id !== me?.person.id) hearTyping(frame);
  } else if (frame.type === "presence") hearPresence(frame);
  else if (frame.type === "changed") onChanged(frame.what);
}

/** What is asked for when "I" changed: everything that is read by right. */
const mineKeys = ["mentions", "labels", "templates", "blocklist", "apps", "messages", "embed-sites", "channel-health"];
/** What `changed` tells of, without the lists of sessions: those come up to date by themselves. */
const workspaceKeys = [...mineKeys, "live-chats", "people", "groups", "assignees"];

function onChanged(what: "me" | "live_chats" | "people" | "status" | "messages"): void {
  const stale: Record<typeof what, string[]> = {
    me: [...mineKeys, "rows", "counters"],
    live_chats: ["rows", "counters", "live-chats", "messages"],
    messages: ["messages"],
    people: ["people", "groups", "assignees"],
    status: ["people", "assignees"],
  };
  if (what === "status" || what === "people") lookAtBoards();
  for (const key of stale[what]) void queryClient.invalidateQueries({ queryKey: [key] });
  if (what === "me" || what === "live_chats") void lookAtMe();
}

// Everybody's change is told to everybody: open sessions are only asked for again when my own rights moved.
async function lookAtMe(): Promise<void> {
  const rights = () => {
    const now = queryClient.getQueryData<Me>(["me"]);
    return JSON.stringify([now?.person.status, now?.person.administrator, now?.live_chats]);
  };
  const before = rights();
  await queryClient.refetchQueries({ queryKey: ["me"] });
  // What is kept without being shown too: nothing else would ask for it before it is opened.
  if (rights() !== before) void queryClient.refetchQueries({ queryKey: ["session"] });
}

function eachList(patch: (page: Page<SessionRow>, key: RowsKey) => Page<SessionRow>): void {
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["rows"] })) {
    const key = query.queryKey as unknown as RowsKey;
    patchData<Page<SessionRow>>(key, (page) => patch(page, key));
  }
}

function pushRows({ rows: told, gone, taken = {} }: Omit<RowsFrame, "type" | "log">): void {
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
  const list = { liveChat, group, me: me?.person.id ?? "", view };
  return pushes.reduce((now, push) => patchRows(now, list, push, knownMark), page);
}

/** Rows as the server answered them to a deed. */
export const showRows = (rows: SessionRow[]): void => pushRows({ rows, gone: [] });

export function knownMark(session: string): number | undefined {
  const page = queryClient.getQueryData<SessionPage>(sessionKey(session));
  if (page) return page.my_read_no;
  for (const query of queryClient.getQueryCache().findAll({ queryKey: ["rows"] })) {
    const row = (query.state.data as Page<SessionRow> | undefined)?.items.find((item) => item.id === session);
    if (row?.my_read_no !== undefined) return row.my_read_no;
  }
  return undefined;
}

function mark(session: string, clientNo: number): void {
  patchPage(session, (page) => (page.my_read_no < clientNo ? { ...page, my_read_no: clientNo } : page));
  eachList((page) => markRow(page, session, clientNo));
}

/**
 * Everything up to the client's message number `clientNo` has been before the reader's eyes. `isHis`: said by the
 * responsible operator, which the client is shown; the same said earlier by a looker-on does not stand for it.
 */
export function markRead(session: string, clientNo: number, isHis: boolean): void {
  const saying = `${session} ${clientNo} ${isHis}`;
  if (asked.has(saying)) return;
  asked.add(saying);
  socket
    ?.send({ type: "read", session, client_no: clientNo })
    .then(() => mark(session, clientNo))
    .catch(() => undefined)
    .finally(() => asked.delete(saying));
}

const asked = new Set<string>();

export function sayTyping(session: string, on: boolean): void {
  socket?.send({ type: "typing", session, on }).catch(() => undefined);
}

export function saySeen(session: string, on: boolean): void {
  socket?.send({ type: "seen", session, on }).catch(() => undefined);
}

/** The server's answer to a deed, put into the page at once; the event that follows changes nothing more. */
export function showDetail(detail: SessionDetail): void {
  patchPage(detail.id, (page) =>
    page.session.last_seq <= detail.last_seq ? { ...page, session: { ...page.session, ...detail } } : page,
  );
  pushRows({ rows: [detail], gone: [] });
  void refreshPage(detail.id);
}

// Outbox

function postItem(item: OutboxItem): Promise<Posted> {
  const { send_key, text, quote, files, note } = item;
  const body = {
    send_key,
    text,
    ...(quote && { quote_seq: quote.seq }),
    ...(files.length > 0 && { file_ids: files.map((file) => file.id) }),
    ...(note && { mentions: note.map((person) => person.id) }),
  };
  return ask<Posted>(`sessions/${item.session}/${note ? "notes" : "messages"}`, body);
}

/** No answer, too busy, not signed in: again. Any other refusal is for good. */
export function judge(error: unknown): Verdict {
  if (!(error instanceof ApiError)) return { again: true, code: "unreachable", params: {} };
  const { status, code, params } = error;
  const again = error.passing || status >= 500 || code === "not_signed_in" || code === "unreadable_answer";
  const wait = Number(params.retry_after);
  return { again, code, params, ...(again && wait > 0 && { waitMs: wait * 1000 }) };
}

function showOutbox(items: OutboxItem[]): void {
  // A stored message of a thread that is not open has nothing more to wait for.
  const shown = items.filter((item) => item.state !== "accepted" || queryClient.getQueryData(sessionKey(item.session)));
  queryClient.setQueryData<OutboxItem[]>(outboxKey, shown);
}

/** `note`: for colleagues, calling these people; null: to the client. */
export async function sendMessage(
  session: string,
  text: string,
  quote: Quote | null,
  files: FileRef[],
  note: Named[] | null = null,
): Promise<void> {
  await outboxOpened;
  if (!outbox) throw new ApiError(0, "unreachable");
  const item = { send_key: uuid7(), session, text, quote, files, created_at: new Date().toISOString() };
  await outbox.add(note ? { ...item, note } : item);
}

export const resendMessage = (sendKey: string) => outbox?.resend(sendKey);
export const discardMessage = (sendKey: string) => outbox?.discard(sendKey);
