// What the reports answer (docs/reports.md says what each metric means). Days are of the workspace's time zone.
import type { Named, SessionRow } from "./rest";

export type ReportKind = "operators" | "live-chats";
export type ReportStep = "hour" | "day" | "week" | "month";

/** Seconds, over `n` cases. */
export type SpanValue = { n: number; mean: number; max: number };
/** Stars 1 to 5, over `n` ratings. */
export type RatingValue = {
  n: number;
  mean: number;
  ones: number;
  twos: number;
  threes: number;
  fours: number;
  fives: number;
};
/** Time at work, and its part of the time it is measured against (0 to 1). */
export type TimeValue = { seconds: number; share: number | null };
/** A number for counts; null where nothing happened. */
export type MetricValue = number | SpanValue | RatingValue | TimeValue | null;
export type MetricValues = Record<string, MetricValue>;

export type ReportRow = Named & {
  archived: boolean;
  totals: MetricValues;
  before: MetricValues | null;
  series: Record<string, MetricValue[]>;
};

export type Report = {
  report: ReportKind;
  zone: string;
  /** Days, both included. */
  since: string;
  until: string;
  step: ReportStep;
  metrics: string[];
  /** Moments; the end is not included. */
  steps: { from: string; until: string }[];
  rows: ReportRow[];
  totals: MetricValues;
  before: MetricValues | null;
  series: Record<string, MetricValue[]>;
  /** Whole months before whole months, else as many days. */
  before_period: { since: string; until: string } | null;
  /** What the log knew when this was computed. */
  fresh_until: string | null;
};

/** By weekday (Monday first) and hour of the day. */
export type HeatMap = {
  report: ReportKind;
  metric: string;
  zone: string;
  since: string;
  until: string;
  cells: MetricValue[][];
};

/** A session behind a number: its seconds, its count or its stars. */
export type ReportSession = { session: SessionRow & { live_chat: Named }; value: number | null };

type Choice = Named & { archived: boolean };
/** What there is to report on, and what a report may be narrowed to. */
export type Reports = {
  zone: string;
  today: string;
  /** The first day with data. */
  first: string | null;
  fresh_until: string | null;
  reports: { key: ReportKind; metrics: string[] }[];
  live_chats: Choice[];
  operators: Choice[];
};
