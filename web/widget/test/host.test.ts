// @vitest-environment happy-dom
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ToFrame, WidgetConfig } from "../bridge";
import { meetHost } from "../frame/host";

const config: WidgetConfig = {
  key: "k",
  origin: "https://desk.example",
  colour: "#4263eb",
  side: "right",
  title: "Sales",
  language: "auto",
  sites: ["https://shop.example"],
};

/** The frame inside a page of `claimed`; what it posts there is kept. */
function embed(claimed: string) {
  const parent = { postMessage: vi.fn() };
  vi.spyOn(window, "parent", "get").mockReturnValue(parent as unknown as Window & typeof globalThis);
  location.hash = encodeURIComponent(claimed);
  return parent;
}

function post(data: unknown, origin: string, source: unknown) {
  dispatchEvent(new MessageEvent("message", { data, origin, source: source as MessageEventSource }));
}

afterEach(() => {
  vi.restoreAllMocks();
  location.hash = "";
});

describe("the frame", () => {
  it("speaks to exactly the site that embeds it", () => {
    const parent = embed("https://shop.example");
    meetHost(config, () => undefined)?.tell({ type: "ready" });
    expect(parent.postMessage).toHaveBeenCalledWith({ type: "ready" }, "https://shop.example");
  });

  it("does not begin on a site the channel does not list, or with a nonsense claim", () => {
    for (const claim of [
      "https://evil.example",
      "https://shop.example.evil.example",
      "javascript:1",
      "",
      "null",
      "*",
    ]) {
      embed(claim);
      expect(
        meetHost(config, () => undefined),
        claim,
      ).toBeNull();
    }
  });

  it("hears its own site only: right origin, right window, right shape", () => {
    const parent = embed("https://shop.example");
    const heard: ToFrame[] = [];
    meetHost(config, (said) => heard.push(said));
    post({ type: "close" }, "https://evil.example", parent);
    post({ type: "close" }, "https://shop.example", window);
    post({ type: "steal" }, "https://shop.example", parent);
    expect(heard).toEqual([]);
    post({ type: "close" }, "https://shop.example", parent);
    expect(heard).toEqual([{ type: "close" }]);
  });

  it("stands alone when it is opened by its own address", () => {
    expect(meetHost(config, () => undefined)).toMatchObject({ alone: true, origin: location.origin });
  });
});
