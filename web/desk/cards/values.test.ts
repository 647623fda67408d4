import { expect, test } from "vitest";
import type { AppField } from "../../wire/rest";
import { allValues, changedValues, draftOf, sentValue } from "./values";

const field = (key: string, kind: AppField["kind"]): AppField => ({
  id: key,
  key,
  kind,
  names: { en: key },
  choices: [],
  required: false,
  archived: false,
});
const fields = [field("name", "text"), field("visits", "number"), field("vip", "boolean")];

test("a card's values become text in its form, and come back as what they were", () => {
  const values = { name: "Eva", visits: 2.5, vip: false };
  const draft = draftOf(fields, values);
  expect(draft).toEqual({ name: "Eva", visits: "2.5", vip: "false" });
  expect(allValues(fields, draft)).toEqual(values);
});

test("only what differs is sent, and an emptied field takes its value away", () => {
  const before = draftOf(fields, { name: "Eva", visits: 2 });
  expect(changedValues(fields, before, { ...before, visits: "" })).toEqual({ visits: null });
  expect(changedValues(fields, before, before)).toEqual({});
});

test("a number may be written with a comma; what is none goes as it is, so that the server says so", () => {
  expect(sentValue(field("visits", "number"), " 2,5 ")).toBe(2.5);
  expect(sentValue(field("visits", "number"), "two")).toBe("two");
});
