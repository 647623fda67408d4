// Channels: their settings, how they are, what becomes of a message in them, letters.
import type { Language } from "./rest";

/** Kinds grow with the server: a kind unknown here is drawn without a sign of its own. */
export type ChannelKind = "widget" | (string & {});
export type PreChatKey = "name" | "email" | "phone";
export type PreChatField = { key: PreChatKey; required: boolean };
export type WidgetSettings = {
  sites: string[];
  colour: string;
  side: "right" | "left";
  title: string;
  greeting: string;
  offline_words: string;
  answer_words: string;
  language: "auto" | Language;
  pre_chat: { enabled: boolean; fields: PreChatField[] };
  page_trail: boolean;
};
export type Channel = {
  id: string;
  live_chat_id: string;
  kind: ChannelKind;
  name: string;
  key: string;
  state: "on" | "paused";
  settings: WidgetSettings;
  has_identity_secret: boolean;
  /** Null where a kind has nothing to paste. */
  snippet: string | null;
  frame_url: string | null;
  /** Which secret settings stand; null when they can't be read any more and must be entered again. */
  secrets: SecretMark[] | null;
  /** Where its provider sends what comes in. */
  hook_url: string | null;
  /** Secrets of the server's making, by field: in the answer to its creation alone. */
  shown_once?: Record<string, string>;
  created_at: string;
};
export type SecretMark = { field: string; set_at: string; tail: string };
export type ChannelField = {
  name: string;
  type: "text" | "secret" | "url" | "number" | "choice" | "switch";
  required: boolean;
  default: string | number | boolean | null;
  most: number;
  low: number;
  high: number;
  choices: string[];
  generated: boolean;
  shown_once: boolean;
  advanced: boolean;
};
export type ChannelLimits = {
  text_max: number;
  text_unit: "utf16" | "chars" | "bytes" | "gsm";
  caption_max: number;
  file_max: Record<string, number>;
  mime_allow: Record<string, string[]> | null;
  attachments_per_msg: number;
  window_seconds: number | null;
};
/** A kind of channel; `outside`: its clients are at a provider, where it has to be connected. */
export type ChannelKindInfo = {
  name: ChannelKind;
  outside: boolean;
  hook: boolean;
  fields: ChannelField[];
  capabilities: string[];
  limits: ChannelLimits | null;
};
export type Level = "ok" | "warning" | "broken";
export type Finding = { code: string; level: Level; detail: string };
export type ChannelReport = { state: Level; named: string | null; findings: Finding[] };
/** A channel as the doctor saw it last; why, and since when, is for supervisors and administrators. */
export type ChannelState = {
  channel_id: string;
  live_chat_id: string;
  live_chat_name: string;
  name: string;
  kind: ChannelKind;
  state: "on" | "paused";
  health: Level | null;
  findings: Finding[];
  connected: boolean;
  named: string | null;
  connected_at: string | null;
  looked_at: string | null;
  changed_at: string | null;
  may_see: boolean;
};
/** What waits in a direction, since how many seconds the oldest, and how many were given up. */
export type ChannelLine = { waiting: number; oldest_seconds: number | null; dead: number };
export type ChannelStanding = ChannelState & {
  last_event_at: string | null;
  last_sent_at: string | null;
  polled_at: string | null;
  waits_until: string | null;
  outgoing: ChannelLine;
  incoming: ChannelLine;
};
/** One try to deliver; `outcome`: sent, or the kind of the refusal. */
export type Attempt = {
  id: number;
  session_id: string;
  session_number: number;
  seq: number;
  deed: "send" | "edit" | "delete";
  number: number;
  outcome: string;
  code: string;
  detail: string;
  took_ms: number;
  at: string;
};
export type DeadLetter = {
  id: number;
  direction: "out" | "in";
  kind: string;
  session_id: string | null;
  session_number: number | null;
  seq: number | null;
  code: string | null;
  detail: string | null;
  attempts: number;
  at: string;
  dead_at: string;
};
/** What may be written into a session now, by its channel and its account. */
export type Composing = {
  outside: boolean;
  capabilities: string[];
  limits: ChannelLimits | null;
  stopped: boolean;
  unreachable: string | null;
  window_until: string | null;
  window_closed: boolean;
};
export type PlannedMessage = { parts: number; notes: string[]; refused: string[] };
/** How far a message of ours got that left by a channel. `reaction`: the sign the client answered it with. */
export type Delivery = {
  state: "queued" | "sent" | "delivered" | "read" | "failed" | "uncertain";
  code: string | null;
  detail: string | null;
  reaction: string | null;
  at: string;
};

// Letters

export type LetterPerson = { name: string; address: string };
/** A letter beside its message. `cut`: the thread shows less than the letter. Ids are null of sessions not one's to see. */
export type LetterLine = {
  seq: number;
  subject: string;
  from: LetterPerson;
  to: LetterPerson[];
  cc: LetterPerson[];
  joined_by: string;
  said: { id: string | null; number: number } | null;
  automatic: boolean;
  cut: boolean;
  has_html: boolean;
  has_original: boolean;
  authentication: string;
  parted_to: { id: string | null; number: number } | null;
  parted_from: { id: string; number: number; seq: number } | null;
};
export type LetterList = {
  items: LetterLine[];
  more: boolean;
  merged_into: { id: string | null; number: number } | null;
  parts: { id: string | null; number: number }[];
};
export type Letter = LetterLine & {
  message_id: string;
  written_at: string | null;
  reply_to: string | null;
  text: string;
  html: string | null;
  remote_images: number;
  spf: string;
  dkim: string;
  dmarc: string;
};
