import { expect, test } from "vitest";
import type { Delivery, Message, SessionDetail, SessionPage } from "../../wire/rest";
import type { OutboxItem } from "../store/outbox";
import { type Block, blocksOf } from "./blocks";

const me = { id: "boris", name: "Boris" };
const message = (seq: number, from: "eva" | "boris", at: string): Message => ({
  seq,
  id: `m${seq}`,
  send_key: `k${seq}`,
  author: from === "eva" ? { kind: "account", id: "eva", name: "Eva" } : { kind: "person", id: "boris", name: "Boris" },
  text: "…",
  quote: null,
  files: [],
  client_no: from === "eva" ? seq : null,
  posted_at: `2026-11-22T${at}Z`,
});
const page = (messages: Message[], more: Partial<SessionPage> = {}): SessionPage => ({
  session: { client_read_seq: 0, client_delivered_seq: 0 } as SessionDetail,
  messages,
  has_older: false,
  log: [],
  cursor: 9,
  my_read_no: 0,
  may: {} as SessionPage["may"],
  client_presence: "online",
  ...more,
});
const item = (key: string, more: Partial<OutboxItem> = {}): OutboxItem => ({
  send_key: key,
  session: "s",
  text: "…",
  quote: null,
  files: [],
  created_at: "2026-11-22T10:09:00Z",
  state: "sending",
  failures: 0,
  ...more,
});
const shape = (blocks: Block[]) =>
  blocks
    .slice(1)
    .map((block) =>
      block.kind === "message" ? `${block.key}${block.first ? " first" : ""}${block.last ? " last" : ""}` : block.kind,
    );

test("one author's messages close together are one run", () => {
  const messages = [
    message(1, "eva", "10:00:00"),
    message(2, "eva", "10:01:00"),
    message(3, "boris", "10:02:00"),
    message(4, "boris", "10:30:00"),
  ];
  expect(shape(blocksOf(page(messages), [], me, null))).toEqual([
    "day",
    "k1 first",
    "k2 last",
    "k3 first last",
    "k4 first last",
  ]);
});

test("what happened stands between the messages and ends a run", () => {
  const messages = [message(1, "eva", "10:00:00"), message(3, "eva", "10:01:00")];
  const log = [
    { seq: 2, kind: "session_taken", at: "2026-11-22T10:00:30Z", by: { kind: "person" as const, ...me }, data: {} },
  ];
  expect(shape(blocksOf(page(messages, { log }), [], me, null))).toEqual([
    "day",
    "k1 first last",
    "line",
    "k3 first last",
  ]);
});

test("the new line stands before the first message I have not seen", () => {
  const messages = [message(1, "eva", "10:00:00"), message(2, "eva", "10:00:10"), message(3, "eva", "10:00:20")];
  expect(shape(blocksOf(page(messages), [], me, 1))).toEqual(["day", "k1 first last", "new", "k2 first", "k3 last"]);
});

test("a pending message is replaced by the stored one under the same key", () => {
  const before = blocksOf(page([message(1, "eva", "10:00:00")]), [item("k2")], me, null);
  const after = blocksOf(
    page([message(1, "eva", "10:00:00"), message(2, "boris", "10:09:01")]),
    [item("k2", { state: "accepted" })],
    me,
    null,
  );
  expect(before.map((block) => block.key)).toEqual(after.map((block) => block.key));
});

test("ticks say no more than is known", () => {
  const session = { client_read_seq: 1, client_delivered_seq: 2 } as SessionDetail;
  const messages = [message(1, "boris", "10:00:00"), message(2, "boris", "10:00:01"), message(3, "boris", "10:00:02")];
  const outbox = [item("a"), item("b", { failures: 1 }), item("c", { state: "refused" })];
  const ticks = blocksOf(page(messages, { session }), outbox, me, null).flatMap((block) =>
    block.kind === "message" ? [block.tick] : [],
  );
  expect(ticks).toEqual(["read", "delivered", "sent", "sending", "waiting", "refused"]);
});

test("of a message that left by a channel the tick is what its provider told, not what the session marks", () => {
  const delivery = (state: Delivery["state"]): Delivery => ({
    state,
    code: null,
    detail: null,
    reaction: null,
    at: "",
  });
  const states = ["queued", "sent", "delivered", "read", "failed", "uncertain"] as const;
  const messages = states.map((state, n) => ({
    ...message(n + 1, "boris", `10:00:0${n}`),
    delivery: delivery(state),
  }));
  const session = { client_read_seq: 9, client_delivered_seq: 9 } as SessionDetail;
  const ticks = (held: boolean) =>
    blocksOf(page(messages, { session }), [], me, null, false, held).flatMap((block) =>
      block.kind === "message" ? [block.tick] : [],
    );
  expect(ticks(false)).toEqual(["sending", "sent", "delivered", "read", "failed", "uncertain"]);
  expect(ticks(true)[0]).toBe("held");
});

test("what we have taken is sent to a page of ours, and only on its way to a messenger", () => {
  const tick = (kind: string) => {
    const session = { client_read_seq: 0, client_delivered_seq: 0, channel: { kind } } as SessionDetail;
    const [, , block] = blocksOf(page([], { session }), [item("k1", { state: "accepted" })], me, null);
    return block?.kind === "message" && block.tick;
  };
  expect([tick("widget"), tick("internal"), tick("viber")]).toEqual(["sent", "sent", "sending"]);
});
