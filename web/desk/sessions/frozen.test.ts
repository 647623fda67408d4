import { expect, test } from "vitest";
import type { SessionRow } from "../../wire/rest";
import { freeze } from "./frozen";

const row = (id: string) => ({ id, name: id }) as SessionRow;
const rows = (...ids: string[]) => ids.map(row);
const drawn = ({ listed, held }: ReturnType<typeof freeze>) => [
  ...listed.map((each) => each.row.id + (each.gone ? " gone" : "")),
  `held ${held}`,
];

test("a new row above waits, and is counted", () => {
  expect(drawn(freeze(rows("a", "b"), rows("new", "a", "b")))).toEqual(["a", "b", "held 1"]);
});

test("a new row behind the last one takes no place away and is drawn", () => {
  expect(drawn(freeze(rows("a", "b"), rows("a", "b", "c")))).toEqual(["a", "b", "c", "held 0"]);
});

test("a row that left keeps its place, marked", () => {
  expect(drawn(freeze(rows("a", "b"), rows("b")))).toEqual(["a gone", "b", "held 0"]);
});

test("a row that moved stays where it was", () => {
  expect(drawn(freeze(rows("a", "b", "c"), rows("c", "a", "b")))).toEqual(["a", "b", "c", "held 0"]);
});
