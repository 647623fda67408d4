/** What the frame knows, as one immutable value. No DOM, no I/O. */
import type { ClientSession, FileInfo, Message, Quote } from "../../wire/frames";

export type PreChatKey = "name" | "email" | "phone";
export type PreChat = Partial<Record<PreChatKey, string>>;

export interface Channel {
  name: string;
  title: string;
  greeting: string;
  offline_words: string;
  answer_words: string;
  colour: string;
  side: "right" | "left";
  language: "auto" | "en" | "ru";
  pre_chat: { enabled: boolean; fields: { key: PreChatKey; required: boolean }[] };
  page_trail: boolean;
  /** Characters. */
  message_limit: number;
  /** Bytes. */
  file_limit: number;
}

/** An earlier session of the same account: only named until it is asked for. */
export interface Earlier {
  id: string;
  opened_at: string;
  closed_at: string | null;
}

/** The answer to `POST /w/<key>/start`. */
export interface Start {
  token?: string;
  ticket: string;
  epoch: string;
  channel: Channel;
  account: { id: string; name: string | null; verified: boolean };
  desk: { online: boolean; paused: boolean };
  session: ClientSession | null;
  messages: Message[];
  has_older: boolean;
  cursor: number;
  earlier: Earlier[];
}

/** A message not yet acknowledged. It is written down before it is sent, and resent under the same key. */
export interface Pending {
  send_key: string;
  text: string;
  quote: Quote | null;
  files: FileInfo[];
  pre_chat: PreChat | null;
  /** Milliseconds of the browser's clock; only for order and display. */
  at: number;
  /** The code by which the server refused it for good; null while it is on its way. */
  failed: string | null;
}

/** A stretch of history: one session with the messages loaded of it. */
export interface Stretch {
  id: string;
  opened_at: string;
  messages: Message[];
  has_older: boolean;
}

export interface State {
  /** `idle` nothing asked yet · `unreachable` no answer, tried again by itself · `refused` an answer that will not change. */
  stage: "idle" | "starting" | "ready" | "unreachable" | "refused";
  refusal: string | null;
  open: boolean;
  /** The site shows the frame on the whole screen. */
  full: boolean;
  channel: Channel | null;
  account: Start["account"] | null;
  /** Cursors count in it; another one, after a restore, voids them. */
  epoch: string;
  online: boolean;
  /** Nobody can write for now; what was written stays readable. */
  paused: boolean;
  session: ClientSession | null;
  messages: Message[];
  has_older: boolean;
  cursor: number;
  /** Loaded history above the current session, oldest first. */
  past: Stretch[];
  /** History not loaded yet, oldest first. */
  earlier: Earlier[];
  loadingOlder: boolean;
  pending: Pending[];
  /** Who is typing at the desk. */
  typing: string | null;
  socket: "up" | "down";
  /** The last of the desk's messages this person has seen here. */
  readSeq: number;
  preChat: PreChat | null;
  /** The server wants the form's answers after all. */
  asked: boolean;
  sound: boolean;
}

export const FIRST: State = {
  stage: "idle",
  refusal: null,
  open: false,
  full: false,
  channel: null,
  account: null,
  epoch: "",
  online: false,
  paused: false,
  session: null,
  messages: [],
  has_older: false,
  cursor: 0,
  past: [],
  earlier: [],
  loadingOlder: false,
  pending: [],
  typing: null,
  socket: "down",
  readSeq: 0,
  preChat: null,
  asked: false,
  sound: false,
};

/** A session the desk or the client may still write into without opening another. */
export function isLive(session: ClientSession | null): boolean {
  return session?.state === "waiting" || session?.state === "with_operator";
}

/** Messages of the desk that this person has not seen. */
export function unread(state: State): number {
  const seen = Math.max(state.readSeq, state.session?.client_read_seq ?? 0);
  return state.messages.filter((message) => message.author.kind !== "account" && message.seq > seen).length;
}

/** Whether the site's next page should make the frame at once. */
export function isAlive(state: State): boolean {
  return isLive(state.session) || state.pending.some((entry) => !entry.failed) || unread(state) > 0;
}

/** The form is asked once: before the first message of somebody of whom nothing is known, or when the server insists. */
export function needsPreChat(state: State): boolean {
  const form = state.channel?.pre_chat;
  if (!form?.enabled || !form.fields.length || state.preChat || state.account?.verified) return false;
  return state.asked || (!state.session && !state.earlier.length && !state.pending.length);
}
