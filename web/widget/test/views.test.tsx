// @vitest-environment happy-dom
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "../frame/api";
import { App } from "../frame/app";
import { openChat } from "../frame/chat";
import { openAddresses } from "../frame/files";
import type { Line, openLine } from "../frame/line";
import type { State } from "../frame/model";
import { openKeep } from "../frame/storage";
import { initials, RoomContext } from "../frame/use";
import { BORIS, EVA, message, pending, SESSION, start, talking, until } from "./town";

const closed = vi.fn();
let root: HTMLElement;
let chat: ReturnType<typeof openChat>;

function show(state: Partial<State>) {
  const api = {
    upload: vi.fn(async () => ({
      id: "f1",
      name: "a.png",
      media_type: "image/png",
      size: 9,
      width: 9,
      height: 9,
      preview: null,
    })),
  };
  const line = {
    connect: () => undefined,
    follow: () => undefined,
    up: () => false,
    hang: () => undefined,
    send: async () => ({}),
  };
  chat = openChat({
    api: api as unknown as Api,
    keep: openKeep("k"),
    tell: () => undefined,
    site: "https://shop.example",
    makeLine: (() => line as unknown as Line) as typeof openLine,
  });
  chat.store.set({ ...talking(), open: true, socket: "up", ...state });
  const room = { chat, addresses: openAddresses(api as unknown as Api) };
  act(() => {
    render(
      <RoomContext.Provider value={room}>
        <App name="Sales" alone={false} onClose={closed} />
      </RoomContext.Provider>,
      root,
    );
  });
  return { api };
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  window.matchMedia ??= (() => ({ matches: false })) as unknown as typeof matchMedia;
  root = document.body.appendChild(document.createElement("div"));
});
afterEach(() => {
  render(null, root);
  root.remove();
});

const text = () => root.textContent ?? "";
const field = () => root.querySelector("textarea") as HTMLTextAreaElement;

function type(words: string) {
  act(() => {
    field().value = words;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });
}

function press(key: string, more: KeyboardEventInit = {}) {
  act(() => {
    field().dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
  });
}

describe("the thread", () => {
  it("never turns a client's or operator's words into markup of the page", () => {
    const nasty =
      '<img src=x onerror=alert(1)> **<script>alert(1)</script>** [x](javascript:alert(1)) https://x.example/"onmouseover="x';
    show({ messages: [message(2, EVA, nasty), message(3, BORIS, nasty)] });
    expect(root.querySelector("img, script, [onerror], [onmouseover]")).toBeNull();
    expect([...root.querySelectorAll("a")].map((link) => link.getAttribute("href"))).toEqual([
      "https://x.example/",
      "https://x.example/",
    ]);
    for (const link of root.querySelectorAll("a")) expect(link.rel).toBe("noopener noreferrer nofollow");
    expect(root.querySelectorAll("strong")).toHaveLength(1);
  });

  it("keeps what was written readable while the channel is paused, and offers no field to write in", () => {
    show({ paused: true, online: false, messages: [message(2, EVA, "Before the pause")] });
    expect(root.textContent).toContain("Before the pause");
    expect(root.querySelector("[role=status].system")?.textContent).toContain("switched off");
    // Nobody asks for a message meanwhile.
    expect(root.querySelectorAll(".system")).toHaveLength(1);
    expect(root.querySelector("textarea")).toBeNull();
    show({ channel: start().channel });
    expect(root.querySelector("textarea")).not.toBeNull();
  });

  it("says who answers, the place in the queue, and that nobody is there", () => {
    show({ session: { ...SESSION, queue_position: 3 } });
    expect(text()).toContain("You are number 3 in the queue");
    show({ session: { ...SESSION, queue_position: 1 } });
    expect(text()).toContain("You are next in line");
    show({ online: false });
    expect(text()).toContain("We are away right now");
    show({ session: { ...SESSION, state: "with_operator", operator: { name: "Boris" } } });
    expect(text()).toContain("Boris is with you");
    show({ session: { ...SESSION, state: "closed" } });
    expect(text()).toContain("This conversation is closed");
  });

  it("greets whoever has not written yet", () => {
    show({ session: null, messages: [] });
    expect(text()).toContain("Hello!");
  });

  it("offers to send a refused message again, or to drop it", async () => {
    show({ pending: [{ ...pending("k1", "too much"), failed: "message_too_long" }] });
    expect(text()).toContain("Not sent. The message is too long.");
    const [, discard] = root.querySelectorAll<HTMLButtonElement>(".failed-deeds button");
    act(() => discard?.click());
    await until(() => !text().includes("too much"));
  });

  it("speaks a new message of the desk once, and not those it began with", async () => {
    show({ messages: [message(2, BORIS, "Old words")] });
    const spoken = () => root.querySelector('[aria-live="polite"]')?.textContent;
    expect(spoken()).toBe("");
    act(() => chat.store.set((state) => ({ ...state, messages: [...state.messages, message(3, BORIS, "New words")] })));
    await until(() => spoken() === "Boris: New words");
    expect(root.querySelector('[role="log"]')?.getAttribute("aria-live")).toBe("off");
  });
});

describe("the composer", () => {
  it("sends with Enter, breaks the line with Shift+Enter, and leaves half-composed letters alone", () => {
    show({});
    type("Hello");
    press("Enter", { shiftKey: true });
    press("Enter", { isComposing: true });
    expect(chat.store.get().pending).toEqual([]);
    press("Enter");
    expect(chat.store.get().pending).toMatchObject([{ text: "Hello" }]);
    expect(field().value).toBe("");
  });

  it("sends neither nothing nor too much, and counts what is too much", () => {
    show({ channel: { ...start().channel, message_limit: 5 } });
    for (const words of ["", "   ", "123456"]) {
      type(words);
      press("Enter");
    }
    expect(chat.store.get().pending).toEqual([]);
    expect(text()).toContain("1 character too many");
  });

  it("keeps half-written words through a reload", () => {
    show({});
    type("half a sen");
    render(null, root);
    show({});
    expect(field().value).toBe("half a sen");
  });

  it("quotes a message and lets go of it with Escape", () => {
    show({ messages: [message(2, BORIS, "**Size** 57")] });
    act(() => root.querySelector<HTMLButtonElement>(".quote-it")?.click());
    expect(text()).toContain("Quoting Boris");
    press("Escape");
    expect(text()).not.toContain("Quoting Boris");
    expect(closed).not.toHaveBeenCalled();
    press("Escape");
    expect(closed).toHaveBeenCalled();
  });

  it("refuses a file beyond the limit before a byte is sent, and takes one that fits", async () => {
    const { api } = show({ channel: { ...start().channel, file_limit: 10 } });
    const picker = root.querySelector("input[type=file]") as HTMLInputElement;
    const pick = (...files: File[]) =>
      act(() => {
        Object.defineProperty(picker, "files", { value: files, configurable: true });
        picker.dispatchEvent(new Event("change", { bubbles: true }));
      });
    pick(new File(["x".repeat(11)], "large.bin"));
    await until(() => text().includes("This file is larger than"));
    expect(api.upload).not.toHaveBeenCalled();
    pick(new File(["x"], "small.bin"));
    await until(() => api.upload.mock.calls.length === 1);
  });
});

describe("the form before the first message", () => {
  const channel = {
    ...start().channel,
    pre_chat: {
      enabled: true,
      fields: [
        { key: "name" as const, required: true },
        { key: "email" as const, required: false },
      ],
    },
  };

  it("names what is missing and opens the composer when it is filled in", async () => {
    show({ session: null, messages: [], channel });
    await until(() => root.querySelector("form"));
    const input = (name: string) => root.querySelector(`[name=${name}]`) as HTMLInputElement;
    const submit = () =>
      act(
        () => void root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })),
      );
    input("email").value = "eva";
    submit();
    expect(text()).toContain("Please fill this in.");
    expect(text()).toContain("This does not look like an e-mail address.");
    expect(input("name").getAttribute("aria-invalid")).toBe("true");
    input("name").value = "Eva";
    input("email").value = "eva@client.example";
    submit();
    await until(() => field());
    expect(chat.store.get().preChat).toEqual({ name: "Eva", email: "eva@client.example" });
  });
});

describe("an avatar", () => {
  it("shows sane initials", () => {
    expect(["Boris", "Anna Maria Holm", "Ёжик", "#7", "", "Fjell & Havn"].map(initials)).toEqual([
      "B",
      "AH",
      "Ё",
      "",
      "",
      "FH",
    ]);
  });
});
