import { expect, test } from "vitest";
import { type Command, findCommands } from "./commands";

const command = (label: string, hint?: string): Command => ({
  id: label,
  label,
  section: "Go to",
  ...(hint ? { hint } : {}),
  run: () => undefined,
});
const found = (asked: string) =>
  findCommands(
    [command("Johanna"), command("Settings", "Anna"), command("Anna"), command("Queue", "Sales")],
    asked,
  ).map((each) => each.label);

test("words that start with what is asked come first", () => {
  expect(found("anna")).toEqual(["Anna", "Settings", "Johanna"]);
});

test("every word asked must be there", () => {
  expect(found("queue sales")).toEqual(["Queue"]);
  expect(found("queue support")).toEqual([]);
});

test("nothing asked is everything", () => {
  expect(found("  ")).toHaveLength(4);
});
