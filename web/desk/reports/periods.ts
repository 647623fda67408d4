// Periods and steps: days are calendar days of the workspace's time zone, written "2026-11-23". Pure.
import type { ReportStep } from "../../wire/rest";

export const periods = [
  "today",
  "yesterday",
  "last_7_days",
  "last_30_days",
  "this_month",
  "last_month",
  "this_quarter",
  "last_quarter",
  "this_year",
  "last_year",
] as const;
export type PeriodKey = (typeof periods)[number];
export type Days = { since: string; until: string };

export const steps: readonly ReportStep[] = ["hour", "day", "week", "month"];
/** More of them a report refuses. */
export const MOST_STEPS = 400;
export const MOST_DAYS = 5 * 366;

const DAY_MS = 86_400_000;
const numbers = (day: string) => day.split("-").map(Number) as [number, number, number];
const at = (day: string) => Date.UTC(numbers(day)[0], numbers(day)[1] - 1, numbers(day)[2]);
const write = (moment: number) => new Date(moment).toISOString().slice(0, 10);
const dayOf = (year: number, month: number, date: number) => write(Date.UTC(year, month, date));

export function isDay(text: unknown): text is string {
  if (typeof text !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const moment = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(moment) && write(moment) === text;
}

/** The calendar day of a moment where the workspace is. */
export const dayIn = (zone: string, moment: number = Date.now()): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short" }).format(moment);

export const addDays = (day: string, days: number): string => write(at(day) + days * DAY_MS);
/** How many days a period has, both edges included. */
export const lengthOf = ({ since, until }: Days): number => Math.round((at(until) - at(since)) / DAY_MS) + 1;

/** The days a named period means today. */
export function daysOf(period: PeriodKey, today: string): Days {
  const [year, month] = [numbers(today)[0], numbers(today)[1] - 1];
  const quarter = month - (month % 3);
  switch (period) {
    case "today":
      return { since: today, until: today };
    case "yesterday":
      return { since: addDays(today, -1), until: addDays(today, -1) };
    case "last_7_days":
      return { since: addDays(today, -6), until: today };
    case "last_30_days":
      return { since: addDays(today, -29), until: today };
    case "this_month":
      return { since: dayOf(year, month, 1), until: today };
    case "last_month":
      return { since: dayOf(year, month - 1, 1), until: dayOf(year, month, 0) };
    case "this_quarter":
      return { since: dayOf(year, quarter, 1), until: today };
    case "last_quarter":
      return { since: dayOf(year, quarter - 3, 1), until: dayOf(year, quarter, 0) };
    case "this_year":
      return { since: dayOf(year, 0, 1), until: today };
    case "last_year":
      return { since: dayOf(year - 1, 0, 1), until: dayOf(year, 0, 0) };
  }
}

/** The period of the same length just before, or just after. */
export function shifted(days: Days, by: 1 | -1): Days {
  const length = lengthOf(days) * by;
  return { since: addDays(days.since, length), until: addDays(days.until, length) };
}

const perStep: Record<ReportStep, number> = { hour: 1 / 24, day: 1, week: 7, month: 28 };

/** True where a report of this step has no more steps than the server gives. */
export const fits = (step: ReportStep, days: Days): boolean =>
  // A week or month that is cut at both edges counts twice, a day may have 25 hours.
  lengthOf(days) / perStep[step] + (step === "day" ? 0 : 1) <= MOST_STEPS;

/** The step that reads best over a period. */
export function usualStep(days: Days): ReportStep {
  const length = lengthOf(days);
  if (length <= 2) return "hour";
  if (length <= 62) return "day";
  return length <= 371 ? "week" : "month";
}
