// Names of steps and moments in the workspace's time zone, in the desk's language. Pure.
import type { ReportStep } from "../../wire/rest";
import { spoken } from "../words";
import { type Days, dayIn } from "./periods";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = spoken() + zone + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : "ru-RU", { timeZone: zone, ...options });
    formats.set(key, made);
  }
  return made;
}

const noon = (day: string) => new Date(`${day}T12:00:00Z`);
const date: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };

/** "23 Nov 2026" of a calendar day. */
export const dayWords = (day: string): string => format("UTC", date).format(noon(day));

/** "25 Oct – 23 Nov 2026"; one day alone for a single one. */
export function daysWords({ since, until }: Days): string {
  return since === until ? dayWords(since) : format("UTC", date).formatRange(noon(since), noon(until));
}

/** "14:05" where the workspace is. */
export const clockIn = (zone: string, moment: string): string =>
  format(zone, { hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

/** "23 Nov 2026, 14:05" where the workspace is. */
export const momentIn = (zone: string, moment: string): string =>
  format(zone, { ...date, hour: "2-digit", minute: "2-digit" }).format(new Date(moment));

type Step = { from: string; until: string };

/** For a row or the words of a point: "Mon 23 Nov, 14:00", "Mon 23 Nov 2026", "17 – 23 Nov 2026", "November 2026". */
export function stepName(size: ReportStep, { from, until }: Step, zone: string): string {
  const start = new Date(from);
  switch (size) {
    case "hour":
      return format(zone, {
        weekday: "short",
        day: "numeric",
        month: "short",
        hour: "2-digit",
        minute: "2-digit",
      }).format(start);
    case "day":
      return format(zone, { weekday: "short", ...date }).format(start);
    case "month":
      return format(zone, { month: "long", year: "numeric" }).format(start);
    case "week":
      return daysWords(daysOfStep({ from, until }, zone));
  }
}

/** Under the chart: "14:00", "23 Nov", "Nov". The year stands where it begins. */
export function stepLabel(size: ReportStep, { from }: Step, zone: string): string {
  const start = new Date(from);
  if (size === "hour") {
    const clock = clockIn(zone, from);
    return clock === "00:00" ? format(zone, { day: "numeric", month: "short" }).format(start) : clock;
  }
  if (size !== "month") return format(zone, { day: "numeric", month: "short" }).format(start);
  const january = dayIn(zone, start.getTime()).slice(5, 7) === "01";
  return format(zone, january ? { month: "short", year: "2-digit" } : { month: "short" }).format(start);
}

/** The calendar days of a step: its end is not included. */
export function daysOfStep({ from, until }: Step, zone: string): Days {
  return { since: dayIn(zone, Date.parse(from)), until: dayIn(zone, Date.parse(until) - 1) };
}

/** Monday first. */
export const weekdays = (style: "long" | "short"): string[] =>
  Array.from({ length: 7 }, (_, place) => format("UTC", { weekday: style }).format(noon(`2024-01-0${place + 1}`)));

export const hourWords = (hour: number): string => `${String(hour % 24).padStart(2, "0")}:00`;
