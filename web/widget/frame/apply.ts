/** Pure changes of the state: a fresh start, an event, an acknowledgement, older history. Live equals reload. */
import type { ClientSession, EventFrame, Message } from "../../wire/frames";
import { isLive, type Pending, type Start, type State, type Stretch } from "./model";

export function applyStart(state: State, { token, ticket, desk, ...start }: Start): State {
  const { channel, account, epoch, session } = start;
  const mine = state.session;
  // Over a living socket, events and a session opened meanwhile overtake the answer. They come once: what they brought stays.
  const late =
    mine &&
    state.epoch === epoch &&
    state.account?.id === account.id &&
    (mine.id === session?.id
      ? state.cursor > start.cursor
      : isLive(mine) && (session?.opened_at ?? "") < mine.opened_at);
  const now = late ? { ...state, channel, account } : { ...state, ...start, past: [] };
  const known = new Set(now.messages.map((message) => message.send_key));
  return {
    ...now,
    ...desk,
    stage: "ready",
    refusal: null,
    earlier: now.earlier
      .filter((one) => one.id !== now.session?.id)
      .sort((a, b) => (a.opened_at < b.opened_at ? -1 : 1)),
    pending: now.pending.filter((entry) => !known.has(entry.send_key)),
    typing: null,
    readSeq: now.session?.client_read_seq ?? 0,
  };
}

/** An event of the current session; the same event twice changes nothing. */
export function applyEvent(state: State, event: EventFrame): State {
  if (state.session?.id !== event.session || event.seq <= state.cursor) return state;
  const patch = event.data.session as Partial<ClientSession> | undefined;
  const session = { ...state.session, ...patch, last_seq: event.seq };
  const next = { ...state, session, cursor: event.seq };
  const message = event.data.message as Message | undefined;
  if (event.kind === "message_posted") return withMessage(next, message as Message);
  return message ? { ...next, messages: state.messages.map((one) => retouched(one, message)) } : next;
}

/** A changed message takes its place; where it is quoted, its words follow. */
function retouched(one: Message, message: Message): Message {
  if (one.seq === message.seq) return message;
  if (one.quote?.seq !== message.seq) return one;
  return { ...one, quote: { ...one.quote, text: [...message.text].slice(0, 300).join("") } };
}

function withMessage(state: State, message: Message): State {
  const others = state.messages.filter((one) => one.seq !== message.seq);
  return {
    ...state,
    messages: [...others, message].sort((a, b) => a.seq - b.seq),
    pending: state.pending.filter((entry) => entry.send_key !== message.send_key),
    typing: message.author.kind === "account" ? state.typing : null,
  };
}

export interface Ack {
  session: string;
  seq: number;
  message_id: string;
  posted_at: string;
}

/** The server has stored a message of ours: its pending line becomes the real one in place. */
export function applyAck(state: State, entry: Pending, ack: Ack): State {
  const pending = state.pending.filter((one) => one.send_key !== entry.send_key);
  if (state.session?.id !== ack.session || state.messages.some((one) => one.send_key === entry.send_key))
    return { ...state, pending };
  const mine = state.messages.filter((one) => one.author.kind === "account");
  return withMessage(state, {
    seq: ack.seq,
    id: ack.message_id,
    send_key: entry.send_key,
    author: { kind: "account", id: state.account?.id ?? null, name: state.account?.name ?? "" },
    text: entry.text,
    quote: entry.quote,
    files: entry.files,
    // Corrected by the echo, which brings the server's own count.
    client_no: (mine.at(-1)?.client_no ?? 0) + 1,
    posted_at: ack.posted_at,
  });
}

/** Another session is the current one now (opened here, or in another tab); the old one becomes history. */
export function applyCurrent(state: State, session: ClientSession | null): State {
  if (!session) return state;
  // The answer to a first message may come after the events that followed it: then it tells of what is past.
  if (session.id === state.session?.id)
    return session.last_seq < state.session.last_seq ? state : { ...state, session: { ...state.session, ...session } };
  const old = state.session;
  const past: Stretch[] = old
    ? [...state.past, { id: old.id, opened_at: old.opened_at, messages: state.messages, has_older: state.has_older }]
    : state.past;
  return { ...state, session, messages: [], has_older: false, cursor: 0, past, readSeq: 0, typing: null };
}

/** Older messages of the current session or of a stretch above it. */
export function applyOlder(state: State, id: string, older: { items: Message[]; has_older: boolean }): State {
  if (id === state.session?.id)
    return { ...state, messages: merge(older.items, state.messages), has_older: older.has_older };
  const known = state.past.find((one) => one.id === id);
  if (known) {
    const grown = { ...known, messages: merge(older.items, known.messages), has_older: older.has_older };
    return { ...state, past: state.past.map((one) => (one === known ? grown : one)) };
  }
  const named = state.earlier.find((one) => one.id === id);
  if (!named) return state;
  const opened = { id, opened_at: named.opened_at, messages: older.items, has_older: older.has_older };
  return { ...state, past: [opened, ...state.past], earlier: state.earlier.filter((one) => one !== named) };
}

function merge(older: Message[], newer: Message[]): Message[] {
  const first = newer[0]?.seq ?? Number.POSITIVE_INFINITY;
  return [...older.filter((message) => message.seq < first), ...newer];
}

/** Where the next page of older history comes from; null when all is shown. */
export function nextOlder(state: State): { id: string; before: number | null } | null {
  const top = state.past[0];
  if (top?.has_older) return { id: top.id, before: top.messages[0]?.seq ?? null };
  if (!top && state.has_older && state.session) return { id: state.session.id, before: state.messages[0]?.seq ?? null };
  const named = state.earlier.at(-1);
  return named ? { id: named.id, before: null } : null;
}
