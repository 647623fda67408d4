import { expect, test } from "vitest";
import { measure } from "./lengths";

test("a text is as long as its provider counts it", () => {
  expect(measure("Ёж 🦔", "chars")).toBe(4);
  expect(measure("Ёж 🦔", "utf16")).toBe(5);
  expect(measure("Ёж 🦔", "bytes")).toBe(9);
  expect(measure("5 € [ok]", "gsm")).toBe(11);
  expect(measure("Ёж 🦔", "gsm")).toBe(5);
});
