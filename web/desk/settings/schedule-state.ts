// How a schedule stands at this moment, in words, and its spans as they are typed.
import type { Schedule, ScheduleBody, Span, WeekSpan } from "../../wire/rest-administration";
import { spoken, t } from "../words";

function whenThere(at: string, now: number, timeZone: string): string {
  const told = (moment: string | number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : "ru-RU", { ...options, timeZone }).format(new Date(moment));
  const day: Intl.DateTimeFormatOptions = { weekday: "long", day: "numeric", month: "long" };
  const time = told(at, { hour: "2-digit", minute: "2-digit" });
  return told(at, day) === told(now, day) ? time : `${told(at, day)}, ${time}`;
}

/** "Open now, until 18:00": by the schedule's clock, as its hours are entered. */
export function stateWords(schedule: Schedule, now: number = Date.now()): string {
  const when = (at: string) => whenThere(at, now, schedule.time_zone);
  if (schedule.state === "open")
    return schedule.closes_at
      ? t("schedules.open_until", { when: when(schedule.closes_at) })
      : t("schedules.open_always");
  return schedule.opens_at
    ? t("schedules.closed_until", { when: when(schedule.opens_at) })
    : t("schedules.closed_always");
}

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;

export const spansOf = (hours: WeekSpan[], day: number): Span[] =>
  hours.filter((span) => span.weekday === day).map(({ from, until }) => ({ from, until }));

/** The week with other spans for one day. */
export const withDay = (hours: WeekSpan[], day: number, spans: Span[]): WeekSpan[] =>
  weekdays.flatMap((one) => (one === day ? spans : spansOf(hours, one)).map((span) => ({ weekday: one, ...span })));

/** A time as it is typed, 9 or 9:30 or 0930, as `HH:MM`; what is no time stays as it is. The end of a day is 24:00. */
export function timeTyped(text: string, end: boolean): string {
  const found = /^(\d{1,2})(?:[:. ]?(\d{2}))?$/.exec(text.trim());
  if (!found) return text.trim();
  const hours = Number(found[1]);
  const minutes = Number(found[2] ?? 0);
  if (hours * 60 + minutes > 24 * 60 || minutes > 59) return text.trim();
  const time = `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}`;
  return end && time === "00:00" ? "24:00" : time;
}

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text) || text === "24:00";

/** The span that comes next on a day: the morning, the afternoon, else the last hour. */
export function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1);
  if (!last) return { from: "09:00", until: "17:00" };
  const from = last.until >= "23:00" ? "23:00" : `${String(Number(last.until.slice(0, 2)) + 1).padStart(2, "0")}:00`;
  const until = from >= "20:00" ? "24:00" : `${String(Number(from.slice(0, 2)) + 4).padStart(2, "0")}:00`;
  return { from, until };
}

/** Whether each span ends after it begins and after the one before it. */
export const inOrder = (spans: Span[]): boolean =>
  spans.every((span, place) => {
    const before = spans[place - 1];
    return isTime(span.from) && isTime(span.until) && span.from < span.until && (!before || before.until <= span.from);
  });

export const scheduleGood = (body: ScheduleBody): boolean =>
  weekdays.every((day) => inOrder(spansOf(body.hours, day))) && body.exceptions.every((one) => inOrder(one.spans));
