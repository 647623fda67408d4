import { describe, expect, test } from "vitest";
import { addDays, dayIn, daysOf, fits, isDay, lengthOf, shifted, usualStep } from "./periods";

describe("a named period", () => {
  test.each([
    ["today", "2026-11-23", "2026-11-23"],
    ["yesterday", "2026-11-22", "2026-11-22"],
    ["last_7_days", "2026-11-17", "2026-11-23"],
    ["last_30_days", "2026-10-25", "2026-11-23"],
    ["this_month", "2026-11-01", "2026-11-23"],
    ["last_month", "2026-10-01", "2026-10-31"],
    ["this_quarter", "2026-10-01", "2026-11-23"],
    ["last_quarter", "2026-07-01", "2026-09-30"],
    ["this_year", "2026-01-01", "2026-11-23"],
    ["last_year", "2025-01-01", "2025-12-31"],
  ] as const)("%s", (period, since, until) => {
    expect(daysOf(period, "2026-11-23")).toEqual({ since, until });
  });

  test("reaches over the turn of the year", () => {
    expect(daysOf("last_month", "2026-01-15")).toEqual({ since: "2025-12-01", until: "2025-12-31" });
    expect(daysOf("last_quarter", "2026-02-01")).toEqual({ since: "2025-10-01", until: "2025-12-31" });
  });
});

test("today is the day where the workspace is", () => {
  const moment = Date.parse("2026-11-22T23:30:00Z");
  expect(dayIn("Europe/Oslo", moment)).toBe("2026-11-23");
  expect(dayIn("America/New_York", moment)).toBe("2026-11-22");
});

test("days are counted by the calendar, also over a change of the clock", () => {
  expect(lengthOf({ since: "2026-10-24", until: "2026-10-26" })).toBe(3);
  expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
  expect(shifted({ since: "2026-11-17", until: "2026-11-23" }, -1)).toEqual({
    since: "2026-11-10",
    until: "2026-11-16",
  });
});

test("a day that the calendar has not is none", () => {
  expect(isDay("2026-02-29")).toBe(false);
  expect(isDay("2024-02-29")).toBe(true);
  expect(isDay("23.11.2026")).toBe(false);
});

test("the usual step gives a few dozen points, and always fits", () => {
  const since = "2026-01-01";
  for (const [days, step] of [
    [1, "hour"],
    [2, "hour"],
    [30, "day"],
    [90, "week"],
    [365, "week"],
    [1800, "month"],
  ] as const) {
    const period = { since, until: addDays(since, days - 1) };
    expect(usualStep(period)).toBe(step);
    expect(fits(step, period)).toBe(true);
  }
});

test("no report has more steps than the server gives", () => {
  const year = { since: "2026-01-01", until: "2026-12-31" };
  expect(fits("hour", { since: "2026-01-01", until: "2026-01-16" })).toBe(true);
  expect(fits("hour", { since: "2026-01-01", until: "2026-01-17" })).toBe(false);
  expect(fits("day", year)).toBe(true);
  expect(fits("day", { since: "2026-01-01", until: "2027-02-05" })).toBe(false);
});
