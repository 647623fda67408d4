// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const NOW = Date.parse("2026-11-23T15:00:00Z");
const one = { number: 7, state: "with_operator", operator: { name: "Clara" }, may_reply: true, preview: "Hello" };
const session = {
  ...one,
  id: "s",
  live_chat: { name: "Sales" },
  client: { name: "Eva" },
  opened_at: "2026-11-23T14:00:00Z",
};
const message = { seq: 1, author: { kind: "account", name: "Eva" }, text: "Hello", quote: null, files: [] };
const thread = { session, messages: [{ ...message, posted_at: "2026-11-23T14:00:00Z" }], has_older: false, cursor: 1 };
const list = { items: [session], next: null, live_chats: [], may_begin: false };

// The server: keys live ten minutes, and one thing may be out of order.
let entered = 0;
let living = "";
let out: "entries" | "tokens" | null = null;
const refuse = (status: number, code: string, params = {}) => Response.json({ code, params }, { status });
const server = vi.fn(async (address: string, init: RequestInit) => {
  const path = address.replace("/embed/v1/", "");
  if (path === "entries") {
    if (out === "entries") throw new TypeError("network");
    const { token } = JSON.parse(String(init.body));
    if (token === "bad") return refuse(401, "embed_refused", { reason: "person" });
    living = `key-${++entered}`;
    const expires_at = new Date(Date.now() + 600_000).toISOString();
    return Response.json({ key: living, expires_at, name: "Rita", language: "en" });
  }
  if ((init.headers as Record<string, string>).authorization !== `Bearer ${living}`) return refuse(401, "embed_ended");
  if (path === "messages") return Response.json(list);
  if (path === "messages/s") return Response.json(thread);
  if (path.endsWith("/replies")) return Response.json({});
  return Response.json({ session, events: [], too_long: false, cursor: 1 });
});

// The application around: it answers each asking with a token, unless its own server fails.
let asked = 0;
const give = (token: string) =>
  dispatchEvent(
    new MessageEvent("message", {
      data: { deskbell: "token", token },
      source: window as never,
      origin: "https://erp.example",
    }),
  );
const wanted = vi.fn(() => {
  asked += 1;
  if (out !== "tokens") queueMicrotask(() => give("good"));
});
const root = () => document.getElementById("reader") as HTMLElement;
const field = () => root().querySelector("textarea");
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

async function open() {
  vi.resetModules();
  document.body.innerHTML = '<main id="reader"></main>';
  await import("../../embed/page");
  await passed(0);
}

async function readAndWrite() {
  await open();
  root().querySelector<HTMLElement>(".rd-row")?.click();
  await passed(0);
  (field() as HTMLTextAreaElement).value = "Half a";
}

const listening: [string, EventListener][] = [];
beforeEach(() => {
  vi.useFakeTimers({ now: NOW });
  vi.stubGlobal("fetch", server);
  vi.spyOn(window, "postMessage").mockImplementation(wanted as never);
  // Each test's page hears for itself alone.
  const add = window.addEventListener.bind(window);
  vi.spyOn(window, "addEventListener").mockImplementation(((name: string, hear: EventListener, how?: object) => {
    listening.push([name, hear]);
    add(name, hear, how);
  }) as never);
  entered = asked = 0;
  living = "";
  out = null;
  server.mockClear();
});
afterEach(() => {
  vi.clearAllTimers();
  for (const [name, hear] of listening.splice(0)) window.removeEventListener(name, hear);
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test.each(["entries", "tokens"] as const)(
  "a renewal whose %s fail leaves what is read and written, and is asked again",
  async (what) => {
    await readAndWrite();
    expect([asked, entered]).toEqual([1, 1]);
    out = what;
    await passed(545_000);
    expect(asked).toBe(2);
    expect(field()?.value).toBe("Half a");
    out = null;
    await passed(10_000);
    expect([asked, entered, field()?.value]).toEqual([3, 2, "Half a"]);
    await passed(60_000);
    expect([asked, field()?.value]).toEqual([3, "Half a"]);
  },
);

test("what does not open at first opens as soon as it can", async () => {
  out = "entries";
  await open();
  expect(root().textContent).toBe("This could not be loaded.");
  out = null;
  await passed(10_000);
  expect(root().textContent).toContain("Eva");
});

test("a page that has slept past its key goes on with the next", async () => {
  await readAndWrite();
  living = "";
  await passed(1000);
  expect([entered, field()?.value]).toEqual([2, "Half a"]);
  expect(root().textContent).toContain("Hello");
});

test("a page whose key has ended and that gets no other says so, and is there again when one comes", async () => {
  await readAndWrite();
  living = "";
  out = "tokens";
  await passed(11_000);
  expect(root().textContent).toBe("This page has ended. Reload it to go on.");
  out = null;
  await passed(10_000);
  expect(root().textContent).toContain("Eva");
});

test("who is refused is told so at once and asked for no more", async () => {
  await readAndWrite();
  give("bad");
  await passed(0);
  expect(root().textContent).toBe("The application's token was refused (person).");
  await passed(1_200_000);
  expect([asked, root().textContent]).toEqual([1, "The application's token was refused (person)."]);
});

test("the tag hands over a token, and a failing token address is no error of the page around", async () => {
  vi.useRealTimers();
  const tag = Object.assign(document.createElement("script"), { src: "https://desk.example/embed/v1.js" });
  Object.assign(tag.dataset, { site: "KEY", tokenUrl: "/token" });
  // A stand-in: the test browser does not load frames.
  const frame = document.createElement("x-frame") as unknown as HTMLIFrameElement;
  const inside = { postMessage: vi.fn() };
  Object.defineProperty(frame, "contentWindow", { value: inside });
  vi.spyOn(document, "createElement").mockReturnValue(frame);
  Object.defineProperty(document, "currentScript", { value: tag, configurable: true });
  vi.resetModules();
  await import("../../embed/v1");
  const fetched = vi.fn().mockRejectedValueOnce(new TypeError("network")).mockResolvedValue(new Response(" T \n"));
  vi.stubGlobal("fetch", fetched);
  const data = { deskbell: "token-wanted" };
  const ask = () =>
    dispatchEvent(new MessageEvent("message", { data, source: inside as never, origin: "https://desk.example" }));
  ask();
  // What nobody catches fails the run of these tests.
  expect(inside.postMessage).not.toHaveBeenCalled();
  ask();
  await vi.waitFor(() =>
    expect(inside.postMessage).toHaveBeenCalledWith({ deskbell: "token", token: "T" }, "https://desk.example"),
  );
});
