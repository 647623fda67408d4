/**
 * The employee's own line: beside the desk's socket one as a client, so that he is told what any client is. What he
 * writes waits here until the server has it, under one key at every try, and survives a reload.
 */
import { create } from "zustand";
import type { EventFrame } from "../../wire/frames";
import type { FileRef, Quote } from "../../wire/rest";
import { openSocket, type Socket, type SocketState } from "../../wire/socket";
import { ApiError, api } from "../api";
import { cachedMe } from "../app/me";
import { queryClient } from "../query";
import { uuid7 } from "../store/keys";
import { applyEvent } from "./apply";
import { type PlaceThread, threadKey } from "./queries";

export type Waiting = {
  key: string;
  channel: string;
  text: string;
  quote: Quote | null;
  files: FileRef[];
  at: string;
  /** Refused for good, with its code; null while it is being sent. */
  code: string | null;
  params: Record<string, unknown>;
};

type Talk = { line: SocketState; typing: Record<string, number>; waiting: Waiting[] };
export const useTalk = create<Talk>(() => ({ line: "connecting", typing: {}, waiting: [] }));

const TYPING_MS = 6000;
const AGAIN_MS = 3000;
const ANSWER_MS = 15_000;
let socket: Socket | null = null;
let owner = "";
let sending = false;
let again: ReturnType<typeof setTimeout> | undefined;
const joined = new Map<string, string>();

const storeKey = () => `deskbell.messages.${owner}`;

/** Opens the line of this person; what the last page left unsent goes on. */
export function startTalk(person: string, epoch: string): () => void {
  owner = person;
  // A thread on screen is told of before its page: what was asked to be followed then reached no socket.
  joined.clear();
  useTalk.setState({ line: "connecting", typing: {}, waiting: JSON.parse(localStorage.getItem(storeKey()) ?? "[]") });
  socket = openSocket({
    address: `${location.origin.replace(/^http/, "ws")}/ws/v1`,
    epoch,
    ticket: () => api.post<{ ticket: string }>("internal-channels/tickets").then((answer) => answer.ticket),
    onEvent,
    onPush: (frame) => {
      if (frame.type === "current") void queryClient.invalidateQueries({ queryKey: ["messages"] });
      if (frame.type === "typing" && "session" in frame) heardTyping(String(frame.session), frame.on !== false);
    },
    onLost: (session) => {
      const channel = joined.get(session);
      joined.delete(session);
      if (channel) void queryClient.invalidateQueries({ queryKey: threadKey(channel) });
    },
    onState: (line) => {
      useTalk.setState({ line });
      if (line === "open") void flush();
      if (line === "signed_out") askToSignIn();
    },
  });
  void flush();
  // The next try of what is unsent stays set: the words go out wherever on the desk their writer is.
  return () => {
    socket?.close();
    socket = null;
    joined.clear();
  };
}

// Any asking by api.ts shows the dialog in place; once it answers, this line goes on as the desk's own does.
function askToSignIn(): void {
  const line = socket;
  api.get("me").then(
    () => line?.wake(),
    (why: unknown) => {
      if (why instanceof ApiError && why.passing) setTimeout(() => line === socket && askToSignIn(), AGAIN_MS);
    },
  );
}

function keep(change: (waiting: Waiting[]) => Waiting[]) {
  const waiting = change(useTalk.getState().waiting);
  useTalk.setState({ waiting });
  localStorage.setItem(storeKey(), JSON.stringify(waiting));
}

function onEvent(event: EventFrame) {
  const channel = joined.get(event.session);
  if (!channel) return;
  queryClient.setQueryData<PlaceThread>(threadKey(channel), (thread) => thread && applyEvent(thread, event));
  const message = event.data.message as { send_key?: string; author?: { kind: string } } | undefined;
  if (message?.send_key) keep((all) => all.filter((one) => one.key !== message.send_key));
  if (message && message.author?.kind !== "account") heardTyping(event.session, false);
}

function heardTyping(session: string, on: boolean) {
  const typing = { ...useTalk.getState().typing };
  if (on) typing[session] = Date.now() + TYPING_MS;
  else delete typing[session];
  useTalk.setState({ typing });
  if (on) setTimeout(() => useTalk.setState(({ typing: now }) => ({ typing: ended(now) })), TYPING_MS + 50);
}

const ended = (typing: Record<string, number>) =>
  Object.fromEntries(Object.entries(typing).filter(([, until]) => until > Date.now()));

/** Follow the session of a thread that is shown. */
export function follow(thread: PlaceThread): void {
  if (!socket || !thread.session || joined.get(thread.session.id) === thread.place.id) return;
  joined.set(thread.session.id, thread.place.id);
  socket.join(thread.session.id, thread.cursor);
}

export function sayTyping(session: string | undefined, on: boolean): void {
  if (session) socket?.send({ type: "typing", session, on }).catch(() => undefined);
}

export function sayRead(session: string, seq: number): void {
  socket?.send({ type: "read", session, seq }).catch(() => undefined);
}

export function write(channel: string, text: string, quote: Quote | null, files: FileRef[]): void {
  const one = { key: uuid7(), channel, text, quote, files, at: new Date().toISOString(), code: null, params: {} };
  keep((all) => [...all, one]);
  void flush();
}

export function resend(key: string): void {
  keep((all) => all.map((one) => (one.key === key ? { ...one, code: null } : one)));
  void flush();
}

export function discard(key: string): void {
  keep((all) => all.filter((one) => one.key !== key));
}

/** One after the other, in the order of writing; a lost answer is tried again under the same key. */
async function flush(): Promise<void> {
  if (sending) return;
  sending = true;
  clearTimeout(again);
  try {
    for (;;) {
      const one = useTalk.getState().waiting.find((each) => each.code === null);
      // Who signed in here after the writer does not send his words.
      if (!one || cachedMe()?.person.id !== owner) return;
      const thread = queryClient.getQueryData<PlaceThread>(threadKey(one.channel));
      const body = {
        send_key: one.key,
        text: one.text,
        session: thread?.session?.id ?? null,
        quote_seq: one.quote?.seq ?? null,
        file_ids: one.files.map((file) => file.id),
      };
      try {
        const posted = await api.post<{ session: string; opened: boolean }>(
          `internal-channels/${one.channel}/messages`,
          body,
          // One that is never answered would hold up the words to every channel.
          { signal: AbortSignal.timeout(ANSWER_MS) },
        );
        const known = !posted.opened && thread?.session?.id === posted.session;
        await Promise.race([
          queryClient.invalidateQueries({ queryKey: known ? threadKey(one.channel) : ["messages"] }),
          new Promise((done) => setTimeout(done, ANSWER_MS)),
        ]);
        discard(one.key);
      } catch (error) {
        if (!(error instanceof ApiError) || error.passing) {
          again = setTimeout(() => void flush(), AGAIN_MS);
          return;
        }
        const { code, params } = error;
        keep((all) => all.map((each) => (each.key === one.key ? { ...each, code, params } : each)));
      }
    }
  } finally {
    sending = false;
  }
}
