// @vitest-environment happy-dom
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Posted } from "../../wire/rest";
import { uuid7 } from "./keys";
import { type Outbox, type OutboxItem, openOutbox, type Verdict } from "./outbox";

const posted: Posted = { session: "s", seq: 1, message_id: "m", posted_at: "2026-11-22T10:00:00Z" };
let person = 0;
let open: Outbox[] = [];
let sent: string[];
let answer: (item: OutboxItem) => Promise<Posted>;
let signedOut: number;

const verdict = (error: unknown): Verdict => error as Verdict;
const lost: Verdict = { again: true, code: "unreachable", params: {}, waitMs: 60_000 };

async function outbox(onChange: (items: OutboxItem[]) => void = () => undefined): Promise<Outbox> {
  const made = await openOutbox({
    person: `p${person}`,
    post: (item) => {
      sent.push(item.text);
      return answer(item);
    },
    judge: verdict,
    onChange,
    onSignedOut: () => signedOut++,
  });
  open.push(made);
  return made;
}

const write = (box: Outbox, text: string, session = "s") =>
  box.add({ send_key: uuid7(), session, text, quote: null, files: [], created_at: "2026-11-22T10:00:00Z" });
const states = (box: Outbox) => box.items().map((item) => `${item.text} ${item.state}`);

beforeEach(() => {
  person += 1;
  sent = [];
  signedOut = 0;
  answer = () => Promise.resolve(posted);
});

afterEach(() => {
  for (const box of open) box.stop();
  open = [];
});

describe("a message", () => {
  test("is stored before it is sent, and drawn as sending until it is accepted", async () => {
    let accept: (value: Posted) => void = () => undefined;
    answer = () => new Promise((resolve) => (accept = resolve));
    const box = await outbox();
    await write(box, "hello");
    await vi.waitFor(() => expect(sent).toEqual(["hello"]));
    expect(states(box)).toEqual(["hello sending"]);
    accept(posted);
    await vi.waitFor(() => expect(states(box)).toEqual(["hello accepted"]));
    box.drawn(box.items()[0]?.send_key ?? "");
    expect(states(box)).toEqual([]);
  });

  test("that got no answer is sent again with the same key when the network is back", async () => {
    const keys: string[] = [];
    answer = (item) => {
      keys.push(item.send_key);
      return keys.length === 1 ? Promise.reject(lost) : Promise.resolve(posted);
    };
    const box = await outbox();
    await write(box, "hello");
    await vi.waitFor(() => expect(box.items()[0]?.failures).toBe(1));
    box.wake();
    await vi.waitFor(() => expect(states(box)).toEqual(["hello accepted"]));
    expect(keys[0]).toBe(keys[1]);
  });

  test("survives a reload", async () => {
    answer = () => Promise.reject(lost);
    const before = await outbox();
    await write(before, "hello");
    await vi.waitFor(() => expect(sent).toEqual(["hello"]));
    before.stop();
    answer = () => Promise.resolve(posted);
    const after = await outbox();
    await vi.waitFor(() => expect(states(after)).toEqual(["hello accepted"]));
  });

  test("accepted is not sent again after a reload", async () => {
    const before = await outbox();
    await write(before, "hello");
    await vi.waitFor(() => expect(states(before)).toEqual(["hello accepted"]));
    before.stop();
    expect((await outbox()).items()).toEqual([]);
  });

  test("refused for good stays with its reason until it is resent or thrown away", async () => {
    answer = () => Promise.reject({ again: false, code: "session_closed", params: {} });
    const box = await outbox();
    await write(box, "hello");
    await vi.waitFor(() => expect(box.items()[0]).toMatchObject({ state: "refused", code: "session_closed" }));
    answer = () => Promise.resolve(posted);
    await box.resend(box.items()[0]?.send_key ?? "");
    await vi.waitFor(() => expect(states(box)).toEqual(["hello accepted"]));
    await write(box, "other");
    await box.discard(box.items()[1]?.send_key ?? "");
    expect(box.items()).toHaveLength(1);
  });

  test("waits for the sign-in and says so", async () => {
    answer = () => Promise.reject({ ...lost, code: "not_signed_in" });
    const box = await outbox();
    await write(box, "hello");
    await vi.waitFor(() => expect(signedOut).toBe(1));
    expect(states(box)).toEqual(["hello sending"]);
  });
});

test("messages of one session go in the order written, and another session does not wait for them", async () => {
  const gates: (() => void)[] = [];
  answer = (item) =>
    item.session === "slow" ? new Promise((resolve) => gates.push(() => resolve(posted))) : Promise.resolve(posted);
  const box = await outbox();
  await write(box, "one", "slow");
  await write(box, "two", "slow");
  await write(box, "other", "quick");
  await vi.waitFor(() => expect(sent).toContain("other"));
  expect(sent).not.toContain("two");
  gates[0]?.();
  await vi.waitFor(() => expect(sent).toContain("two"));
});

test("send keys sort by the time they were made", () => {
  const keys = [1, 2, 1000, 2 ** 41].map((time) => uuid7(time));
  expect([...keys].sort()).toEqual(keys);
  expect(keys[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
