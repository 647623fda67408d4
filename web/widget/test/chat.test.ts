// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Api, Refusal } from "../frame/api";
import { openKeep } from "../frame/storage";
import { HOST, house } from "./house";
import { BORIS, message, SESSION, start, until } from "./town";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(Math, "random").mockReturnValue(0);
});

describe("beginning", () => {
  it("asks the server nothing until a stranger opens the frame, then once", async () => {
    const { chat, api, state } = house();
    chat.begin(HOST);
    expect(api.start).not.toHaveBeenCalled();
    chat.open(false);
    await until(() => state().stage === "ready");
    expect(api.start).toHaveBeenCalledTimes(1);
    expect(api.start).toHaveBeenCalledWith({ language: "en", page: HOST.page, host_origin: "https://shop.example" });
  });

  it("keeps the token it is given and comes back with it by itself", async () => {
    const first = house({ start: vi.fn(async () => start({ token: "secret" })) });
    first.chat.begin(HOST);
    first.chat.open(false);
    await until(() => first.keep.token() === "secret");
    const second = house();
    second.chat.begin(HOST);
    await until(() => second.state().stage === "ready");
    expect(second.state().open).toBe(false);
  });

  it("throws a token away that the server no longer knows, and begins anew", async () => {
    const answers = [Promise.reject(new Refusal("not_signed_in", {}, 401)), Promise.resolve(start({ token: "new" }))];
    const { chat, keep, state } = house({ start: vi.fn(() => answers.shift() as never) });
    keep.setToken("old");
    chat.begin(HOST);
    await until(() => state().stage === "ready");
    expect(keep.token()).toBe("new");
  });

  it("goes on without an identity the server refuses, and tells the site why", async () => {
    const answers = [
      Promise.reject(new Refusal("identity_refused", { reason: "expired" }, 401)),
      Promise.resolve(start()),
    ];
    const { chat, told, state } = house({ start: vi.fn(() => answers.shift() as never) });
    chat.begin({ ...HOST, identity: "a.b.c" });
    chat.open(false);
    await until(() => state().stage === "ready");
    expect(told).toContainEqual({ type: "identity_refused", reason: "expired" });
  });

  it("says what it cannot mend and tries again what it can", async () => {
    const strange = house({ start: vi.fn(() => Promise.reject(new Refusal("not_found", {}, 404))) });
    strange.chat.begin(HOST);
    strange.chat.open(false);
    await until(() => strange.state().stage === "refused");
    expect(strange.state().refusal).toBe("not_found");

    const answers = [Promise.reject(new Refusal("unreachable")), Promise.resolve(start())];
    const away = house({ start: vi.fn(() => answers.shift() as never) });
    away.chat.begin(HOST);
    away.chat.open(false);
    await until(() => away.state().stage === "unreachable");
    away.chat.retry();
    await until(() => away.state().stage === "ready");
  });

  it("gives the start's ticket to the first socket only", async () => {
    const { chat, line, state } = house();
    chat.begin(HOST);
    chat.open(false);
    await until(() => state().stage === "ready");
    chat.close();
    chat.open(false);
    expect(line.connect.mock.calls).toEqual([["ticket"], [null]]);
  });
});

describe("writing", () => {
  async function ready(answers: Partial<Api> = {}, live: { up?: boolean } = {}, first = start()) {
    const all = house({ start: vi.fn(async () => first), ...answers }, live);
    all.chat.begin(HOST);
    all.chat.open(false);
    await until(() => all.state().stage === "ready");
    return all;
  }

  it("stores a message before it is sent and drops it once the server has it", async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    const { chat, keep, state } = await ready({
      post: vi.fn(async () => {
        await held;
        return { session: SESSION, seq: 1, message_id: "m1", posted_at: "2026-11-02T10:00:00Z" };
      }),
    });
    chat.send("Hello", null, []);
    expect(keep.outbox().map((entry) => entry.text)).toEqual(["Hello"]);
    expect(state().pending).toHaveLength(1);
    release();
    await until(() => state().pending.length === 0);
    expect(keep.outbox()).toEqual([]);
    expect(state().messages.map((one) => one.text)).toEqual(["Hello"]);
    expect(state().session?.id).toBe("s1");
  });

  it("sends an opening message by REST with the page, a running session's over the socket", async () => {
    const opening = await ready();
    opening.chat.send("Hello", null, []);
    await until(() => opening.state().pending.length === 0);
    expect(opening.api.post).toHaveBeenCalledWith(
      expect.objectContaining({ text: "Hello", page: { url: "https://shop.example/", title: "Shop" } }),
    );
    const running = await ready({}, { up: true }, start({ session: SESSION, cursor: 2 }));
    running.chat.send("Hello", null, []);
    await until(() => running.state().pending.length === 0);
    expect(running.line.send).toHaveBeenCalledWith(
      expect.objectContaining({ type: "post", session: "s1", text: "Hello" }),
    );
    expect(running.api.post).not.toHaveBeenCalled();
  });

  it("resends under the same key until the server answers, in order", async () => {
    let fails = 2;
    const keys: string[] = [];
    const { chat, state } = await ready({
      post: vi.fn(async (body) => {
        keys.push(body.send_key);
        if (fails-- > 0) throw new Refusal("overloaded", {}, 503);
        return { session: SESSION, seq: keys.length, message_id: "m", posted_at: "2026-11-02T10:00:00Z" };
      }),
    });
    vi.useFakeTimers();
    chat.send("one", null, []);
    chat.send("two", null, []);
    await vi.advanceTimersByTimeAsync(5000);
    vi.useRealTimers();
    expect(state().pending).toEqual([]);
    expect(new Set(keys.slice(0, 3)).size).toBe(1);
    expect(new Set(keys).size).toBe(2);
  });

  it("takes up after a reload what was left unsent", async () => {
    const keep = openKeep("k");
    keep.put({ send_key: "key-9", text: "left", quote: null, files: [], pre_chat: null, at: 1, failed: null });
    const { api, state } = await ready();
    await until(() => state().pending.length === 0);
    expect(api.post).toHaveBeenCalledWith(expect.objectContaining({ send_key: "key-9", text: "left" }));
    expect(keep.outbox()).toEqual([]);
  });

  it("does not send again what the start shows as stored", async () => {
    openKeep("k").put({ send_key: "key-9", text: "left", quote: null, files: [], pre_chat: null, at: 1, failed: null });
    const stored = message(1, { kind: "account", id: "eva", name: "" }, "left", { send_key: "key-9" });
    const { api, state, keep } = await ready({}, {}, start({ session: SESSION, messages: [stored], cursor: 1 }));
    expect(state().pending).toEqual([]);
    expect(api.post).not.toHaveBeenCalled();
    expect(keep.outbox()).toEqual([]);
  });

  it("comes with the new secret where a message is refused for the one before", async () => {
    const secrets: (string | null)[] = [];
    let refuse: (why: Refusal) => void = () => undefined;
    const first = new Promise<never>((_, no) => {
      refuse = no;
    });
    const all = house({
      start: vi.fn(async () => {
        secrets.push(all.keep.token());
        return start(secrets.length === 2 ? { token: "new" } : {});
      }),
      post: vi.fn(async () =>
        secrets.length < 3 ? first : { session: SESSION, seq: 1, message_id: "m", posted_at: "" },
      ),
    });
    all.keep.setToken("old");
    all.chat.begin(HOST);
    await until(() => all.state().stage === "ready");
    all.chat.send("Hello", null, []);
    all.chat.identify("a.b.c");
    await until(() => all.keep.token() === "new");
    refuse(new Refusal("not_signed_in", {}, 401));
    await until(() => all.state().pending.length === 0);
    expect([secrets, all.keep.token()]).toEqual([["old", "old", "new"], "new"]);
  });

  it("marks a final refusal, lets the next message through, and sends again when asked", async () => {
    let refuse = true;
    const { chat, state } = await ready({
      post: vi.fn(async (body) => {
        if (refuse && body.text === "bad") throw new Refusal("message_too_long", { limit: 2 }, 422);
        return {
          session: SESSION,
          seq: body.text === "bad" ? 2 : 1,
          message_id: "m",
          posted_at: "2026-11-02T10:00:00Z",
        };
      }),
    });
    chat.send("bad", null, []);
    chat.send("good", null, []);
    await until(() => state().messages.length === 1);
    expect(state().pending).toMatchObject([{ text: "bad", failed: "message_too_long" }]);
    refuse = false;
    chat.resend(state().pending[0]?.send_key as string);
    await until(() => state().pending.length === 0);
  });

  it("asks the form when the server wants it and sends the same message with the answers", async () => {
    const bodies: { send_key: string; pre_chat?: object }[] = [];
    const channel = {
      ...start().channel,
      pre_chat: { enabled: true, fields: [{ key: "name" as const, required: true }] },
    };
    const { chat, state } = await ready(
      {
        post: vi.fn(async (body) => {
          bodies.push(body);
          if (!body.pre_chat) throw new Refusal("validation_failed", { fields: { "pre_chat.name": "missing" } }, 422);
          return { session: SESSION, seq: 3, message_id: "m", posted_at: "2026-11-02T10:00:00Z" };
        }),
      },
      {},
      start({ channel, session: { ...SESSION, state: "closed" }, cursor: 2 }),
    );
    chat.send("Hello", null, []);
    await until(() => state().asked);
    chat.answerPreChat({ name: "Eva" });
    await until(() => state().pending.length === 0);
    expect(bodies.map((body) => body.pre_chat)).toEqual([undefined, { name: "Eva" }]);
    expect(new Set(bodies.map((body) => body.send_key)).size).toBe(1);
  });

  it("sends without the quote when the quoted message is of an ended session", async () => {
    const quotes: unknown[] = [];
    const { chat, state } = await ready({
      post: vi.fn(async (body) => {
        quotes.push(body.quote_seq);
        if (body.quote_seq) throw new Refusal("quote_unknown", {}, 422);
        return { session: SESSION, seq: 1, message_id: "m", posted_at: "2026-11-02T10:00:00Z" };
      }),
    });
    chat.send("Hello", { seq: 4, text: "x", author_name: "Boris" }, []);
    await until(() => state().pending.length === 0);
    expect(quotes).toEqual([4, undefined]);
  });
});

describe("marks", () => {
  it("tell the server and the site once what was seen", async () => {
    const first = start({ session: SESSION, messages: [message(2, BORIS, "Yes.")], cursor: 2 });
    const { chat, line, told, state } = house({ start: vi.fn(async () => first) }, { up: true });
    chat.begin(HOST);
    chat.open(false);
    await until(() => state().stage === "ready");
    expect(told).toContainEqual({ type: "unread", count: 1 });
    chat.seen();
    chat.seen();
    expect(line.send.mock.calls).toEqual([[{ type: "read", session: "s1", seq: 2 }]]);
    expect(told.at(-2)).toEqual({ type: "unread", count: 0 });
    expect(told.at(-1)).toEqual({ type: "alive", on: true });
  });

  it("report typing at most every three seconds, and its end once", async () => {
    const first = start({ session: { ...SESSION, state: "with_operator" }, cursor: 2 });
    const { chat, line, state } = house({ start: vi.fn(async () => first) }, { up: true });
    chat.begin(HOST);
    chat.open(false);
    await until(() => state().stage === "ready");
    for (const on of [true, true, true, false, false]) chat.typing(on);
    expect(line.send.mock.calls.map((call) => (call as unknown as [{ on: boolean }])[0].on)).toEqual([true, false]);
  });

  it("report the next page only while a session runs and the channel keeps a trail", async () => {
    const none = house();
    none.chat.begin(HOST);
    none.chat.open(false);
    await until(() => none.state().stage === "ready");
    none.chat.visit({ url: "https://shop.example/a", title: "A", referrer: "" });
    expect(none.api.visit).not.toHaveBeenCalled();
    const running = house({ start: vi.fn(async () => start({ session: SESSION, cursor: 2 })) });
    running.chat.begin(HOST);
    running.chat.open(false);
    await until(() => running.state().stage === "ready");
    running.chat.visit({ url: "https://shop.example/a", title: "A", referrer: "" });
    expect(running.api.visit).toHaveBeenCalledWith({ url: "https://shop.example/a", title: "A" });
  });
});
