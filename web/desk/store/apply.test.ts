import { describe, expect, test } from "vitest";
import type { EventFrame, Message, SessionDetail, SessionPage } from "../../wire/rest";
import { apply, applyAll, mergePage, withOlder } from "./apply";

type Case = { kind: string; before: SessionPage; events: EventFrame[]; after: SessionPage };
const recorded = import.meta.glob<{ cases: Case[] }>("../../../tests/catchup/recorded.json", { eager: true });
const cases = Object.values(recorded).flatMap((file) => file.cases);

const message = (seq: number): Message => ({
  seq,
  id: `m${seq}`,
  send_key: `k${seq}`,
  author: { kind: "account", id: "eva", name: "Eva" },
  text: `message ${seq}`,
  quote: null,
  files: [],
  client_no: seq,
  posted_at: "2026-11-22T10:00:00Z",
});

const page = (cursor: number, messages: Message[], more: Partial<SessionPage> = {}): SessionPage => ({
  session: { id: "s", state: "waiting", operator: null, last_seq: cursor } as SessionDetail,
  messages,
  has_older: false,
  log: [],
  cursor,
  my_read_no: 0,
  may: { take: true } as SessionPage["may"],
  client_presence: "online",
  ...more,
});

const event = (seq: number, kind: string, data: object): EventFrame => ({
  type: "event",
  session: "s",
  seq,
  prev: seq - 1,
  kind,
  at: "2026-11-22T10:00:00Z",
  by: { kind: "person", id: "boris", name: "Boris" },
  data: data as Record<string, unknown>,
});

describe("apply", () => {
  test("a posted message is appended and the session patched", () => {
    const after = apply(
      page(1, [message(1)]),
      event(2, "message_posted", { message: message(2), session: { client_count: 2 } }),
    );
    expect(after.messages.map((each) => each.seq)).toEqual([1, 2]);
    expect(after.session).toMatchObject({ client_count: 2, last_seq: 2, state: "waiting" });
    expect(after.cursor).toBe(2);
    expect(after.log).toEqual([]);
  });

  test("a deed patches the session and leaves a line in the log", () => {
    const operator = { id: "boris", name: "Boris" };
    const after = apply(page(1, []), event(2, "session_taken", { session: { state: "with_operator", operator } }));
    expect(after.session).toMatchObject({ state: "with_operator", operator });
    expect(after.log).toMatchObject([{ seq: 2, kind: "session_taken", by: { name: "Boris" } }]);
  });

  test.each(["read_marked", "receipt_marked", "page_visited"])("%s leaves no line", (kind) => {
    expect(apply(page(1, []), event(2, kind, { session: { staff_read_no: 1 } })).log).toEqual([]);
  });

  test("what is already in, or of another session, changes nothing at all", () => {
    const before = page(5, [message(5)]);
    expect(apply(before, event(5, "message_posted", { message: message(5) }))).toBe(before);
    expect(apply(before, { ...event(6, "session_closed", {}), session: "other" })).toBe(before);
  });

  test("never changes the page it was given", () => {
    const before = page(1, [message(1)]);
    const copy = structuredClone(before);
    apply(before, event(2, "message_posted", { message: message(2), session: { client_count: 2 } }));
    expect(before).toEqual(copy);
  });
});

for (const { kind, before, events, after } of cases) {
  test(`live equals reload as the server recorded it: ${kind}`, () => {
    const live = applyAll(before, events);
    expect(live.session).toEqual(after.session);
    expect(live.messages).toEqual(after.messages);
    expect(live.log).toEqual(after.log);
    expect(live.cursor).toBe(after.cursor);
  });
}

test("how far messages got is put at each, and is no line of the log", () => {
  const told = { state: "delivered", code: null, detail: null, reaction: null, at: "2026-11-22T10:00:00Z" };
  const after = apply(
    page(2, [1, 2].map(message)),
    event(3, "delivery_marked", { deliveries: [{ seq: 2, ...told }], session: {} }),
  );
  expect(after.messages.map((one) => one.delivery)).toEqual([undefined, told]);
  expect(after).toMatchObject({ cursor: 3, log: [] });
});

describe("a fresh page beside the one shown", () => {
  test("keeps older messages where the two meet", () => {
    const shown = page(6, [1, 2, 3, 4, 5, 6].map(message), { has_older: true });
    const merged = mergePage(shown, page(8, [5, 6, 7, 8].map(message), { has_older: true }));
    expect(merged.messages.map((each) => each.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(merged).toMatchObject({ has_older: true, cursor: 8 });
  });

  test("replaces them where something is missing between", () => {
    const merged = mergePage(page(3, [1, 2, 3].map(message)), page(90, [80, 90].map(message), { has_older: true }));
    expect(merged.messages.map((each) => each.seq)).toEqual([80, 90]);
    expect(merged.has_older).toBe(true);
  });

  test("does not undo events that came while it was under way, but brings the rights", () => {
    const shown = page(7, [7].map(message), { my_read_no: 3 });
    const merged = mergePage(shown, page(6, [], { may: { take: false } as SessionPage["may"], my_read_no: 1 }));
    expect(merged).toMatchObject({ cursor: 7, may: { take: false }, my_read_no: 3 });
    expect(merged.messages).toHaveLength(1);
  });

  test("older messages go above, once", () => {
    const after = withOlder(page(5, [4, 5].map(message)), { items: [2, 3, 4].map(message), has_older: false });
    expect(after.messages.map((each) => each.seq)).toEqual([2, 3, 4, 5]);
  });

  test("come twice when asked for twice, and stand once", () => {
    const older = { items: [2, 3, 4].map(message), has_older: true };
    const once = withOlder(page(5, [5].map(message)), older);
    const whole = withOlder(once, { items: [1].map(message), has_older: false });
    expect(withOlder(whole, older)).toBe(whole);
  });
});
