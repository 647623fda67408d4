import { describe, expect, test } from "vitest";
import { filled, holeAfter, slashAt } from "./holes";

describe("a slash", () => {
  test.each([
    ["/", 1, { from: 0, words: "" }],
    ["/hi", 3, { from: 0, words: "hi" }],
    ["Good day /привет", 16, { from: 9, words: "привет" }],
    ["line\n/x", 7, { from: 5, words: "x" }],
    ["/hi there", 3, { from: 0, words: "hi" }],
  ])("opens at the start or after a blank: %j", (text, caret, found) => {
    expect(slashAt(text, caret)).toEqual(found);
  });

  test.each(["either/or", "https://shop.example/", "/hi there", "1/2", "//"])("opens nothing inside: %j", (text) => {
    expect(slashAt(text, text.length)).toBeNull();
  });
});

test("holes follow each other and begin anew", () => {
  const text = "Order ‹order› on ‹day›";
  expect(holeAfter(text, 0)?.words).toBe("‹order›");
  expect(holeAfter(text, 13)?.words).toBe("‹day›");
  expect(holeAfter(text, text.length)?.words).toBe("‹order›");
  expect(holeAfter("none", 0)).toBeNull();
});

test("the preview fills as the server does", () => {
  const text = "{{client|there}} {{ number }} {{order}} {{subject|}} {not} {{}}";
  expect(filled(text, { number: "7" })).toBe("there 7 ‹order›  {not} {{}}");
});
