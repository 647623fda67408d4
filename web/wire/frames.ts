/**
 * Shapes of the socket's frames and of the objects inside them, as docs/protocol.md describes them.
 * Types only: this file adds no byte to the desk or to the widget.
 * Times are RFC 3339 in UTC, ids are uuid strings, sizes are bytes.
 */

export type SessionState = "waiting" | "with_operator" | "closed" | "spam";
export type Priority = "low" | "normal" | "high";
export type PersonStatus = "online" | "away" | "offline";

export interface Named {
  id: string;
  name: string;
}

export interface By {
  kind: "account" | "person" | "bot" | "system";
  id: string | null;
  name: string | null;
}

export interface FileInfo {
  id: string;
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
  preview: { width: number; height: number } | null;
}

export interface Quote {
  seq: number;
  text: string;
  author_name: string;
}

export interface Message {
  seq: number;
  id: string;
  send_key: string;
  author: By;
  text: string;
  quote: Quote | null;
  files: FileInfo[];
  /** The client's own count of his messages, from 1; null for everybody else's. */
  client_no: number | null;
  posted_at: string;
}

export interface SessionRow {
  id: string;
  number: number;
  live_chat_id: string;
  channel_id: string;
  channel_kind: string;
  state: SessionState;
  priority: Priority;
  name: string;
  client: Named;
  operator: Named | null;
  group: Named | null;
  opened_at: string;
  queued_at: string | null;
  taken_at: string | null;
  closed_at: string | null;
  last_message_at: string | null;
  preview: string;
  preview_author: "client" | "operator" | "system" | null;
  client_count: number;
  last_seq: number;
}

export interface Account {
  id: string;
  name: string | null;
  external_id: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  language: string | null;
  details: Record<string, unknown>;
  seen_at: string | null;
}

export interface SessionDetail extends SessionRow {
  account: Account;
  live_chat: Named & { message_limit: number; file_limit: number };
  channel: Named & { kind: string };
  message_count: number;
  staff_read_no: number;
  client_delivered_seq: number;
  client_read_seq: number;
}

export interface LogEntry {
  seq: number;
  kind: string;
  at: string;
  by: By;
  data: Record<string, unknown>;
}

export interface May {
  take: boolean;
  reply: boolean;
  close: boolean;
  reopen: boolean;
  assign: boolean;
  take_over: boolean;
  rename: boolean;
  set_priority: boolean;
}

export interface SessionPage {
  session: SessionDetail;
  messages: Message[];
  has_older: boolean;
  log: LogEntry[];
  cursor: number;
  my_read_no: number;
  may: May;
  client_presence: "online" | "offline";
}

export interface GroupCounters {
  queue: number | null;
  mine: number | null;
  active: number | null;
  mine_unread: number | null;
}

export interface Counters {
  live_chats: Record<string, GroupCounters>;
  waiting: number | null;
  unread: number | null;
}

/** A session as its own client sees it. */
export interface ClientSession {
  id: string;
  number: number;
  state: SessionState;
  operator: { name: string } | null;
  opened_at: string;
  closed_at: string | null;
  last_seq: number;
  staff_read_no: number;
  client_delivered_seq: number;
  client_read_seq: number;
  queue_position: number | null;
}

/** One change of a session. `prev` is the event before it that the receiver may see. */
export interface EventFrame {
  type: "event";
  session: string;
  seq: number;
  prev: number;
  kind: string;
  at: string;
  by: By;
  data: Record<string, unknown>;
}

export interface RowsFrame {
  type: "rows";
  log: string;
  rows: SessionRow[];
  gone: string[];
}

export interface NoticeFrame {
  type: "notice";
  kind: "session_waiting" | "client_wrote" | "session_assigned";
  session: string;
  live_chat: string;
  number: number;
  name: string;
}

export interface TypingFrame {
  type: "typing";
  session: string;
  by: By;
  on: boolean;
  /** Seconds after which the sign goes by itself. */
  ttl: number;
}

export interface PresenceFrame {
  type: "presence";
  session: string;
  client: "online" | "offline";
  staff?: Named[];
}

export type Outcome = "ok" | "replay" | "too_long" | "gone";

export interface WelcomeFrame {
  type: "welcome";
  protocol: number;
  epoch: string;
  heartbeat: number;
  connection: string;
  log: string | null;
  inbox: "ok" | "too_long" | null;
  sessions: Record<string, Outcome>;
}

/** What the server says of its own accord, apart from events, answers and beats. */
export type Pushed =
  | RowsFrame
  | NoticeFrame
  | TypingFrame
  | PresenceFrame
  | { type: "counters"; counters: Counters }
  | { type: "mark"; session: string; client_no: number }
  | { type: "changed"; what: "me" | "live_chats" | "people" | "status" }
  | { type: "current"; session: ClientSession | null }
  | { type: "queue"; session: string; position: number | null }
  | { type: "desk"; online: boolean };

export interface PostCommand {
  type: "post";
  /** null in the widget: the message opens a session. */
  session: string | null;
  send_key: string;
  text: string;
  quote_seq?: number;
  file_ids?: string[];
}

export type Command =
  | PostCommand
  | { type: "join"; session: string; cursor: number }
  | { type: "leave"; session: string }
  | { type: "typing"; session: string; on: boolean }
  | { type: "seen"; session: string; on: boolean }
  | { type: "read"; session: string; client_no: number }
  | { type: "read"; session: string; seq: number }
  | { type: "events"; session: string; after: number };

export interface Ok {
  type: "ok";
  id: number;
  outcome?: Outcome;
  events?: EventFrame[];
  too_long?: boolean;
  session?: string;
  seq?: number;
  message_id?: string;
  posted_at?: string;
}
