// For how long an entry holds: the choices of both forms, and the moment they stand for. And how a value is shown.
export const spans = ["forever", "hour", "day", "week", "month", "until"] as const;
export type Span = (typeof spans)[number];

const hours: Partial<Record<Span, number>> = { hour: 1, day: 24, week: 24 * 7, month: 24 * 30 };

/** The end as the server wants it: null for never. `until` is a local time as a field of the browser gives it. */
export function endOf(span: Span, until: string, now = Date.now()): string | null {
  if (span === "forever") return null;
  if (span === "until") {
    const at = new Date(until);
    return Number.isNaN(at.getTime()) ? null : at.toISOString();
  }
  return new Date(now + (hours[span] ?? 0) * 3_600_000).toISOString();
}

/** A moment as a `datetime-local` field writes it. */
export function asField(at: string): string {
  const date = new Date(at);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** A network of one address is shown as the address. */
export const shownValue = (value: string) => value.replace(value.includes(":") ? /\/128$/ : /\/32$/, "");
