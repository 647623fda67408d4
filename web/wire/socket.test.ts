import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { EventFrame, Pushed } from "./frames";
import { openSocket, Refused, type Socket, type SocketState } from "./socket";

class FakeWebSocket {
  static made: FakeWebSocket[] = [];
  sent: Record<string, unknown>[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((close: { code: number; reason: string }) => void) | null = null;
  constructor(readonly address: string) {
    FakeWebSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  welcome(sessions: Record<string, string> = {}, more: object = {}) {
    this.onopen?.();
    this.say({
      type: "welcome",
      protocol: 1,
      epoch: "e1",
      heartbeat: 27,
      connection: "c",
      log: "5",
      inbox: null,
      sessions,
      ...more,
    });
  }
}

const event = (seq: number, prev = seq - 1): EventFrame => ({
  type: "event",
  session: "s",
  seq,
  prev,
  kind: "message_posted",
  at: "2026-11-22T10:00:00Z",
  by: { kind: "account", id: null, name: "Eva" },
  data: {},
});

let seen: number[];
let pushed: Pushed[];
let lost: string[];
let states: SocketState[];
let socket: Socket;
let ticket: () => Promise<string>;

const last = () => FakeWebSocket.made.at(-1) as FakeWebSocket;
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(async () => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeWebSocket);
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  FakeWebSocket.made = [];
  seen = [];
  pushed = [];
  lost = [];
  states = [];
  ticket = () => Promise.resolve("t");
  socket = openSocket({
    address: "ws://desk/ws/v1",
    ticket: () => ticket(),
    onEvent: (frame) => seen.push(frame.seq),
    onPush: (frame) => pushed.push(frame),
    onLost: (session, why) => lost.push(`${session} ${why}`),
    onState: (state) => states.push(state),
  });
  await settle();
});

afterEach(() => {
  socket.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe("events", () => {
  beforeEach(() => {
    socket.join("s", 3);
    last().welcome({ s: "replay" });
  });

  test("in order are handed over once", () => {
    for (const seq of [4, 5, 5, 4, 6]) last().say(event(seq));
    expect(seen).toEqual([4, 5, 6]);
  });

  test("out of order wait for the one between", () => {
    last().say(event(5));
    last().say(event(6));
    last().say(event(4));
    expect(seen).toEqual([4, 5, 6]);
  });

  test("whose forerunner lies below the cursor are taken: what lies between is not for this audience", () => {
    last().say(event(9, 2));
    expect(seen).toEqual([9]);
  });

  test("behind a gap are fetched after half a second, and what was held follows", async () => {
    last().say(event(7));
    expect(last().sent.some((frame) => frame.type === "events")).toBe(false);
    await vi.advanceTimersByTimeAsync(500);
    const asked = last().sent.at(-1) as { id: number };
    expect(asked).toMatchObject({ type: "events", session: "s", after: 3 });
    last().say({ type: "ok", id: asked.id, events: [event(4), event(5), event(6)], too_long: false });
    await settle();
    expect(seen).toEqual([4, 5, 6, 7]);
  });

  test("too long a gap is told, and the session is left until it is joined again", async () => {
    last().say(event(9));
    await vi.advanceTimersByTimeAsync(500);
    const asked = last().sent.at(-1) as { id: number };
    last().say({ type: "ok", id: asked.id, events: [], too_long: true });
    await settle();
    expect(lost).toEqual(["s too_long"]);
    last().say(event(4));
    expect(seen).toEqual([]);
    socket.join("s", 9);
    last().say(event(10));
    expect(seen).toEqual([10]);
  });

  test("a server that cannot make up for what one missed says so itself", () => {
    last().say({ type: "too_long", session: "s" });
    expect(lost).toEqual(["s too_long"]);
    expect(pushed).toEqual([]);
  });

  test("a hole is asked for also after the joining had to be tried again", async () => {
    socket.leave("s");
    socket.join("s", 3);
    const joining = last().sent.at(-1) as { id: number };
    last().say({ type: "refused", id: joining.id, code: "overloaded", params: {} });
    await vi.advanceTimersByTimeAsync(3000);
    last().say({ type: "ok", id: (last().sent.at(-1) as { id: number }).id, outcome: "ok" });
    last().say(event(9));
    await vi.advanceTimersByTimeAsync(500);
    expect(last().sent.at(-1)).toMatchObject({ type: "events", after: 3 });
  });

  test("of sessions nobody joined are dropped", () => {
    last().say({ ...event(1), session: "other" });
    expect(seen).toEqual([]);
  });
});

describe("the connection", () => {
  test("says hello with every cursor, and with the horizon when it comes back", async () => {
    socket.join("s", 3);
    last().welcome({ s: "ok" });
    expect(last().sent[0]).toEqual({
      type: "hello",
      protocol: 1,
      ticket: "t",
      epoch: null,
      log: null,
      sessions: { s: 3 },
    });
    last().say(event(4));
    last().say({ type: "rows", log: "9", rows: [], gone: [] });
    last().onclose?.({ code: 1006, reason: "" });
    await vi.advanceTimersByTimeAsync(1500);
    last().welcome({ s: "ok" });
    expect(last().sent[0]).toMatchObject({ epoch: "e1", log: "9", sessions: { s: 4 } });
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  test("joins after the welcome what was joined meanwhile, and reports what the server will not replay", async () => {
    last().onopen?.();
    socket.join("late", 1);
    socket.join("far", 1);
    last().say({ type: "welcome", protocol: 1, epoch: "e", log: "1", inbox: "ok", sessions: { far: "too_long" } });
    expect(last().sent.filter((frame) => frame.type === "join")).toMatchObject([{ session: "late", cursor: 1 }]);
    expect(lost).toEqual(["far too_long"]);
  });

  test("answers beats, and is given up after 65 silent seconds", async () => {
    last().welcome();
    last().say({ type: "beat" });
    expect(last().sent.at(-1)).toEqual({ type: "beat" });
    await vi.advanceTimersByTimeAsync(64_000);
    expect(states.at(-1)).toBe("open");
    await vi.advanceTimersByTimeAsync(1_100);
    expect(states.at(-1)).toBe("connecting");
    await vi.advanceTimersByTimeAsync(1_500);
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  test("waits twice as long after each failure, up to half a minute", async () => {
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      const before = Date.now();
      const count = FakeWebSocket.made.length;
      last().onclose?.({ code: 1006, reason: "" });
      while (FakeWebSocket.made.length === count) await vi.advanceTimersByTimeAsync(50);
      waits.push(Date.now() - before);
    }
    expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000]);
    expect(waits.at(-1)).toBe(15_000);
  });

  test.each([
    [4001, "signed_out"],
    [4003, "refused"],
    [4010, "outdated"],
  ])("closed with %i becomes %s and does not come back by itself", async (code, state) => {
    last().welcome();
    last().onclose?.({ code, reason: "" });
    await vi.advanceTimersByTimeAsync(120_000);
    expect(states.at(-1)).toBe(state);
    expect(FakeWebSocket.made).toHaveLength(1);
  });

  test("comes back after a drain when it was told to", async () => {
    last().welcome();
    last().onclose?.({ code: 4000, reason: "2000" });
    await vi.advanceTimersByTimeAsync(2_900);
    expect(FakeWebSocket.made).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(FakeWebSocket.made).toHaveLength(2);
  });

  test("a ticket refused for want of a sign-in stops it; signing in and waking goes on", async () => {
    last().welcome();
    ticket = () => Promise.reject({ code: "not_signed_in" });
    last().onclose?.({ code: 1006, reason: "" });
    await vi.advanceTimersByTimeAsync(1_500);
    expect(states.at(-1)).toBe("signed_out");
    ticket = () => Promise.resolve("t2");
    socket.wake();
    await settle();
    last().welcome();
    expect(states.at(-1)).toBe("open");
  });
});

describe("commands", () => {
  test("are answered by number, accepted or refused", async () => {
    last().welcome();
    const accepted = socket.send({ type: "events", session: "s", after: 0 });
    const refused = socket.send({ type: "read", session: "s", client_no: 1 });
    const [first, second] = last().sent.slice(-2) as { id: number }[];
    last().say({ type: "refused", id: second?.id, code: "not_yours", params: { operator: null } });
    last().say({ type: "ok", id: first?.id, events: [] });
    await expect(accepted).resolves.toMatchObject({ events: [] });
    await expect(refused).rejects.toMatchObject({ code: "not_yours", params: { operator: null } });
  });

  test('unanswered when the connection breaks are "disconnected", never accepted', async () => {
    last().welcome();
    const post = socket.send({ type: "post", session: "s", send_key: "k", text: "hello" });
    last().onclose?.({ code: 1006, reason: "" });
    await expect(post).rejects.toBeInstanceOf(Refused);
    await expect(post).rejects.toMatchObject({ code: "disconnected" });
    await expect(socket.send({ type: "leave", session: "s" })).rejects.toMatchObject({ code: "disconnected" });
  });
});
