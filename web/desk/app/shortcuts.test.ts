// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Me } from "../../wire/rest";
import { queryClient } from "../query";
import { keysOf, meaning, pressed, shortcuts, standsAgainst } from "./shortcuts";

const key = (name: string, more: KeyboardEventInit = {}, target: Element = document.body) => {
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, ...more });
  Object.defineProperty(event, "target", { value: target });
  return event;
};

beforeEach(() => {
  queryClient.clear();
  document.body.replaceChildren();
});
// A "g" left waiting would change what the next test's key means.
afterEach(() => meaning(key("Escape"), Number.POSITIVE_INFINITY));

describe("a key", () => {
  test("means its deed outside of fields", () => {
    expect(meaning(key("j"))).toBe("next");
    expect(meaning(key("?", { shiftKey: true }))).toBe("help");
    expect(meaning(key("E", { shiftKey: true }))).toBe("closeAndNext");
  });

  test("on a Cyrillic layout means the letter that stands there", () => {
    expect(meaning(key("о", { code: "KeyJ" }))).toBe("next");
    expect(meaning(key("л", { code: "KeyK", ctrlKey: true }))).toBe("commands");
  });

  test("is left alone in a field, but Ctrl+K is not", () => {
    const field = document.body.appendChild(document.createElement("textarea"));
    expect(meaning(key("j", {}, field))).toBeNull();
    expect(meaning(key("k", { ctrlKey: true }, field))).toBe("commands");
  });

  test("is left alone while a dialog is open", () => {
    const dialog = document.body.appendChild(document.createElement("section"));
    dialog.setAttribute("role", "dialog");
    dialog.setAttribute("aria-modal", "true");
    expect(meaning(key("e"))).toBeNull();
  });

  test("pressed with Alt, or while text is composed, belongs to the writer", () => {
    expect(pressed(key("q", { altKey: true }))).toBeNull();
    expect(pressed(key("a", { isComposing: true }))).toBeNull();
    expect(pressed(key("Shift", { shiftKey: true }))).toBeNull();
  });

  test("means nothing once its owner has switched single keys off", () => {
    queryClient.setQueryData(["me"], { person: { settings: { shortcuts: false } } } as unknown as Me);
    expect(meaning(key("j"))).toBeNull();
    expect(meaning(key("k", { metaKey: true }))).toBe("commands");
  });
});

describe("two keys in a row", () => {
  test("go somewhere", () => {
    expect(meaning(key("g"), 0)).toBeNull();
    expect(meaning(key("q"), 500)).toBe("goQueue");
  });

  test("too slow are two single keys", () => {
    meaning(key("g"), 0);
    expect(meaning(key("a"), 5000)).toBe("assign");
  });
});

describe("keys of one's own", () => {
  beforeEach(() => {
    queryClient.setQueryData(["me"], { person: { settings: { keys: { close: "x" } } } } as unknown as Me);
  });

  test("take the place of the usual ones", () => {
    expect(meaning(key("x"))).toBe("close");
    expect(meaning(key("e"))).toBeNull();
    expect(keysOf("close")).toEqual([["X"]]);
  });

  test("may not be another's, nor begin another's, nor mean something everywhere", () => {
    expect(standsAgainst("close", "j")).toBe("next");
    expect(standsAgainst("next", "x")).toBe("close");
    expect(standsAgainst("close", "g")).toBe("goQueue");
    expect(standsAgainst("close", "shift+enter")).toBe("reserved");
    expect(standsAgainst("close", "e")).toBeNull();
  });
});

test("no two shortcuts share their keys", () => {
  const all = shortcuts.filter((each) => !("shown" in each)).flatMap((each) => [...each.keys] as string[]);
  expect(new Set(all).size).toBe(all.length);
});

test("keys are shown as they stand on the keyboard", () => {
  expect(keysOf("goQueue")).toEqual([["G"], ["Q"]]);
  expect(keysOf("closeAndNext")[0]?.at(-1)).toBe("E");
});
