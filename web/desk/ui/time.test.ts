// @vitest-environment happy-dom
import { beforeEach, expect, test } from "vitest";
import { speak } from "../words";
import { initials } from "./avatar";
import { ago, bytes, dayName, duration, shortTime } from "./time";

const now = new Date(2026, 10, 22, 15, 30).getTime();
const back = (days: number, hours = 0) => now - days * 86_400_000 - hours * 3_600_000;

beforeEach(() => speak("en"));

test("spans are told in their two largest units", () => {
  expect([0, 45, 885, 3600, 93_784].map(duration)).toEqual(["0 s", "45 s", "14 min 45 s", "1 h", "1 d 2 h"]);
});

test("a row tells the hour today, then the day, then the date", () => {
  expect(shortTime(back(0, 1), now)).toBe("14:30");
  expect(shortTime(back(1), now)).toBe("Yesterday");
  expect(shortTime(back(3), now)).toBe("Thu");
  expect(shortTime(back(40), now)).toBe("13 Oct");
  expect(shortTime(back(400), now)).toBe("18 Oct 2025");
});

test("days have names, in Russian too", async () => {
  expect(dayName(now, now)).toBe("Today");
  expect(dayName(back(2), now)).toBe("Friday 20 November");
  await speak("ru");
  expect(dayName(back(1), now)).toBe("Вчера");
  expect(dayName(back(2), now)).toBe("пятница, 20 ноября");
});

test("the recent past is told as a distance", () => {
  expect([now - 10_000, now - 5 * 60_000 - 30_000, back(0, 2)].map((when) => ago(when, now))).toEqual([
    "just now",
    "5 min ago",
    "2 h ago",
  ]);
  const yesterday = new Date(now - 25 * 3_600_000).getTime();
  expect(ago(yesterday, now)).toBe("yesterday");
});

test("sizes are told as limits are set", () => {
  expect([640, 12_700, 26_214_400].map(bytes)).toEqual(["640 B", "12.4 KB", "25 MB"]);
});

test("initials are those of first and last word", () => {
  expect(["Anna Petrova", "boris", "Eva van der Berg", "Visitor 7", "#12", "Ёлка Юрьевна"].map(initials)).toEqual([
    "AP",
    "B",
    "EB",
    "V",
    "",
    "ЁЮ",
  ]);
});
