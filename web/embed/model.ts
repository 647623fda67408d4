/** What the reader is told by the server; the shapes of `GET …/messages` in the API's schema. */
export type ReadSession = {
  id: string;
  number: number;
  state: "waiting" | "with_operator" | "closed" | "spam";
  live_chat: { id: string; name: string };
  channel_kind: string;
  client: { id: string; name: string };
  operator: { name: string } | null;
  opened_at: string;
  closed_at: string | null;
  last_message_at: string | null;
  preview: string | null;
  preview_author: "client" | "operator" | "system" | null;
  on_desk: boolean;
  may_reply: boolean;
};

export type ReadMessage = {
  seq: number;
  author: { kind: string; name: string };
  text: string;
  quote: { text: string; author_name: string } | null;
  files: { id: string; name: string; size: number }[];
  posted_at: string;
  edited_at?: string | null;
  deleted_at?: string | null;
};

export type ReadList = {
  items: ReadSession[];
  next: string | null;
  live_chats: { id: string; name: string }[];
  may_begin: boolean;
};
export type ReadWay = {
  live_chat: { id: string; name: string };
  client: { id: string; name: string };
  account_id: string;
  address: string | null;
  channel: { id: string; name: string } | null;
  refused: string | null;
  session: string | null;
};
export type ReadWays = { items: ReadWay[]; offline: boolean };
export type ReadThread = { session: ReadSession; messages: ReadMessage[]; has_older: boolean; cursor: number };
export type ReadNewer = {
  session: ReadSession;
  events: { kind: string; data: { message?: ReadMessage } }[];
  too_long: boolean;
  cursor: number;
};

/** How the reader reaches the server: with the desk's sign-in on a card, with the frame's key in another application. */
export interface Door {
  get: <T>(path: string) => Promise<T>;
  post: <T>(path: string, body: unknown) => Promise<T>;
  /** Posts a reply to an own session. */
  reply: (session: string, sendKey: string, text: string) => Promise<unknown>;
  /** Where a session stands on the desk; absent where there is no desk. */
  deskLink?: (session: ReadSession) => string;
}

/** What a failed request says of itself: the server's code. */
export const codeOf = (why: unknown) => String((why as { code?: unknown } | null)?.code ?? "unreachable");
