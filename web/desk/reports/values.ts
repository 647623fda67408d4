// Values of metrics: the one number in each, how it is written, and how it stands against the period before. Pure.
import type { MetricValue } from "../../wire/rest";
import { duration } from "../ui/time";
import { spoken, t } from "../words";
import { type MetricKey, metrics } from "./metrics";

/** The number a value is drawn and sorted by: the count, the mean in seconds, the seconds at work, the mean of stars. */
export function numberIn(value: MetricValue | undefined): number | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return value;
  if ("seconds" in value) return value.seconds;
  return value.n > 0 ? value.mean : null;
}

/** What stands in a cell: "1,204", "14 min 45 s", "4.6", "6 h 12 min"; a dash where nothing happened. */
export const written = (key: MetricKey, value: MetricValue | undefined): string => writeNumber(key, numberIn(value));

export function writeNumber(key: MetricKey, number: number | null): string {
  if (number === null) return "–";
  switch (metrics[key].kind) {
    case "span":
      return duration(Math.round(number));
    case "time":
      return hoursWords(number);
    case "rating":
      return number.toLocaleString(spoken(), { minimumFractionDigits: 1, maximumFractionDigits: 1 });
    default:
      return number.toLocaleString(spoken(), { maximumFractionDigits: 1 });
  }
}

/** Of work one thinks in hours: "1,261 h" or "35 h 29 min", never days. */
function hoursWords(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  if (hours < 24) return duration(Math.round(seconds));
  const minutes = hours < 100 ? Math.floor((seconds % 3600) / 60) : 0;
  const words = `${hours.toLocaleString(spoken())} ${t("time.h")}`;
  return minutes > 0 ? `${words} ${duration(minutes * 60)}` : words;
}

/** For a narrow cell: the largest unit of a span alone; a dash as a middle dot. */
export function roughly(key: MetricKey, value: MetricValue | undefined): string {
  const number = numberIn(value);
  if (number === null) return "·";
  if (metrics[key].kind !== "span") return writeNumber(key, number);
  const unit = [86_400, 3600, 60].find((size) => number >= size) ?? 1;
  return duration(Math.round(number / unit) * unit);
}

/** The second line under a value: of how many cases it is the mean, or what part of the time it is. */
export function aside(value: MetricValue | undefined): string | null {
  if (value === null || value === undefined || typeof value === "number") return null;
  if ("seconds" in value) return value.share === null ? null : percent(value.share);
  if (value.n === 0) return null;
  if ("max" in value) return t("reports.longest", { span: duration(Math.round(value.max)), n: value.n });
  return t("reports.rated", { n: value.n });
}

export const percent = (share: number): string =>
  share.toLocaleString(spoken(), { style: "percent", maximumFractionDigits: 0 });

export type Change = {
  /** "12 %", "0.3" */
  words: string;
  direction: "up" | "down" | "same";
  meaning: "better" | "worse" | null;
};

/** How a value stands against the one before; null where one of the two is missing. */
export function changeOf(key: MetricKey, now: MetricValue | undefined, before: MetricValue | undefined): Change | null {
  const [one, other] = [numberIn(now), numberIn(before)];
  if (one === null || other === null) return null;
  const stars = metrics[key].kind === "rating";
  // Of nothing there is no per cent.
  if (!stars && other === 0) return null;
  const by = stars ? one - other : (one - other) / other;
  const seen = stars ? Math.round(Math.abs(by) * 10) : Math.round(Math.abs(by) * 100);
  const words = stars
    ? (seen / 10).toLocaleString(spoken(), { minimumFractionDigits: 1 })
    : seen > 999
      ? `> ${percent(9.99)}`
      : percent(seen / 100);
  if (seen === 0) return { words, direction: "same", meaning: null };
  const { better } = metrics[key];
  const meaning = better === null ? null : (better === "more") === by > 0 ? "better" : "worse";
  return { words, direction: by > 0 ? "up" : "down", meaning };
}
