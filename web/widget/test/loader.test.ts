// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

type Site = {
  open(): void;
  close(): void;
  hide(): void;
  show(): void;
  identify(jwt: string | null): void;
  setPage(page?: object): void;
};
const DESK = "https://desk.example";
const KEY = "deskbell.k";

async function load(queued?: unknown[], sites?: string[]) {
  vi.resetModules();
  (globalThis as Record<string, unknown>).__DESKBELL_CONFIG__ = {
    key: "k",
    origin: DESK,
    colour: "#4263eb",
    side: "right",
    title: "Ask us",
    language: "auto",
    sites,
  };
  (window as unknown as Record<string, unknown>).Deskbell = queued;
  // A stand-in: the test browser does not load frames.
  let made: HTMLIFrameElement | null = null;
  const create = document.createElement.bind(document);
  vi.spyOn(document, "createElement").mockImplementation((name: string) => {
    const element = create(name === "iframe" ? "x-frame" : name);
    if (name === "iframe") made = element as HTMLIFrameElement;
    return element;
  });
  await import("../loader/loader");
  const host = document.querySelector("deskbell-widget") as HTMLElement;
  const root = host?.shadowRoot as ShadowRoot;
  const launcher = root?.querySelector("button") as HTMLButtonElement;
  return {
    api: (window as unknown as { Deskbell: Site }).Deskbell,
    host,
    root,
    launcher,
    iframe: () => made as HTMLIFrameElement | null,
  };
}

/** What the loader posts into the frame, and a way to speak as the frame. */
function frame(iframe: HTMLIFrameElement | null) {
  const inside = { postMessage: vi.fn() };
  Object.defineProperty(iframe, "contentWindow", { value: inside });
  const say = (data: unknown, origin = DESK, source: unknown = inside) =>
    dispatchEvent(new MessageEvent("message", { data, origin, source: source as MessageEventSource }));
  return { inside, say };
}

beforeEach(() => {
  localStorage.clear();
});
afterEach(() => {
  vi.restoreAllMocks();
  for (const old of document.querySelectorAll("deskbell-widget")) old.remove();
});

describe("the launcher", () => {
  it("loads nothing of the frame until it is touched", async () => {
    const { launcher, iframe } = await load();
    expect(iframe()).toBeNull();
    launcher.dispatchEvent(new Event("pointerenter"));
    expect(iframe()?.src).toBe(`${DESK}/w/k/frame#${encodeURIComponent(location.origin)}`);
  });

  it("makes the frame anew at the next touch where it has not come, and once more only", async () => {
    const { launcher, iframe, root } = await load();
    const clock = vi.spyOn(Date, "now").mockReturnValue(1_000_000);
    const touch = () => {
      launcher.dispatchEvent(new Event("pointerenter"));
      return iframe();
    };
    const first = touch();
    clock.mockReturnValue(1_005_000);
    expect(touch()).toBe(first);
    clock.mockReturnValue(1_010_000);
    const second = touch();
    expect(second).not.toBe(first);
    expect([...root.querySelectorAll("x-frame")]).toEqual([second]);
    frame(second).say({ type: "ready" });
    clock.mockReturnValue(2_000_000);
    expect(touch()).toBe(second);
  });

  it("makes the frame at once where a session is alive, and forgets when it is not", async () => {
    localStorage.setItem(KEY, "1");
    const { iframe } = await load();
    const { say } = frame(iframe());
    say({ type: "alive", on: false });
    expect(localStorage.getItem(KEY)).toBeNull();
    say({ type: "alive", on: true });
    expect(localStorage.getItem(KEY)).toBe("1");
  });

  it("has a name, says whether it is open, and shows unread messages in words too", async () => {
    const { launcher, iframe } = await load();
    expect(launcher.ariaLabel).toBe("Ask us");
    launcher.click();
    expect(launcher.ariaExpanded).toBe("true");
    const { say } = frame(iframe());
    say({ type: "unread", count: 3 });
    expect(launcher.querySelector("b")?.textContent).toBe("3");
    expect(launcher.ariaLabel).toBe("Ask us, unread: 3");
    say({ type: "unread", count: 120 });
    expect(launcher.querySelector("b")?.textContent).toBe("99+");
    say({ type: "unread", count: 0 });
    expect(launcher.querySelector("b")?.textContent).toBe("");
  });

  it("listens to its own frame on the desk's origin only", async () => {
    const { launcher, iframe } = await load();
    launcher.click();
    const { say } = frame(iframe());
    say({ type: "close" }, "https://evil.example");
    say({ type: "close" }, DESK, window);
    say({ type: "shut" });
    expect(launcher.ariaExpanded).toBe("true");
    say({ type: "close" });
    expect(launcher.ariaExpanded).toBe("false");
  });
});

describe("what the loader says", () => {
  it("goes to the desk's origin, after the frame has asked", async () => {
    const { launcher, iframe, api } = await load();
    launcher.click();
    const { inside, say } = frame(iframe());
    api.identify("a.b.c");
    expect(inside.postMessage).not.toHaveBeenCalled();
    say({ type: "ready" });
    expect(inside.postMessage).toHaveBeenCalledWith(
      expect.objectContaining({ type: "host", identity: "a.b.c", open: true }),
      DESK,
    );
    api.setPage({ title: "Cart" });
    expect(inside.postMessage).toHaveBeenLastCalledWith(
      { type: "page", page: expect.objectContaining({ title: "Cart", url: location.href }) },
      DESK,
    );
    api.identify(null);
    expect(inside.postMessage).toHaveBeenLastCalledWith({ type: "identity", jwt: null }, DESK);
  });
});

describe("the site's calls", () => {
  it("made before the loader came are carried out", async () => {
    const { launcher } = await load([["identify", "a.b.c"], ["open"], ["nonsense"]]);
    expect(launcher.ariaExpanded).toBe("true");
  });

  it("open, close, hide and show", async () => {
    const { api, host, launcher } = await load();
    api.open();
    expect(launcher.ariaExpanded).toBe("true");
    api.hide();
    expect([launcher.ariaExpanded, host.hidden]).toEqual(["false", true]);
    api.show();
    expect(host.hidden).toBe(false);
    api.open();
    api.close();
    expect(launcher.ariaExpanded).toBe("false");
  });

  it("reach one launcher, however often the script is included", async () => {
    const { api } = await load();
    vi.resetModules();
    await import("../loader/loader");
    expect(document.querySelectorAll("deskbell-widget")).toHaveLength(1);
    expect((window as unknown as { Deskbell: Site }).Deskbell).toBe(api);
  });

  it("says nothing on a site that is listed", async () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { host } = await load(undefined, [location.origin]);
    expect([host !== null, said.mock.calls]).toEqual([true, []]);
  });

  it("shows nothing on a site that is not listed, says so, and keeps its functions", async () => {
    const said = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const { api, host, iframe } = await load(undefined, ["https://shop.example"]);
    api.open();
    api.identify("a.b.c");
    expect([host, iframe()]).toEqual([null, null]);
    expect(said).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(location.origin));
  });
});
