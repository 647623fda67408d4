// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Api, Refusal } from "../frame/api";
import { HOST, house } from "./house";
import { BORIS, message, SESSION, start, until } from "./town";

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  vi.spyOn(Math, "random").mockReturnValue(0);
});

describe("a person whom the site signs", () => {
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

  it("shows a signed identity again under the same key without an answer, and the next person's under another", async () => {
    const eva = start({ token: "hers", account: { id: "eva", name: "Eva", verified: true } });
    const answers = [Promise.reject(new Refusal("unreachable")), eva, start(), eva];
    const { chat, api, keep, state } = house({ start: vi.fn(() => answers.shift() as never) });
    const asked = () => (api.start as ReturnType<typeof vi.fn>).mock.calls.map(([body]) => body);
    chat.begin({ ...HOST, identity: "a.b.c" });
    await until(() => state().stage === "unreachable");
    chat.retry();
    await until(() => keep.token() === "hers");
    expect(asked()[0]).toMatchObject({ identity: "a.b.c", start_key: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(asked()[1]).toEqual(asked()[0]);
    chat.identify(null);
    chat.identify("d.e.f");
    await until(() => asked().at(-1).identity === "d.e.f");
    expect(asked().at(-1).start_key).not.toBe(asked()[0].start_key);
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
