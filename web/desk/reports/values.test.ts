// @vitest-environment happy-dom
import { beforeAll, expect, test } from "vitest";
import { speak } from "../words";
import { threeDays } from "./fixture.test-data";
import { labelsShown, ticksOf } from "./scale";
import { sortedRows } from "./sorting";
import { aside, changeOf, numberIn, roughly, written } from "./values";
import { stepLabel, stepName } from "./when";

beforeAll(() => speak("en"));

const span = (mean: number, n = 3) => ({ n, mean, max: mean * 2 });

test("values are written plainly", () => {
  expect(written("new", 1204)).toBe("1,204");
  expect(written("first_response", span(884.6))).toBe("14 min 45 s");
  expect(written("rating", { n: 2, mean: 4.55, ones: 0, twos: 0, threes: 0, fours: 1, fives: 1 })).toBe("4.6");
  expect(written("online", { seconds: 22_320, share: 0.31 })).toBe("6 h 12 min");
  expect(written("online", { seconds: 127_740, share: 0.1 })).toBe("35 h 29 min");
  expect(written("online", { seconds: 4_539_600, share: 0.1 })).toBe("1,261 h");
  expect(aside({ seconds: 22_320, share: 0.31 })).toBe("31%");
  expect(aside(span(60))).toBe("of 3, longest 2 min");
  expect(written("first_response", null)).toBe("–");
  expect(written("first_response", undefined)).toBe("–");
  expect(numberIn({ n: 0, mean: 0, max: 0 })).toBeNull();
});

test("they are written in Russian too", async () => {
  await speak("ru");
  expect(written("first_response", span(885))).toBe("14 мин 45 с");
  expect(aside(span(60, 2))).toBe("из 2, дольше всего 2 мин");
  await speak("en");
});

test("in a narrow cell a span is its largest unit", () => {
  expect(roughly("first_response", span(885))).toBe("15 min");
  expect(roughly("first_response", span(4000))).toBe("1 h");
  expect(roughly("closed", 12)).toBe("12");
  expect(roughly("closed", null)).toBe("·");
});

test("less waiting is better, fewer closed sessions are worse, more new ones are neither", () => {
  expect(changeOf("first_response", span(90), span(120))).toEqual({
    words: "25%",
    direction: "down",
    meaning: "better",
  });
  expect(changeOf("closed", 9, 12)).toEqual({ words: "25%", direction: "down", meaning: "worse" });
  expect(changeOf("new", 15, 12)).toEqual({ words: "25%", direction: "up", meaning: null });
  const stars = (mean: number) => ({ n: 4, mean, ones: 0, twos: 0, threes: 0, fours: 2, fives: 2 });
  expect(changeOf("rating", stars(4.5), stars(4.1))).toEqual({ words: "0.4", direction: "up", meaning: "better" });
});

test("a change is said only where there is something to compare with", () => {
  expect(changeOf("closed", 5, 0)).toBeNull();
  expect(changeOf("closed", 0, 0)).toBeNull();
  expect(changeOf("first_response", span(90), null)).toBeNull();
  expect(changeOf("closed", 1000, 1001)).toMatchObject({ direction: "same" });
});

test("ticks are round: whole sessions, whole minutes, stars", () => {
  expect(ticksOf(0, 5, "count")).toEqual([0, 1]);
  expect(ticksOf(3, 5, "count")).toEqual([0, 1, 2, 3]);
  expect(ticksOf(42, 5, "count")).toEqual([0, 10, 20, 30, 40, 50]);
  expect(ticksOf(100, 5, "count")).toEqual([0, 20, 40, 60, 80, 100]);
  expect(ticksOf(500, 5, "span")).toEqual([0, 120, 240, 360, 480, 600]);
  expect(ticksOf(4, 5, "rating")).toEqual([1, 2, 3, 4, 5]);
  expect(ticksOf(1e9, 5, "span").length).toBeLessThan(8);
});

test("labels never stand closer than they are wide", () => {
  expect(labelsShown(24, 1200, 50)).toHaveLength(24);
  expect(labelsShown(30, 600, 60)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(labelsShown(0, 600, 60)).toEqual([]);
});

test("steps are named where the workspace is, the long day included", () => {
  const [, long] = threeDays.steps;
  if (!long) throw new Error("no step");
  expect(stepName("day", long, threeDays.zone)).toBe("Sun, 25 Oct 2026");
  expect(stepLabel("day", long, threeDays.zone)).toBe("25 Oct");
  expect(stepLabel("hour", { from: "2026-10-25T12:00:00Z", until: "2026-10-25T13:00:00Z" }, threeDays.zone)).toBe(
    "13:00",
  );
});

test("rows are sorted by what they hold; those that hold nothing stand last both ways", () => {
  const ids = (sort: string) => sortedRows(threeDays.rows, sort).map((row) => row.id);
  expect(ids("-taken")).toEqual(["c", "b"]);
  expect(ids("taken")).toEqual(["b", "c"]);
  expect(ids("name")).toEqual(["b", "c"]);
  expect(ids("-name")).toEqual(["c", "b"]);
  expect(ids("-first_response")).toEqual(["b", "c"]);
  expect(ids("first_response")).toEqual(["b", "c"]);
});
