// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Api, Refusal } from "../frame/api";
import { openChat } from "../frame/chat";
import type { Line, openLine } from "../frame/line";
import { openKeep } from "../frame/storage";
import { BORIS, message, SESSION, start, until } from "./town";

const HOST = { page: { url: "https://shop.example/", title: "Shop", referrer: "" }, language: "en", identity: null };

function house(answers: Partial<Api> = {}, live: { up?: boolean } = {}) {
  const api = {
    start: vi.fn(async () => start()),
    ticket: vi.fn(async () => "ticket"),
    signOut: vi.fn(async () => null),
    post: vi.fn(async () => ({
      session: { ...SESSION, last_seq: 1 },
      seq: 1,
      message_id: "m1",
      posted_at: "2026-11-02T10:00:00Z",
    })),
    messages: vi.fn(async () => ({ items: [], has_older: false })),
    events: vi.fn(async () => ({ events: [], too_long: false })),
    visit: vi.fn(async () => null),
    addresses: vi.fn(async () => ({})),
    upload: vi.fn(),
    ...answers,
  } as unknown as Api;
  const line = {
    connect: vi.fn(),
    follow: vi.fn(),
    up: () => live.up ?? false,
    send: vi.fn(async () => ({
      type: "ok",
      id: 1,
      session: "s1",
      seq: 3,
      message_id: "m3",
      posted_at: "2026-11-02T10:03:00Z",
    })),
    wake: vi.fn(),
    hang: vi.fn(),
  };
  const keep = openKeep("k");
  const told: unknown[] = [];
  const chat = openChat({
    api,
    keep,
    tell: (said) => told.push(said),
    site: "https://shop.example",
    makeLine: (() => line as unknown as Line) as typeof openLine,
  });
  return { api, line, keep, told, chat, state: () => chat.store.get() };
}

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

  it("waits for the site to bring the signed identity of a person it knows", async () => {
    const { chat, api, keep } = house({
      start: vi.fn(async () => start({ account: { id: "eva", name: "Eva", verified: true } })),
    });
    keep.setToken("secret");
    keep.setSigned(true);
    chat.begin(HOST);
    expect(api.start).not.toHaveBeenCalled();
    chat.identify("a.b.c");
    await until(() => (api.start as ReturnType<typeof vi.fn>).mock.calls.length);
    expect(api.start).toHaveBeenCalledWith(expect.objectContaining({ identity: "a.b.c" }));
  });

  it("shows a signed identity again under the same key when no answer came, and the next person's under another", async () => {
    const eva = start({ token: "hers", account: { id: "eva", name: "Eva", verified: true } });
    const answers = [Promise.reject(new Refusal("unreachable")), Promise.resolve(eva), Promise.resolve(start()), eva];
    const { chat, api, keep, state } = house({ start: vi.fn(() => answers.shift() as never) });
    const asked = () => (api.start as ReturnType<typeof vi.fn>).mock.calls.map(([body]) => body);
    keep.setToken("anonymous");
    chat.begin({ ...HOST, identity: "a.b.c" });
    await until(() => state().stage === "unreachable");
    chat.retry();
    await until(() => state().stage === "ready");
    expect(keep.token()).toBe("hers");
    expect(asked()[0]).toMatchObject({ identity: "a.b.c", start_key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(asked()[1]).toEqual(asked()[0]);
    chat.identify(null);
    await until(() => asked().length === 3);
    expect(asked()[2]).not.toHaveProperty("start_key");
    chat.identify("d.e.f");
    await until(() => asked().length === 4);
    expect(asked()[3].start_key).not.toBe(asked()[0].start_key);
  });

  it("speaks through another socket when the start answers for another person", async () => {
    const answers = [start(), start({ account: { id: "signed", name: "Eva", verified: true } })];
    const { chat, line, state } = house({ start: vi.fn(async () => answers.shift() as never) });
    chat.begin(HOST);
    chat.open(false);
    await until(() => state().stage === "ready");
    expect(line.hang).not.toHaveBeenCalled();
    chat.identify("a.b.c");
    await until(() => state().account?.id === "signed");
    expect(line.hang).toHaveBeenCalledTimes(1);
    expect(line.connect).toHaveBeenCalledTimes(2);
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

  it("forgets everything when the person signs out of the site", async () => {
    const { chat, keep, state } = house({
      start: vi.fn(async () => start({ account: { id: "eva", name: "Eva", verified: true } })),
    });
    keep.setToken("secret");
    chat.begin({ ...HOST, identity: "a.b.c" });
    await until(() => state().stage === "ready");
    chat.identify(null);
    expect(keep.token()).toBeNull();
    expect(state().messages).toEqual([]);
  });

  it("ends a signed person's secret at the server before it is forgotten", async () => {
    let held: string | null = null;
    const { chat, keep, state } = house({
      start: vi.fn(async () => start({ account: { id: "eva", name: "Eva", verified: true } })),
      signOut: vi.fn(async () => {
        held = keep.token();
      }),
    });
    keep.setToken("secret");
    chat.begin({ ...HOST, identity: "a.b.c" });
    await until(() => state().stage === "ready");
    chat.identify(null);
    expect([held, keep.token()]).toEqual(["secret", null]);
  });

  describe("when the person signs out of the site while", () => {
    const HERS = start({
      token: "hers",
      account: { id: "eva", name: "Eva", verified: true },
      session: SESSION,
      messages: [message(2, BORIS, "Your parcel is here.")],
      cursor: 2,
    });
    const held = <T>() => {
      let answer: (value: T | Promise<T>) => void = () => undefined;
      const promise = new Promise<T>((done) => {
        answer = done;
      });
      return { promise, answer: (value: T | Promise<T>) => answer(value) };
    };

    it("her start is under way, its answer shows nobody her thread and opens nothing more", async () => {
      const first = held<ReturnType<typeof start>>();
      const second = held<ReturnType<typeof start>>();
      const answers = [first.promise, second.promise];
      const ended: (string | null)[] = [];
      const { chat, api, keep, line, state } = house({
        start: vi.fn(() => answers.shift() as never),
        signOut: vi.fn(async () => ended.push(keep.token())),
      });
      chat.begin({ ...HOST, identity: "a.b.c" });
      chat.open(false);
      chat.identify(null);
      first.answer(HERS);
      await until(() => (api.start as ReturnType<typeof vi.fn>).mock.calls.length === 2);
      expect([ended, keep.token(), state().session, state().messages]).toEqual([["hers"], null, null, []]);
      expect(line.connect).not.toHaveBeenCalled();
      second.answer(start({ token: "stranger's" }));
      await until(() => state().stage === "ready");
      expect([keep.token(), state().account?.verified]).toEqual(["stranger's", false]);
    });

    it("her start is being refused, the next person's identity is not", async () => {
      const first = held<ReturnType<typeof start>>();
      const answers = [first.promise, Promise.resolve(start())];
      const { chat, api, told, state } = house({ start: vi.fn(() => answers.shift() as never) });
      chat.begin({ ...HOST, identity: "a.b.c" });
      chat.identify(null);
      chat.identify("d.e.f");
      first.answer(Promise.reject(new Refusal("identity_refused", { reason: "expired" }, 401)));
      await until(() => state().stage === "ready");
      expect(api.start).toHaveBeenLastCalledWith(expect.objectContaining({ identity: "d.e.f" }));
      expect(told).not.toContainEqual(expect.objectContaining({ type: "identity_refused" }));
    });

    it.each([
      ["taken", { session: SESSION, seq: 1, message_id: "m1", posted_at: "2026-11-02T10:00:00Z" }],
      ["refused", null],
    ])("her first message is on its way and %s, nothing of hers comes back", async (_, answer) => {
      const posted = held<Awaited<ReturnType<Api["post"]>>>();
      const answers = [HERS, start({ token: "stranger's" })].map((one) => ({ ...one, session: null, messages: [] }));
      const { chat, api, keep, state } = house({
        start: vi.fn(async () => answers.shift() as never),
        post: vi.fn(() => posted.promise),
      });
      chat.begin({ ...HOST, identity: "a.b.c" });
      await until(() => state().stage === "ready");
      chat.send("Where is it?", null, []);
      chat.identify(null);
      await until(() => state().stage === "ready");
      posted.answer(answer ?? Promise.reject(new Refusal("not_signed_in", {}, 401)));
      await until(() => (api.post as ReturnType<typeof vi.fn>).mock.settledResults[0]?.type !== "incomplete");
      expect([state().session, state().messages, state().pending]).toEqual([null, [], []]);
      expect([keep.token(), (api.start as ReturnType<typeof vi.fn>).mock.calls.length]).toEqual(["stranger's", 2]);
    });
  });

  it("takes nothing from whoever was never signed in", async () => {
    const signOut = vi.fn(async () => undefined);
    const { chat, api, keep, state } = house({
      start: vi.fn(async () => start({ account: { id: "eva", name: null, verified: false } })),
      signOut,
    });
    keep.setToken("secret");
    chat.begin({ ...HOST, identity: null });
    await until(() => state().stage === "ready");
    const before = [keep.token(), state()];
    chat.identify(null);
    expect([keep.token(), state()]).toEqual(before);
    expect(signOut).not.toHaveBeenCalled();
    expect(api.start).toHaveBeenCalledTimes(1);
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
