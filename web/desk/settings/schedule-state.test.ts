// @vitest-environment happy-dom
import { expect, test } from "vitest";
import type { Schedule } from "../../wire/rest-administration";
import { speak } from "../words";
import { stateWords } from "./schedule-state";

const shop = { time_zone: "Asia/Tokyo", state: "open", closes_at: "2026-11-23T09:00:00Z" } as Schedule;

test("a schedule tells its times by its own clock, whatever the reader's says", async () => {
  await speak("en");
  expect(stateWords(shop, Date.parse("2026-11-23T01:00:00Z"))).toBe("Open now, until 18:00");
  const closed = { ...shop, state: "closed", opens_at: "2026-11-24T00:00:00Z" } as Schedule;
  // In Tokyo it is tomorrow already.
  expect(stateWords(closed, Date.parse("2026-11-23T16:00:00Z"))).toBe("Closed, opens 09:00");
  expect(stateWords(closed, Date.parse("2026-11-23T09:30:00Z"))).toBe("Closed, opens Tuesday 24 November, 09:00");
});
