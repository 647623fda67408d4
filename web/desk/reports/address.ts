// What a report shows stands in its address: it can be shared, and "back" goes where one was. Pure.
import type { ReportKind, ReportStep } from "../../wire/rest";
import { isMetric, type MetricKey, mainMetrics } from "./metrics";
import {
  type Days,
  daysOf,
  fits,
  isDay,
  lengthOf,
  MOST_DAYS,
  type PeriodKey,
  periods,
  steps,
  usualStep,
} from "./periods";

export const views = ["overview", "charts", "heat"] as const;
export type View = (typeof views)[number];

/** The sessions behind a number: of a row (or all), of a step, or of a cell of the heat map (weekday 1 is Monday). */
export type Drill = { metric: MetricKey; row?: string; from?: string; until?: string; weekday?: number; hour?: number };

/** As it stands in the address; what is usual is left out. */
export type ReportSearch = {
  period?: string;
  since?: string;
  until?: string;
  step?: string;
  live_chats?: string[];
  operators?: string[];
  compare?: boolean;
  view?: string;
  metric?: string;
  split?: boolean;
  sort?: string;
  heat?: string;
  drill?: Drill;
};

/** What changes in it: undefined takes away. */
export type ReportChange = { [Key in keyof ReportSearch]: ReportSearch[Key] | undefined };

export type Shown = Days & {
  period: PeriodKey | "custom";
  step: ReportStep;
  /** The step that the address names, if it names one. */
  chosenStep: ReportStep | null;
  live_chats: string[];
  operators: string[];
  compare: boolean;
  view: View;
  metric: MetricKey;
  /** A line per row instead of one for all. */
  split: boolean;
  /** "-taken": most first; "name". */
  sort: string;
  heat: MetricKey;
  drill: Drill | null;
};

const usualPeriod: PeriodKey = "last_30_days";
const oneOf = <T extends string>(list: readonly T[], asked: unknown): T | null =>
  list.find((each) => each === asked) ?? null;
const ids = (asked: unknown): string[] =>
  Array.isArray(asked) ? asked.filter((id): id is string => typeof id === "string") : [];

/** Reads an address, however old or mistyped: what cannot be shown becomes what is usual. */
export function shownIn(search: ReportSearch, kind: ReportKind, today: string): Shown {
  const { since, until } = search;
  const custom = isDay(since) && isDay(until) && since <= until && lengthOf({ since, until }) <= MOST_DAYS;
  const period = custom ? "custom" : (oneOf(periods, search.period) ?? usualPeriod);
  const days = custom ? { since, until } : daysOf(period as PeriodKey, today);
  const asked = oneOf(steps, search.step);
  const chosenStep = asked && fits(asked, days) ? asked : null;
  const metric = isMetric(search.metric) ? search.metric : (mainMetrics[kind][0] ?? "new");
  return {
    ...days,
    period,
    step: chosenStep ?? usualStep(days),
    chosenStep,
    live_chats: ids(search.live_chats),
    // A live chat's figures are everybody's; an address from the other report may still name some.
    operators: kind === "operators" ? ids(search.operators) : [],
    compare: search.compare !== false,
    view: oneOf(views, search.view) ?? "overview",
    metric,
    split: search.split === true,
    sort: typeof search.sort === "string" ? search.sort : `-${metric}`,
    heat: isMetric(search.heat) ? search.heat : "new",
    drill: isDrill(search.drill) ? search.drill : null,
  };
}

const isDrill = (asked: unknown): asked is Drill =>
  typeof asked === "object" && asked !== null && isMetric((asked as { metric?: unknown }).metric);

/** A change of the address, without what it then says for nothing. */
export function changed(search: ReportSearch, change: ReportChange): ReportSearch {
  const next = Object.entries({ ...search, ...change }).filter(([key, value]) => {
    if (value === undefined || value === null || value === "") return false;
    if (Array.isArray(value)) return value.length > 0;
    if (key === "compare") return value === false;
    if (key === "split") return value === true;
    if (key === "period") return value !== usualPeriod;
    return !(key === "view" && value === "overview");
  });
  return Object.fromEntries(next) as ReportSearch;
}

/** What the server is asked for. */
export function asked(shown: Shown): [string, string][] {
  return [
    ["since", shown.since],
    ["until", shown.until],
    ...shown.live_chats.map((id): [string, string] => ["live_chat_id", id]),
    ...shown.operators.map((id): [string, string] => ["operator_id", id]),
  ];
}
