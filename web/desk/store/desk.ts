/**
 * The desk's one connection: what the socket says goes into the query cache here and nowhere else, what is written
 * goes out through the outbox. `startDesk` at sign-in, `stop` at sign-out.
 */
import type { NoticeFrame, Pushed, WelcomeFrame } from "../../wire/frames";
import type { Counters, DraftKept, EventFrame, FileRef, Me, Named, Posted, Quote } from "../../wire/rest";
import { openSocket, type Socket, type SocketState } from "../../wire/socket";
import { ApiError, api, refusal } from "../api";
import { queryClient } from "../query";
import { apply } from "./apply";
import { lookAtBoards } from "./boards";
import { countersKey, markSeen, outboxKey, patchPage, readAnew, sessionKey } from "./cache";
import { hearDraft, keepDraftsBy, keepDraftsOf, readDrafts } from "./drafts";
import { uuid7 } from "./keys";
import { listsOf, pushRows } from "./lists";
import { forgetLive, hearPresence, hearTyping, hush, useLive } from "./live";
import { type Outbox, type OutboxItem, openOutbox, type Verdict } from "./outbox";
import { forgetPushes } from "./pushes";
import { followOn, mendAll, onLost, refreshPage } from "./threads";

let me: Me | null = null;
let socket: Socket | null = null;
let outbox: Outbox | null = null;
let outboxOpened: Promise<void> = Promise.resolve();
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
  listsOf(person.person.id);
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
  followOn(socket);
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
  followOn(null);
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

const ASK_AGAIN_MS = 3000;
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
    .catch(() => {
      // No answer: nobody else would ask, and the line waits for it.
      setTimeout(() => useLive.getState().socket === "signed_out" && askToSignIn(), ASK_AGAIN_MS);
    })
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
  mendAll();
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

function onEvent(event: EventFrame): void {
  const message = event.data.message as { send_key?: string; author?: { kind: string; id: string | null } } | undefined;
  patchPage(event.session, (page) => apply(page, event));
  if (message?.send_key) outbox?.drawn(message.send_key);
  if (message?.author) hush(event.session, message.author);
  if (event.kind === "page_visited") void queryClient.invalidateQueries({ queryKey: ["pages", event.session] });
  if (changesRights.has(event.kind)) void refreshPage(event.session);
}

function onPush(frame: Pushed): void {
  if (frame.type === "rows") pushRows(frame);
  else if (frame.type === "counters") queryClient.setQueryData<Counters>(countersKey, frame.counters);
  else if (frame.type === "mark") markSeen(frame.session, frame.client_no);
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
    .then(() => markSeen(session, clientNo))
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
