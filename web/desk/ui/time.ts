// Times, spans and sizes as people read them, in the desk's language and the person's own time zone.
import { spoken, t } from "../words";

type When = string | number | Date;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(when: When, options: Intl.DateTimeFormatOptions): string {
  const key = spoken() + JSON.stringify(options);
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(spoken() === "en" ? "en-GB" : "ru-RU", options);
    formats.set(key, made);
  }
  return made.format(new Date(when));
}

function dayNumber(when: When): number {
  const day = new Date(when);
  return Math.round(new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime() / 86_400_000);
}

/** "14:05" */
export const timeOfDay = (when: When) => format(when, { hour: "2-digit", minute: "2-digit" });

/** "22 Nov 2026, 14:05", for titles and tables. */
export const fullTime = (when: When) => format(when, { dateStyle: "medium", timeStyle: "short" });

/** For rows: "14:05" today, "Yesterday", a weekday within a week, else "22 Nov" or "22 Nov 2025". */
export function shortTime(when: When, now: When = Date.now()): string {
  const days = dayNumber(now) - dayNumber(when);
  if (days === 0) return timeOfDay(when);
  if (days === 1) return t("time.yesterday");
  if (days > 1 && days < 7) return format(when, { weekday: "short" });
  return shortDay(when, now);
}

/** For dividers: "Today", "Yesterday", "Sunday, 22 November". */
export function dayName(when: When, now: When = Date.now()): string {
  const days = dayNumber(now) - dayNumber(when);
  if (days === 0) return t("time.today");
  if (days === 1) return t("time.yesterday");
  const sameYear = new Date(when).getFullYear() === new Date(now).getFullYear();
  return format(when, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** "22 Nov" within this year, else "22 Nov 2025". */
export function shortDay(when: When, now: When = Date.now()): string {
  const sameYear = new Date(when).getFullYear() === new Date(now).getFullYear();
  return format(when, { day: "numeric", month: "short", ...(sameYear ? {} : { year: "numeric" }) });
}

/** "45 s", "14 min 45 s", "2 h 5 min", "3 d 4 h": the two largest units of a span in seconds. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const parts: [number, string][] = [
    [Math.floor(whole / 86_400), t("time.d")],
    [Math.floor(whole / 3600) % 24, t("time.h")],
    [Math.floor(whole / 60) % 60, t("time.min")],
    [whole % 60, t("time.s")],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return `0 ${t("time.s")}`;
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** "just now", "5 min ago", "2 h ago", "yesterday", then a date: words that stand inside a sentence. */
export function ago(when: When, now: number = Date.now()): string {
  const seconds = (now - new Date(when).getTime()) / 1000;
  if (seconds < 60) return t("time.just_now");
  const coarse = seconds < 3600 ? Math.floor(seconds / 60) * 60 : Math.floor(seconds / 3600) * 3600;
  if (seconds < 86_400) return t("time.ago", { span: duration(coarse) });
  const day = shortTime(when, now);
  return day === t("time.yesterday") ? day.toLowerCase() : day;
}

/** "640 B", "12.4 KB", "25 MB": of 1,024 each, as the limits are set. */
export function bytes(count: number): string {
  const units = [t("size.b"), t("size.kb"), t("size.mb"), t("size.gb")];
  let step = 0;
  let left = count;
  while (left >= 1024 && step < units.length - 1) {
    left /= 1024;
    step += 1;
  }
  const digits = step === 0 || left >= 100 ? 0 : 1;
  return `${left.toLocaleString(spoken(), { maximumFractionDigits: digits })} ${units[step]}`;
}
