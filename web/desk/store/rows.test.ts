import { describe, expect, test } from "vitest";
import type { Page, SessionRow } from "../../wire/rest";
import { type ListView, markRow, patchRows, unreadOf } from "./rows";

const row = (id: string, more: Partial<SessionRow> = {}): SessionRow => ({
  id,
  number: Number(id),
  live_chat_id: "sales",
  channel_id: "c",
  channel_kind: "widget",
  state: "with_operator",
  priority: "normal",
  name: "Eva",
  client: { id: "eva", name: "Eva" },
  operator: { id: "me", name: "Boris" },
  group: null,
  opened_at: `2026-11-22T10:0${id}:00Z`,
  queued_at: "2026-11-22T09:00:00Z",
  taken_at: null,
  closed_at: null,
  escalated_at: null,
  last_message_at: "2026-11-22T10:30:00Z",
  preview: "hello",
  preview_author: "client",
  client_count: 1,
  last_seq: 1,
  ...more,
});

const list = (items: SessionRow[], next: string | null = null): Page<SessionRow> => ({ items, next });
const mine = { liveChat: "sales", group: "mine", me: "me" } as const;
const queue = { liveChat: "sales", group: "queue", me: "me" } as const;
const ids = (page: Page<SessionRow>) => page.items.map((each) => each.id);

describe("a pushed row", () => {
  test("stands in its place, and keeps the mark only REST knows", () => {
    const before = list([row("5", { my_read_no: 1 }), row("3", { my_read_no: 1 })]);
    const pushed = row("3", { last_message_at: "2026-11-22T11:00:00Z", client_count: 2 });
    const after = patchRows(before, mine, { rows: [pushed], gone: [] });
    expect(ids(after)).toEqual(["5", "3"]);
    expect(unreadOf(after.items[1] as SessionRow)).toBe(1);
  });

  test("leaves a list it no longer belongs to, and joins the one it does", () => {
    const taken = row("1", { operator: { id: "clara", name: "Clara" } });
    expect(
      ids(patchRows(list([row("1", { state: "waiting", operator: null })]), queue, { rows: [taken], gone: [] })),
    ).toEqual([]);
    const waiting = row("2", { state: "waiting", operator: null });
    expect(ids(patchRows(list([]), queue, { rows: [waiting], gone: [] }))).toEqual(["2"]);
  });

  test("of another live chat changes nothing at all", () => {
    const before = list([row("1")]);
    expect(patchRows(before, mine, { rows: [row("2", { live_chat_id: "support" })], gone: ["9"] })).toBe(before);
  });

  test("beyond the loaded part of a long list waits for load more", () => {
    const before = list([row("5"), row("4")], "more");
    expect(ids(patchRows(before, mine, { rows: [row("1")], gone: [] }))).toEqual(["5", "4"]);
    expect(ids(patchRows(before, mine, { rows: [row("6")], gone: [] }))).toEqual(["6", "5", "4"]);
  });

  test("that is gone goes", () => {
    expect(ids(patchRows(list([row("5"), row("4")]), mine, { rows: [], gone: ["5"] }))).toEqual(["4"]);
  });
});

test("the queue stands by who waits longest", () => {
  const waiting = (id: string, queued_at: string) => row(id, { state: "waiting", operator: null, queued_at });
  const rows = [
    waiting("1", "2026-11-22T10:00:00Z"),
    waiting("2", "2026-11-22T09:00:00Z"),
    waiting("4", "2026-11-22T08:00:00Z"),
  ];
  expect(ids(patchRows(list([]), queue, { rows, gone: [] }))).toEqual(["4", "2", "1"]);
});

test("a mark never goes back", () => {
  const before = list([row("1", { my_read_no: 4 })]);
  expect(markRow(before, "1", 3)).toBe(before);
  expect(markRow(before, "1", 5).items[0]?.my_read_no).toBe(5);
});

describe("a view of a list", () => {
  const active = (view: ListView) => ({ liveChat: "sales", group: "active", me: "me", view }) as const;
  const clara = { id: "clara", name: "Clara" };

  test("of one operator takes his rows and lets them go", () => {
    const hers = patchRows(list([]), active({ operator: "clara" }), {
      rows: [row("1", { operator: clara }), row("2")],
      gone: [],
    });
    expect(ids(hers)).toEqual(["1"]);
    expect(ids(patchRows(hers, active({ operator: "clara" }), { rows: [row("1")], gone: [] }))).toEqual([]);
  });

  test("by operator stands by name, nobody's last", () => {
    const rows = [row("1", { operator: null, state: "waiting" }), row("2", { operator: clara }), row("3")];
    expect(ids(patchRows(list([]), active({ sort: "operator" }), { rows, gone: [] }))).toEqual(["3", "2", "1"]);
  });

  test("by the longest wait puts those who wait first", () => {
    const rows = [row("1"), row("2", { state: "waiting", operator: null, queued_at: "2026-11-22T08:00:00Z" })];
    expect(ids(patchRows(list([]), active({ sort: "waiting" }), { rows, gone: [] }))).toEqual(["2", "1"]);
  });

  test("that the server searched keeps what it found, fresh, and takes nothing by itself", () => {
    const closed = { liveChat: "sales", group: "closed", me: "me", view: { text: "norway" } } as const;
    const shut = (id: string, more = {}) => row(id, { state: "closed", closed_at: "2026-11-22T10:00:00Z", ...more });
    const found = patchRows(list([shut("1")]), closed, { rows: [shut("1", { preview: "new" }), shut("2")], gone: [] });
    expect(ids(found)).toEqual(["1"]);
    expect(found.items[0]?.preview).toBe("new");
  });
});
