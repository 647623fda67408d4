// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../frame/api";
import { openLine } from "../frame/line";
import { openStore } from "../frame/store";
import { BORIS, posted, SESSION, talking } from "./town";

/** A server's end of a socket, in this page. */
class Wire {
  static last: Wire;
  sent: Record<string, unknown>[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (close: { code: number; reason: string }) => void;
  constructor(readonly address: string) {
    Wire.last = this;
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {}
  say(frame: object) {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }
  welcome() {
    this.onopen?.();
    const { sessions } = this.sent[0] as { sessions: Record<string, number> };
    const outcomes = Object.fromEntries(Object.keys(sessions).map((id) => [id, "ok"]));
    this.say({
      type: "welcome",
      protocol: 1,
      epoch: "e",
      heartbeat: 27,
      connection: "c",
      log: null,
      inbox: null,
      sessions: outcomes,
    });
  }
}

function house() {
  const store = openStore(talking({ open: true, epoch: "e" }));
  const api = {
    ticket: vi.fn(async () => "another"),
    events: vi.fn(async () => ({ events: [posted(3, BORIS, "By REST")], too_long: false })),
  };
  const on = { heard: vi.fn(), lost: vi.fn(), ended: vi.fn(), opened: vi.fn() };
  const line = openLine(store, api as unknown as Api, on, "ws://desk/ws/v1");
  return { store, api, on, line };
}

async function connected() {
  const all = house();
  all.line.connect("first");
  await vi.advanceTimersByTimeAsync(0);
  Wire.last.welcome();
  return { ...all, wire: Wire.last };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", Wire);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the line", () => {
  it("says hello with the start's ticket and the cursor of the session on screen", async () => {
    const { wire, store, api, line } = await connected();
    expect(wire.sent[0]).toMatchObject({ type: "hello", ticket: "first", epoch: "e", sessions: { s1: 2 } });
    expect(api.ticket).not.toHaveBeenCalled();
    expect(store.get().socket).toBe("up");
    line.hang();
  });

  it("puts what it hears into the store: messages, typing, place, desk, another session", async () => {
    const { wire, store, on, line } = await connected();
    wire.say(posted(3, BORIS, "Yes."));
    expect(store.get().messages.at(-1)?.text).toBe("Yes.");
    expect(on.heard).toHaveBeenCalledTimes(1);
    wire.say({ type: "typing", session: "s1", by: BORIS, on: true, ttl: 6 });
    expect(store.get().typing).toBe("Boris");
    await vi.advanceTimersByTimeAsync(6000);
    expect(store.get().typing).toBeNull();
    wire.say({ type: "queue", session: "s1", position: 1 });
    expect(store.get().session?.queue_position).toBe(1);
    wire.say({ type: "desk", online: false, paused: true });
    expect(store.get()).toMatchObject({ online: false, paused: true });
    wire.say({ type: "current", session: { ...SESSION, id: "s2" } });
    expect(store.get().session?.id).toBe("s2");
    expect(wire.sent.at(-1)).toMatchObject({ type: "join", session: "s2", cursor: 0 });
    line.hang();
  });

  it("asks for a fresh start when the hole is too long, and when the visitor is no longer known", async () => {
    const { wire, on, line } = await connected();
    wire.say({ ...posted(9, BORIS, "far ahead"), prev: 8 });
    await vi.advanceTimersByTimeAsync(600);
    const asked = wire.sent.find((frame) => frame.type === "events") as { id: number };
    wire.say({ type: "ok", id: asked.id, events: [], too_long: true });
    await vi.advanceTimersByTimeAsync(0);
    expect(on.lost).toHaveBeenCalled();
    wire.onclose?.({ code: 4001, reason: "" });
    expect(on.ended).toHaveBeenCalled();
    line.hang();
  });

  it("says of a refusal whether the same may succeed later", async () => {
    const { wire, line } = await connected();
    const sent = line.send({ type: "post", session: "s1", send_key: "k", text: "x" });
    const asked = wire.sent.at(-1) as { id: number };
    wire.say({ type: "refused", id: asked.id, code: "message_empty", params: {} });
    await expect(sent).rejects.toMatchObject({ code: "message_empty", passing: false });
    const cut = line.send({ type: "post", session: "s1", send_key: "k", text: "x" });
    wire.onclose?.({ code: 1006, reason: "" });
    await expect(cut).rejects.toMatchObject({ code: "disconnected", passing: true });
    line.hang();
  });

  it("looks by REST now and then where sockets do not get through", async () => {
    const { store, line } = house();
    line.connect("first");
    await vi.advanceTimersByTimeAsync(9000);
    expect(store.get().messages.at(-1)?.text).toBe("By REST");
    line.hang();
  });
});
