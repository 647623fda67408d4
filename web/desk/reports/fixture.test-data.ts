// A report of three days and two operators, for the tests of this room.
import type { Report } from "../../wire/rest";

const span = (n: number, mean: number) => ({ n, mean, max: mean * 2 });

export const threeDays: Report = {
  report: "operators",
  zone: "Europe/Oslo",
  since: "2026-10-24",
  until: "2026-10-26",
  step: "day",
  metrics: ["taken", "first_response", "online", "rating"],
  // The clock went back on the 25th: its day has 25 hours.
  steps: [
    { from: "2026-10-23T22:00:00Z", until: "2026-10-24T22:00:00Z" },
    { from: "2026-10-24T22:00:00Z", until: "2026-10-25T23:00:00Z" },
    { from: "2026-10-25T23:00:00Z", until: "2026-10-26T23:00:00Z" },
  ],
  rows: [
    {
      id: "b",
      name: "Boris",
      archived: false,
      totals: { taken: 7, first_response: span(7, 90), online: { seconds: 28_800, share: 0.4 }, rating: null },
      before: { taken: 5, first_response: span(5, 120), online: { seconds: 28_800, share: 0.4 }, rating: null },
      series: {
        taken: [4, 0, 3],
        first_response: [span(4, 60), null, span(3, 130)],
        online: [null, null, null],
        rating: [null, null, null],
      },
    },
    {
      id: "c",
      name: "Clara",
      archived: true,
      totals: { taken: 9, first_response: null, online: { seconds: 0, share: 0 }, rating: null },
      before: null,
      series: { taken: [3, 3, 3], first_response: [null, null, null], online: [null, null, null], rating: [] },
    },
  ],
  totals: { taken: 16, first_response: span(7, 90), online: { seconds: 28_800, share: 0.2 }, rating: null },
  before: { taken: 0, first_response: span(5, 120), online: { seconds: 28_800, share: 0.2 }, rating: null },
  before_period: { since: "2026-10-21", until: "2026-10-23" },
  series: {
    taken: [7, 3, 6],
    first_response: [span(4, 60), null, span(3, 130)],
    online: [null, null, null],
    rating: [null, null, null],
  },
  fresh_until: "2026-10-26T12:00:00Z",
};
