// What the server's REST answers hold (docs/protocol.md, /api/v1/openapi.json). Times are RFC 3339 UTC, ids are uuids.

import type { NoticeFrame } from "./frames";
import type { Channel, ChannelKind, Delivery } from "./rest-channels";

export type Language = "en" | "ru";
export type WorkingStatus = "online" | "away" | "offline";
export type Role = "operator" | "supervisor" | "reader";
export type Named = { id: string; name: string };
export type Page<T> = { items: T[]; next: string | null };

export type NoticeKind = NoticeFrame["kind"];
export type NoticeChoice = { sound?: string; volume?: number; repeat?: boolean; desktop?: boolean; push?: boolean };

export type PersonSettings = {
  theme?: "light" | "dark" | "auto";
  send_with?: "enter" | "ctrl_enter";
  shortcuts?: boolean;
  /** Own keys by shortcut, as desk/app/shortcuts.ts writes them. */
  keys?: Record<string, string>;
  sounds?: boolean;
  sound_volume?: number;
  desktop_notices?: boolean;
  /** What each kind of notice does, where it differs from the usual: desk/notices/choices.ts. */
  notices?: Partial<Record<NoticeKind, NoticeChoice>>;
  menu_folded?: boolean;
  [other: string]: unknown;
};

export type MyPerson = Named & {
  email: string;
  language: Language;
  administrator: boolean;
  status: WorkingStatus;
  status_since: string;
  settings: PersonSettings;
};

export type MyLiveChat = Named & {
  roles: Role[];
  can_begin: boolean;
  message_limit: number;
  file_limit: number;
  close_reason_required: boolean;
  channels: { id: string; name: string; kind: ChannelKind }[];
};

export type Workspace = { name: string; language: Language; time_zone: string; hide_counters: boolean };
export type Me = {
  person: MyPerson;
  workspace: Workspace;
  live_chats: MyLiveChat[];
  cards: boolean;
  messages: boolean;
  epoch: string;
};

export type SignIn = {
  id: string;
  created_at: string;
  last_seen_at: string;
  address: string | null;
  user_agent: string | null;
  current: boolean;
};

export type SetUp = { workspace: { name: string; language: Language } };
export type PersonalLink = { purpose: "invitation" | "password_reset"; name: string; email: string };

// People, groups, workspace

export type Person = Named & {
  email: string;
  administrator: boolean;
  language: Language;
  status: WorkingStatus;
  groups: Named[];
  signed_up: boolean;
  archived_at: string | null;
};
export type Group = Named & { members: Named[]; live_chats: (Named & { role: Role })[] };
export type AuditEntry = {
  id: string;
  at: string;
  actor: Named | null;
  deed: string;
  object_kind: string;
  object_id: string | null;
  detail: Record<string, unknown>;
};

// Live chats and channels

export type LiveChat = Named & {
  operator_groups: Named[];
  supervisor_groups: Named[];
  reader_groups: Named[];
  reopen_hours: number;
  file_limit: number;
  message_limit: number;
  name_template: string;
  close_reason_required: boolean;
  /** Seconds; null: never. */
  escalate_after: number | null;
  ask_rating: boolean;
  channels: Channel[];
  archived_at: string | null;
};

// What sessions are labelled with

/** A name in at least one of the desk's languages. */
export type Worded = Partial<Record<Language, string>>;
export type Tag = Named & { archived_at: string | null };
export type CloseReason = Named & { live_chat_id: string | null; position: number; archived_at: string | null };
export type ParameterKind = "text" | "number" | "boolean" | "date" | "choice";
export type ParameterChoice = { key: string; names: Worded };
export type ParameterValue = string | number | boolean;
export type Parameter = {
  id: string;
  key: string;
  kind: ParameterKind;
  names: Worded;
  choices: ParameterChoice[];
  archived_at: string | null;
  live_chats: { live_chat_id: string; required: boolean; position: number }[];
};
export type Labels = { tags: Tag[]; close_reasons: CloseReason[]; parameters: Parameter[] };

// Sessions

export type SessionGroup = "queue" | "mine" | "active" | "closed";
export type SessionState = "waiting" | "with_operator" | "closed" | "spam";
export type Priority = "low" | "normal" | "high";
export type AuthorKind = "account" | "person" | "bot" | "system";
export type Author = { kind: AuthorKind; id: string | null; name: string };

export type SessionRow = {
  id: string;
  number: number;
  live_chat_id: string;
  channel_id: string;
  channel_kind: ChannelKind;
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
  /** Called out to colleagues and supervisors, for this wait or an earlier one. */
  escalated_at: string | null;
  last_message_at: string | null;
  preview: string | null;
  preview_author: "client" | "operator" | "system" | null;
  client_count: number;
  last_seq: number;
  /** Only in REST answers; a row pushed by the socket lacks it and leaves the known one alone. */
  my_read_no?: number;
};

export type Account = {
  id: string;
  name: string | null;
  external_id: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  language: string | null;
  details: Record<string, unknown>;
  seen_at: string | null;
};

export type SessionDetail = Omit<SessionRow, "my_read_no"> & {
  account: Account;
  live_chat: Named & { message_limit: number; file_limit: number; ask_rating: boolean };
  channel: Named & { kind: ChannelKind };
  message_count: number;
  staff_read_no: number;
  client_delivered_seq: number;
  client_read_seq: number;
  subject: string | null;
  /** 1 to 5, the client's own. */
  rating: number | null;
  rated_at: string | null;
  rating_comment: string | null;
  spam_at: string | null;
  tags: Named[];
  /** By the parameter's key. */
  parameters: Record<string, unknown>;
  close_reason: Named | null;
  /** Supervisors who reply beside the operator. */
  joined: Named[];
  /** Who may read it until it closes. */
  shared_with: Named[];
};

export type FileRef = {
  id: string;
  name: string;
  media_type: string;
  size: number;
  width: number | null;
  height: number | null;
  preview: { width: number; height: number } | null;
};
export type Quote = { seq: number; text: string; author_name: string };
export type Message = {
  seq: number;
  id: string;
  send_key: string;
  author: Author;
  text: string;
  quote: Quote | null;
  files: FileRef[];
  /** The count of the client's messages up to this one; null on ours. */
  client_no: number | null;
  posted_at: string;
  edited_at?: string | null;
  /** Its place stays; its words and files are gone. */
  deleted_at?: string | null;
  /** For staff: a note. */
  audience?: "all" | "staff";
  /** Whom a note calls. */
  mentions?: Named[];
  /** A note that hands the session on. */
  forwarded?: boolean;
  /** For staff: of what we wrote into a channel whose clients are at a provider. */
  delivery?: Delivery | null;
};
export type LogEntry = { seq: number; kind: string; at: string; by: Author; data: Record<string, unknown> };

export type May = {
  take: boolean;
  reply: boolean;
  close: boolean;
  reopen: boolean;
  assign: boolean;
  take_over: boolean;
  rename: boolean;
  set_priority: boolean;
  tag: boolean;
  set_parameters: boolean;
  bind: boolean;
  mark_spam: boolean;
  restore: boolean;
  block: boolean;
  note: boolean;
  forward: boolean;
  join: boolean;
  leave: boolean;
  transfer: boolean;
  edit_messages: boolean;
  delete_messages: boolean;
  see_versions: boolean;
};

// Spam and blocklist

export type BlockKind = "account" | "email" | "mail_domain" | "messenger_id" | "phone" | "address" | "visitor";
export type BlocklistEntry = Named & {
  list: "block" | "allow";
  kind: BlockKind;
  channel_kind: string | null;
  value: string;
  everywhere: boolean;
  live_chats: Named[];
  /** How many live chats it is for besides, that one does not work in. */
  elsewhere: number;
  valid_until: string | null;
  expired: boolean;
  created_by: Named | null;
  created_at: string;
  archived_at: string | null;
  may_change: boolean;
};
/** By what the client of a session can be blocked, and the entries he fits already. */
export type Blocking = {
  offers: { kind: BlockKind; value: string }[];
  entries: (Named & { list: "block" | "allow" })[];
};
/** What an entry would match, of what one may see; with `more` the counts are of the newest alone. */
export type Probed = {
  value: string;
  accounts: number;
  open_sessions: number;
  more: boolean;
  examples: (Named & { detail: string | null; channel_kind: string; session_id: string })[];
  sessions: (Named & { number: number; live_chat: Named })[];
};

export type SessionPage = {
  session: SessionDetail;
  messages: Message[];
  has_older: boolean;
  log: LogEntry[];
  cursor: number;
  my_read_no: number;
  may: May;
  client_presence: "online" | "offline";
};
export type EventFrame = {
  type: "event";
  session: string;
  seq: number;
  prev: number;
  kind: string;
  at: string;
  by: Author;
  data: Record<string, unknown>;
};
export type SessionEvents = { events: EventFrame[]; too_long: boolean };
export type LiveChatCounters = {
  queue: number | null;
  mine: number | null;
  active: number | null;
  mine_unread: number | null;
};
export type Counters = {
  live_chats: Record<string, LiveChatCounters>;
  waiting: number | null;
  unread: number | null;
};
export type Posted = { session: string; seq: number; message_id: string; posted_at: string };
export type Assignee = Named & { status: WorkingStatus; reachable: boolean; open_sessions: number };
export type Assignees = { operators: Assignee[]; groups: Named[]; live_chats: Named[] };
/** Whom a note can call; `sees`: without being let in by it. */
export type Colleague = Named & { status: WorkingStatus; reachable: boolean; sees: boolean };
export type Mention = {
  session: string;
  name: string;
  state: SessionState;
  seq: number;
  text: string;
  by: Named;
  forwarded: boolean;
  at: string;
  seen_at: string | null;
};
export type Mentions = Page<Mention> & { unseen: number };
export type MessageVersion = { text: string; replaced_at: string };
export type DraftKept = { session: string; text: string; note: boolean; changed_at: string };
export type VisitedPage = { url: string; title: string | null; at: string };
export type FileAddress = { url: string; preview_url: string | null; expires_at: string };

/** RFC 9457 with our code; the words belong to the front end. */
export type Problem = {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  params: Record<string, unknown>;
};

export type * from "./rest-channels";
export type * from "./rest-reports";
export type * from "./rest-rooms";
