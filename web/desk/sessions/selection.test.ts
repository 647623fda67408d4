import { expect, test } from "vitest";
import { choose, chooseAll, nothing, only } from "./selection";

const order = ["a", "b", "c", "d"];
const ids = (selection: { ids: ReadonlySet<string> }) => [...selection.ids].sort().join("");

test("one is chosen, and chosen no more", () => {
  const one = choose(nothing, order, "b", false);
  expect(ids(one)).toBe("b");
  expect(ids(choose(one, order, "b", false))).toBe("");
});

test("a range reaches from the last one touched, in either direction", () => {
  expect(ids(choose(choose(nothing, order, "b", false), order, "d", true))).toBe("bcd");
  expect(ids(choose(choose(nothing, order, "d", false), order, "b", true))).toBe("bcd");
});

test("a range from nowhere is one", () => {
  expect(ids(choose(nothing, order, "c", true))).toBe("c");
});

test("what left the list is chosen no more", () => {
  const all = chooseAll(order);
  expect(ids(only(all, ["a", "d"]))).toBe("ad");
  expect(only(all, order)).toBe(all);
});
