// Where ticks stand: round numbers for counts, round times for spans. Pure.
import type { MetricKind } from "./metrics";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
const roundSpans = [
  1,
  2,
  5,
  10,
  15,
  30,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  28 * DAY,
];

/** The gap between two ticks so that about `wanted` of them reach `most`. */
function gap(most: number, wanted: number, kind: MetricKind): number {
  const least = most / wanted;
  if (kind === "span" || kind === "time") {
    const found = roundSpans.find((span) => span >= least);
    if (found) return found;
  }
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((times) => times * power).find((size) => size >= least * 0.999) ?? 10 * power;
  return kind === "count" ? Math.max(1, step) : step;
}

/** Ticks from 0 to the first that is not below `most`. Stars always run from 1 to 5. */
export function ticksOf(most: number, wanted: number, kind: MetricKind): number[] {
  if (kind === "rating") return wanted < 4 ? [1, 3, 5] : [1, 2, 3, 4, 5];
  if (!(most > 0)) return [0, kind === "count" ? 1 : MINUTE];
  const size = gap(most, wanted, kind);
  const count = Math.ceil(most / size - 1e-9);
  return Array.from({ length: count + 1 }, (_, place) => place * size);
}

/** Which of `count` labels are written so that they stand at least `room` px apart in `width` px. */
export function labelsShown(count: number, width: number, room: number): number[] {
  if (count === 0) return [];
  const every = Math.max(1, Math.ceil((count * room) / Math.max(1, width)));
  return Array.from({ length: Math.ceil(count / every) }, (_, place) => place * every);
}
