/**
 * What goes over the socket, as docs/protocol.md describes it; the objects inside are REST's (rest.ts).
 * Types only: this file adds no byte to the desk or to the widget.
 */
import type { Author, Counters, EventFrame, FileRef, Named, SessionRow, SessionState } from "./rest";

export type * from "./rest";

/** Who did or wrote something. */
export type By = Author;
export type FileInfo = FileRef;

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
  /** Whether its live chat asks for a rating once it is closed. */
  ask_rating: boolean;
  rating: number | null;
  /** Before the closing: that rating was of an earlier one. */
  rated_at: string | null;
}

export interface RowsFrame {
  type: "rows";
  /** The horizon to say hello with next time. */
  log: string;
  rows: SessionRow[];
  gone: string[];
  /** Of those gone: who has a session now that waited before my eyes, or, with `over`, that was mine. */
  taken?: Record<string, { id: string; name: string; over?: true }>;
}

export interface NoticeFrame {
  type: "notice";
  kind: "session_waiting" | "session_escalated" | "client_wrote" | "session_assigned" | "mentioned";
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
  /** Only staff hears of staff. */
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
  | { type: "draft"; session: string; text: string; note: boolean }
  | { type: "mark"; session: string; client_no: number }
  | { type: "changed"; what: "me" | "live_chats" | "people" | "status" | "messages" }
  | { type: "current"; session: ClientSession | null }
  | { type: "queue"; session: string; position: number | null }
  | { type: "desk"; online: boolean; paused: boolean };

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
