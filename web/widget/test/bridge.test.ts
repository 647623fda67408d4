import { describe, expect, it } from "vitest";
import { readToFrame, readToHost } from "../bridge";

const page = { url: "https://shop.example/", title: "Shop", referrer: "" };

describe("the bridge to the frame", () => {
  it("lets through each of the loader's shapes", () => {
    const said = [
      { type: "host", page, language: "en", identity: null, full: false, open: true },
      { type: "open", full: true },
      { type: "close" },
      { type: "page", page },
      { type: "identity", jwt: "a.b.c" },
      { type: "identity", jwt: null },
    ];
    for (const one of said) expect(readToFrame(one)).toEqual(one);
  });

  it("drops everything else", () => {
    const wrong = [
      null,
      undefined,
      "open",
      7,
      [],
      {},
      { type: "open" },
      { type: "open", full: "yes" },
      { type: "eval", code: "1" },
      { type: "page", page: { url: 7, title: "", referrer: "" } },
      { type: "page", page: null },
      { type: "page", page: { ...page, url: "x".repeat(2001) } },
      { type: "identity" },
      { type: "identity", jwt: { toString: () => "a.b.c" } },
      { type: "identity", jwt: "x".repeat(9000) },
      { type: "host", page, language: "en", identity: 1, full: false, open: true },
    ];
    for (const one of wrong) expect(readToFrame(one), JSON.stringify(one)).toBeNull();
  });
});

describe("the bridge to the site", () => {
  it("lets through each of the frame's shapes and drops everything else", () => {
    for (const one of [
      { type: "ready" },
      { type: "close" },
      { type: "unread", count: 3 },
      { type: "alive", on: false },
      { type: "identity_refused", reason: "expired" },
    ])
      expect(readToHost(one)).toEqual(one);
    for (const one of [
      null,
      "ready",
      { type: "unread", count: "<b>" },
      { type: "unread", count: 1.5 },
      { type: "go", url: "/" },
    ])
      expect(readToHost(one)).toBeNull();
  });
});
