// REST answers of the rooms beside the session: cards and clients, templates, the live chat now, notices.
import type {
  Assignee,
  ChannelKind,
  FileRef,
  Named,
  ParameterChoice,
  ParameterKind,
  Priority,
  SessionRow,
  Worded,
} from "./rest";

export type AppFieldKind = ParameterKind | "long_text" | "email" | "phone";
export type AppField = {
  id: string;
  key: string;
  kind: AppFieldKind;
  names: Worded;
  choices: ParameterChoice[];
  required: boolean;
  archived: boolean;
};
/** A kind of card; with `outside_url` its cards stand in another system. */
export type CardApp = {
  id: string;
  key: string;
  binds: "client" | "session";
  names: Worded;
  outside_url: string | null;
  /** Live chats it is switched off in. */
  off_in: string[];
  archived: boolean;
  fields: AppField[];
};
export type AppList = { items: CardApp[] };
export type CardValues = Record<string, unknown>;
export type CardOut = {
  id: string;
  app_id: string;
  number: number;
  title: string;
  values: CardValues;
  outside_id: string | null;
  address: string | null;
  created_at: string;
  created_by: Named | null;
  changed_at: string;
  archived: boolean;
};
export type CardPage = { card: CardOut; may_change: boolean };
export type CardChange = { id: string; at: string; person: Named; fields: string[] };
export type BoundCard = { card: CardOut; bound_at: string; bound_by: Named | null };
export type BoundCards = { client: BoundCard[]; session: BoundCard[] };
export type MaybeNamed = { id: string; name: string | null };
export type FoundClient = MaybeNamed & {
  internal: boolean;
  last_at: string | null;
  accounts: {
    id: string;
    channel_kind: string;
    channel_id: string | null;
    name: string | null;
    email: string | null;
    phone: string | null;
    verified: boolean;
  }[];
};
export type ClientAccount = {
  id: string;
  channel_kind: string;
  channel: MaybeNamed | null;
  external_id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  language: string | null;
  person: MaybeNamed | null;
  dormant: boolean;
  created_at: string;
  seen_at: string | null;
};
export type ClientPage = MaybeNamed & {
  given_name: string | null;
  internal: boolean;
  accounts: ClientAccount[];
  cards: BoundCard[];
  merges: { id: string; client: MaybeNamed; merged_at: string; by: Named | null }[];
  may: { rename: boolean; merge: boolean };
};

export type TemplateKind = "template" | "article";
export type TemplateFolder = Named & { group_ids: string[]; items: number; may_add: boolean };
/** `may_keep`: folders, and what stands in none. */
export type TemplateFolders = { items: TemplateFolder[]; may_keep: boolean };
export type TemplateChoices = { live_chats: Named[]; groups: Named[] };
/** Without live chats and groups it serves every live chat. */
export type Template = Named & {
  folder_id: string | null;
  code: string | null;
  text: string;
  live_chat_ids: string[];
  group_ids: string[];
  files: FileRef[];
  uses: number;
  changed_at: string;
  archived_at: string | null;
  may_change: boolean;
};
/** A body as a tree: text, or an element of few kinds. */
export type ArticleNode =
  | string
  | { tag: string; href?: string; title?: string; start?: string; children: ArticleNode[] };
export type ArticleCard = { id: string; title: string; link: string | null; summary: string };
/** In lists without its body. */
export type Article = ArticleCard & {
  folder_id: string | null;
  markdown: string;
  nodes: unknown[];
  tags: string[];
  live_chat_ids: string[];
  group_ids: string[];
  changed_at: string;
  archived_at: string | null;
  may_change: boolean;
};
export type RenderedArticle = { html: string; nodes: unknown[] };
/** A template filled for a session; what nobody knows is a hole: `‹order number›`. */
export type OfferedTemplate = Named & { code: string | null; text: string; files: FileRef[]; uses: number };
export type Offered = { templates: OfferedTemplate[]; articles: ArticleCard[] };
export type SuggestedArticles = { articles: ArticleCard[] };
export type TakenTemplate = { text: string; files: FileRef[] };

/** Somebody in the queue, or waiting for his operator's word, `since` then. */
export type WaitingNow = {
  id: string;
  number: number;
  name: string;
  priority: Priority;
  channel_kind: ChannelKind;
  group: Named | null;
  since: string;
};
export type UnansweredNow = WaitingNow & { operator: Named | null; messages: number };
export type OperatorNow = Assignee & {
  status_since: string;
  open_here: number;
  unanswered: number;
  unanswered_since: string | null;
};
/** Averages in seconds; null where there is nothing to average. */
export type LiveChatToday = {
  opened: number;
  reopened: number;
  taken: number;
  closed: number;
  abandoned: number;
  wait_average: number | null;
  first_response_average: number | null;
  rated: number;
  rating_average: number | null;
};
/** A live chat at the moment `at`: at most 50 named in each list, all counted. */
export type LiveChatNow = {
  at: string;
  day_began_at: string;
  time_zone: string;
  /** Seconds from which a wait is long. */
  long_wait: number;
  live_chat: Named;
  waiting: WaitingNow[];
  waiting_count: number;
  unanswered: UnansweredNow[];
  unanswered_count: number;
  operators: OperatorNow[];
  today: LiveChatToday;
};

/** What one deed did to one of many sessions. */
export type BulkOutcome = {
  id: string;
  outcome: "done" | "unchanged" | "refused";
  session: SessionRow | null;
  refusal: { code: string; params: Record<string, unknown> } | null;
};

/** One's own web push: the key browsers subscribe with, and the browsers that are reached. */
export type PushPage = {
  public_key: string;
  browsers: { id: string; created_at: string; sent_at: string | null; failed_at: string | null }[];
};

export type WayChannel = Named & { kind: string };

/** How a session could be begun here; `refused` is a reason of `cannot_begin`. */
export type WaysToBegin = {
  channels: WayChannel[];
  accounts: {
    /** Null for an address of the card that is to be begun with as an `address`. */
    account_id: string | null;
    account_name: string | null;
    address: string | null;
    channel: WayChannel | null;
    refused: string | null;
  }[];
  open: boolean;
  session: string | null;
};

export type BegunSession = { session: string; number: number };
