import { expect, test } from "vitest";
import { asked, changed, shownIn } from "./address";

const today = "2026-11-23";

test("an empty address shows the last 30 days by day, compared, by the first figure", () => {
  expect(shownIn({}, "operators", today)).toMatchObject({
    since: "2026-10-25",
    until: today,
    step: "day",
    compare: true,
    view: "overview",
    metric: "taken",
    sort: "-taken",
    drill: null,
  });
});

test("what cannot be shown becomes what is usual", () => {
  const odd = {
    period: "forever",
    step: "hour",
    operators: ["0193a000-0000-7000-8000-00000000000b"],
    metric: "luck",
    view: "moon",
    since: "2026-02-30",
    until: "2026-03-01",
  };
  expect(shownIn(odd, "live-chats", today)).toMatchObject({
    period: "last_30_days",
    // Thirty days by hour are too many steps.
    step: "day",
    operators: [],
    metric: "new",
    view: "overview",
  });
});

test("an own period stands before a named one, unless it is upside down or too long", () => {
  const own = { period: "today", since: "2026-11-01", until: "2026-11-02" };
  expect(shownIn(own, "operators", today)).toMatchObject({ period: "custom", since: "2026-11-01", step: "hour" });
  expect(shownIn({ ...own, until: "2026-10-01" }, "operators", today).period).toBe("today");
  expect(shownIn({ since: "2015-01-01", until: "2026-01-01" }, "operators", today).period).toBe("last_30_days");
});

test("what is usual is not written into the address", () => {
  const search = changed({}, { period: "last_30_days", compare: true, view: "overview", live_chats: [], split: false });
  expect(search).toEqual({});
  expect(changed({ period: "today" }, { compare: false, drill: undefined })).toEqual({
    period: "today",
    compare: false,
  });
});

test("reading what was written gives the same", () => {
  const drill = { metric: "rating" as const, row: "b", weekday: 1, hour: 9 };
  const search = changed({}, { period: "last_year", step: "week", operators: ["b"], view: "heat", drill });
  const shown = shownIn(search, "operators", today);
  expect(shown).toMatchObject({ period: "last_year", step: "week", operators: ["b"], view: "heat", drill });
  expect(asked(shown)).toEqual([
    ["since", "2025-01-01"],
    ["until", "2025-12-31"],
    ["operator_id", "b"],
  ]);
});
