// @vitest-environment happy-dom
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Door, ReadSession, ReadThread } from "../../embed/model";
import { openThread } from "../../embed/thread";
import type { Words } from "../../embed/words";

const said = (seq: number, kind: string, name: string, text: string) => ({
  ...{ seq, text, author: { kind, name }, quote: null, files: [], posted_at: "2026-11-23T15:00:00Z" },
});

test("automatic words are nobody's but the system's, never the client's", async () => {
  const thread = {
    session: { number: 7, state: "waiting", live_chat: { name: "Sales" }, client: { id: "1", name: "Eva" } },
    messages: [
      said(1, "account", "", "Is anybody there?"),
      said(2, "system", "", "We open at eight."),
      said(3, "system", "Orders", "Your order is on its way."),
    ],
    has_older: false,
    cursor: 3,
  } as unknown as ReadThread;
  const place = document.createElement("div");
  const door = { get: () => Promise.resolve(thread) } as unknown as Door;
  const stop = openThread({
    ...{ place, door, words: {} as Words, when: new Intl.DateTimeFormat("en"), session: "s" },
    ...{ stateOf: () => "", back: () => {}, failed: () => {} },
  });
  await vi.waitFor(() => expect(place.querySelectorAll("article")).toHaveLength(3));
  stop();
  expect([...place.querySelectorAll("article b")].map((name) => name.textContent)).toEqual([
    "Eva",
    "Deskbell",
    "Orders",
  ]);
});

describe("a thread that is read", () => {
  const open = { number: 7, state: "waiting", live_chat: { name: "Sales" }, client: { id: "1", name: "Eva" } };
  const session = { ...open, may_reply: true } as unknown as ReadSession;
  const words = { not_sent: "Not sent.", failed: "Not loaded." } as Words;

  function read(door: Partial<Door>, messages = [said(60, "account", "", "Hello")]) {
    vi.useFakeTimers();
    const thread = { session, messages, has_older: true, cursor: 60 } as unknown as ReadThread;
    const place = document.createElement("div");
    const failed = vi.fn();
    const get = vi.fn((path: string) =>
      path === "/s" ? Promise.resolve(thread) : Promise.reject({ code: "unreachable" }),
    );
    const stop = openThread({
      ...{ place, door: { get, ...door } as unknown as Door, words, when: new Intl.DateTimeFormat("en") },
      ...{ session: "s", stateOf: () => "", back: () => {}, failed },
    });
    onTestFinished(() => {
      stop();
      vi.useRealTimers();
    });
    const texts = () => [...place.querySelectorAll("article p")].map((one) => one.textContent);
    const button = (name: string) => place.querySelector<HTMLElement>(name);
    return { place, failed, texts, button, passed: (ms: number) => vi.advanceTimersByTimeAsync(ms) };
  }

  test.each([
    ["goes on with it", "Yes. And the", "And the"],
    ["begins another", "No", "No"],
    ["writes nothing", "Yes.", ""],
  ])("keeps what is written while the reply before is on its way: who %s", async (_, now, left) => {
    let answer: (value: unknown) => void = () => {};
    const reply = () =>
      new Promise((done) => {
        answer = done;
      });
    const { place, passed } = read({ reply });
    await passed(0);
    const field = place.querySelector("textarea") as HTMLTextAreaElement;
    field.value = "Yes.";
    place.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
    field.value = now;
    answer({});
    await passed(0);
    expect(field.value).toBe(left);
  });

  test("and the reply being written stay where one asking is lost, and go with the right to read", async () => {
    const file = { id: "f", name: "list.txt", size: 10 };
    let code = "unreachable";
    const { place, failed, button, texts, passed } = read({ post: () => Promise.reject({ code }) }, [
      { ...said(60, "account", "", "Hello"), files: [file] } as never,
    ]);
    await passed(0);
    (place.querySelector("textarea") as HTMLTextAreaElement).value = "Half a";
    for (const name of [".rd-button", ".rd-file"]) {
      button(name)?.click();
      await passed(0);
      expect(button(".rd-trouble")?.textContent).toBe("Not loaded.");
      expect([failed.mock.calls.length, texts()[0]]).toEqual([0, "Hello"]);
      expect(place.querySelector("textarea")?.value).toBe("Half a");
    }
    code = "not_found";
    button(".rd-file")?.click();
    await passed(0);
    expect(failed).toHaveBeenCalledExactlyOnceWith({ code: "not_found" });
  });

  test("is not begun by a change of a message above what is loaded", async () => {
    const told = (kind: string, seq: number, text: string) => ({
      kind,
      data: { message: said(seq, "account", "", text) },
    });
    const events = [told("message_edited", 2, "Far above"), told("message_edited", 60, "Hello!")];
    const newer = { session, events: [...events, told("message_posted", 61, "Hi")], too_long: false, cursor: 63 };
    const thread = { session, messages: [said(60, "account", "", "Hello")], has_older: true, cursor: 60 };
    const get = (path: string) => Promise.resolve(path === "/s" ? thread : newer);
    const { texts, passed } = read({ get: get as unknown as Door["get"] });
    await passed(1000);
    expect(texts()).toEqual(["Hello!", "Hi"]);
  });
});
