// The Sessions app's table: its columns, its filters, and the views that ship. Pure.
import type { ChannelKind, Named, SessionRow } from "../../../wire/rest";

export type Span =
  | "today"
  | "yesterday"
  | "this_week"
  | "last_week"
  | "this_month"
  | "last_month"
  | "last_7_days"
  | "last_30_days";
export type Period = { since?: string; until?: string; span?: Span };
export type ParameterFilter = { one_of?: unknown[]; least?: unknown; most?: unknown; contains?: string };
export type Filters = {
  live_chats?: string[];
  channels?: string[];
  states?: SessionRow["state"][];
  operators?: string[];
  unassigned?: boolean;
  groups?: string[];
  priorities?: SessionRow["priority"][];
  tags?: string[];
  close_reasons?: string[];
  ratings?: number[];
  opened?: Period;
  closed?: Period;
  text?: string;
  parameters?: Record<string, ParameterFilter>;
};

export type TableRow = SessionRow & {
  live_chat: Named;
  channel: Named;
  subject: string | null;
  email: string | null;
  phone: string | null;
  message_count: number;
  rating: number | null;
  spam_at: string | null;
  tags: Named[];
  parameters: Record<string, unknown>;
  close_reason: Named | null;
};

export type Choices = {
  live_chats: Named[];
  channels: (Named & { kind: ChannelKind; live_chat_id: string })[];
  operators: Named[];
  groups: Named[];
};

export type ViewSettings = { filters: Filters; columns: string[]; sort: string };
export type SavedView = Named & { shared: boolean; settings: Partial<ViewSettings>; owner: Named; may_change: boolean };

/** A column: its width in px, and what the server orders by when its head is pressed. */
export const columns = {
  number: { width: 84, sort: "number" },
  name: { width: 190 },
  state: { width: 160 },
  operator: { width: 140 },
  live_chat: { width: 120 },
  channel: { width: 150 },
  priority: { width: 100, sort: "priority" },
  group: { width: 140 },
  subject: { width: 200 },
  tags: { width: 180 },
  close_reason: { width: 150 },
  rating: { width: 92, sort: "rating" },
  message_count: { width: 104, sort: "message_count" },
  preview: { width: 280 },
  email: { width: 190 },
  phone: { width: 140 },
  opened_at: { width: 132, sort: "opened_at" },
  queued_at: { width: 132, sort: "queued_at" },
  taken_at: { width: 132 },
  closed_at: { width: 132, sort: "closed_at" },
  last_message_at: { width: 132, sort: "last_message_at" },
  spam_at: { width: 132 },
} as const satisfies Record<string, { width: number; sort?: string }>;

export type ColumnKey = keyof typeof columns;
export const columnKeys = Object.keys(columns) as ColumnKey[];
export const isColumn = (key: string): key is ColumnKey => key in columns;
export const widthOf = (key: string): number => (isColumn(key) ? columns[key].width : 160);
export const sortOf = (key: string): string | null =>
  isColumn(key) && "sort" in columns[key] ? (columns[key] as { sort: string }).sort : null;

const usual: string[] = [
  "number",
  "name",
  "state",
  "operator",
  "live_chat",
  "priority",
  "tags",
  "opened_at",
  "preview",
];

/** The views that ship; their names are words. */
export const shipped = {
  open: { filters: { states: ["waiting", "with_operator"] }, columns: usual, sort: "-opened_at" },
  waiting: {
    filters: { states: ["waiting"] },
    columns: ["number", "name", "queued_at", "live_chat", "group", "priority", "preview"],
    sort: "queued_at",
  },
  closed_week: {
    filters: { states: ["closed"], closed: { span: "this_week" } },
    columns: ["number", "name", "operator", "live_chat", "close_reason", "rating", "closed_at", "preview"],
    sort: "-closed_at",
  },
  spam: {
    filters: { states: ["spam"] },
    columns: ["number", "name", "channel", "operator", "priority", "opened_at", "preview"],
    sort: "-opened_at",
  },
} as const satisfies Record<string, { filters: Filters; columns: readonly string[]; sort: string }>;

export type ShippedView = keyof typeof shipped;
export const shippedKeys = Object.keys(shipped) as ShippedView[];

/** What the address says over a view; what it does not say is the view's. */
export type TableSearch = { view?: string; filters?: Filters; sort?: string; columns?: string[] };

export function settingsOf(search: TableSearch, views: SavedView[]): ViewSettings {
  const key = search.view ?? "open";
  const saved = views.find((view) => view.id === key)?.settings;
  const base = saved ?? shipped[key as ShippedView] ?? shipped.open;
  const chosen = search.columns ?? base.columns ?? [];
  return {
    filters: search.filters ?? base.filters ?? {},
    columns: chosen.length > 0 ? [...chosen] : usual,
    sort: search.sort ?? base.sort ?? "-opened_at",
  };
}

/** The filters without what is empty, so that equal ones read the same. */
export function tidy(filters: Filters): Filters {
  const kept = Object.entries(filters).filter(([, value]) => {
    if (value === undefined || value === false || value === "") return false;
    if (Array.isArray(value)) return value.length > 0;
    return typeof value !== "object" || Object.keys(value).length > 0;
  });
  return Object.fromEntries(kept) as Filters;
}

/** Pieces of a framed export (docs/protocol.md): what is whole in the bytes at hand, and what is left of them. */
export function unframe(bytes: Uint8Array<ArrayBuffer>): {
  pieces: Uint8Array<ArrayBuffer>[];
  rows: number | null;
  end: "whole" | "cut" | null;
  rest: Uint8Array<ArrayBuffer>;
} {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let rows: number | null = null;
  let at = 0;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (at + 8 <= bytes.length) {
    const length = view.getUint32(at);
    if (length === 0 || length === 0xffffffff) {
      return { pieces, rows: view.getUint32(at + 4), end: length === 0 ? "whole" : "cut", rest: bytes.slice(at + 8) };
    }
    if (at + 8 + length > bytes.length) break;
    rows = view.getUint32(at + 4);
    pieces.push(bytes.slice(at + 8, at + 8 + length));
    at += 8 + length;
  }
  return { pieces, rows, end: null, rest: bytes.slice(at) };
}
