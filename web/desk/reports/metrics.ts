// The metrics of the reports: of what kind each is, and which way is better. What each means: docs/reports.md and the
// words `reports.means.*`. Pure.
import type { ReportKind } from "../../wire/rest";

/** How a value reads: a count, a span of seconds, a time at work with its share, or stars. */
export type MetricKind = "count" | "span" | "time" | "rating";
type Better = "more" | "less" | null;
type Metric = { kind: MetricKind; better: Better; group: MetricGroup; sessions: boolean };
export type MetricGroup = "load" | "speed" | "work" | "rating";

const count = (better: Better): Metric => ({ kind: "count", better, group: "load", sessions: true });
const span: Metric = { kind: "span", better: "less", group: "speed", sessions: true };
const time = (sessions: boolean): Metric => ({ kind: "time", better: null, group: "work", sessions });

/** In the order in which they are shown. `sessions`: single sessions stand behind the number. */
export const metrics = {
  new: count(null),
  queued: count(null),
  taken: count("more"),
  active: count(null),
  closed: count("more"),
  reopened: count("less"),
  transferred: count(null),
  abandoned: count("less"),
  spam: count(null),
  messages_in: count(null),
  messages_out: count(null),
  concurrent_most: count(null),
  acceptance_delay: span,
  first_response: span,
  queue_to_first_response: span,
  response_time: span,
  lifetime: span,
  rating: { kind: "rating", better: "more", group: "rating", sessions: true },
  online: time(false),
  away: time(false),
  occupied: time(true),
} as const satisfies Record<string, Metric>;

export type MetricKey = keyof typeof metrics;
export const metricKeys = Object.keys(metrics) as MetricKey[];
export const isMetric = (key: unknown): key is MetricKey => typeof key === "string" && key in metrics;
export const groups: readonly MetricGroup[] = ["load", "speed", "rating", "work"];

/** Those a report knows, in our order; what a newer server adds is left out. */
export const metricsOf = (known: readonly string[]): MetricKey[] => metricKeys.filter((key) => known.includes(key));

/** The figures above the chart; the first is drawn when the address names none. */
export const mainMetrics: Record<ReportKind, MetricKey[]> = {
  "live-chats": [
    "new",
    "closed",
    "abandoned",
    "acceptance_delay",
    "queue_to_first_response",
    "response_time",
    "lifetime",
    "rating",
  ],
  operators: [
    "taken",
    "closed",
    "acceptance_delay",
    "first_response",
    "response_time",
    "lifetime",
    "rating",
    "occupied",
  ],
};

/** What falls on single hours of the week. */
export const heatMetricsOf = (known: readonly string[]): MetricKey[] =>
  metricsOf(known).filter((key) => metrics[key].group !== "work" && key !== "active" && key !== "concurrent_most");
