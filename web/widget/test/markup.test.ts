import { describe, expect, it } from "vitest";
import { linkify, parse, plain } from "../frame/markup";

const links = (text: string) =>
  linkify(text).flatMap((part) => (typeof part === "object" && part.kind === "link" ? part.href : []));

describe("links", () => {
  it("are web addresses, e-mail addresses and international phone numbers", () => {
    expect(links("see https://shop.example/a?b=c#d, write to eva@client.example or call +47 22 33 44 55")).toEqual([
      "https://shop.example/a?b=c#d",
      "mailto:eva@client.example",
      "tel:+4722334455",
    ]);
  });

  it("leave the sentence its punctuation and an address its brackets", () => {
    expect(links("(https://shop.example/a).")).toEqual(["https://shop.example/a"]);
    expect(links("https://x.example/wiki/Bell_(bicycle)!")).toEqual(["https://x.example/wiki/Bell_(bicycle)"]);
  });

  it("are never made of another scheme", () => {
    expect(links("javascript:alert(1) data:text/html,x vbscript:x file:///etc/passwd")).toEqual([]);
  });

  it("lose no character of the text", () => {
    for (const text of ["", "a", "https://x.example", "x https://x.example. y", "+", "a@b", "<https://x.example>"])
      expect(
        linkify(text)
          .map((part) => (typeof part === "string" ? part : "text" in part ? part.text : ""))
          .join(""),
      ).toBe(text);
  });
});

describe("marks", () => {
  it("are bold, italic, code and lists in the desk's messages", () => {
    expect(parse("**a** *b* `c`", true)).toEqual([
      {
        kind: "text",
        parts: [
          { kind: "bold", parts: ["a"] },
          " ",
          { kind: "italic", parts: ["b"] },
          " ",
          { kind: "code", text: "c" },
        ],
      },
    ]);
    expect(parse("Choose:\n- one\n- two\n3. three", true)).toEqual([
      { kind: "text", parts: ["Choose:"] },
      { kind: "list", start: null, items: [["one"], ["two"]] },
      { kind: "list", start: 3, items: [["three"]] },
    ]);
  });

  it("stay text in a client's message", () => {
    expect(parse("**a**\n- b", false)).toEqual([{ kind: "text", parts: ["**a**\n- b"] }]);
  });

  it("leave arithmetic, lone stars and addresses alone", () => {
    for (const text of ["2*3*4", "* ", "a ** b", "**", "5 * 6 * 7"])
      expect(parse(text, true)).toEqual([{ kind: "text", parts: [text] }]);
    expect(links("https://x.example/*a*/b")).toEqual(["https://x.example/*a*/b"]);
  });

  it("take a long hostile text without delay", () => {
    const begun = performance.now();
    for (const text of [
      "*".repeat(20_000),
      "a.".repeat(10_000),
      "`".repeat(20_000),
      "+1 ".repeat(7000),
      "(".repeat(20_000),
    ])
      parse(text, true);
    parse(`https://x.example/${")".repeat(20_000)}`, true);
    expect(performance.now() - begun).toBeLessThan(1500);
  });

  it("are taken out of a quote", () => {
    expect(plain("**Yes**, `QUAY` and 2*3*4")).toBe("Yes, QUAY and 2*3*4");
  });
});
