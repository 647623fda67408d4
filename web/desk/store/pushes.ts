/**
 * Rows that were pushed while a list was being read. An answer is of the moment the server looked, and it comes later
 * than what was pushed meanwhile: put in as it is, it would bring back the past.
 */
import type { SessionRow } from "../../wire/rest";

export type RowsPushed = { rows: SessionRow[]; gone: string[] };

let readings = 0;
let kept: RowsPushed[] = [];
const newest = new Map<string, number>();

/** What of these rows is not older than what is known of the same sessions. */
export function notOlder(rows: SessionRow[]): SessionRow[] {
  const fresh = rows.filter((row) => row.last_seq >= (newest.get(row.id) ?? 0));
  for (const row of fresh) newest.set(row.id, row.last_seq);
  return fresh;
}

/** Remembers a push for the readings under way. */
export function keepPush(push: RowsPushed): void {
  if (readings > 0) kept.push(push);
}

/** The answer, and what was pushed since it was asked for, in its order. */
export async function readAmidPushes<T>(read: () => Promise<T>): Promise<[T, RowsPushed[]]> {
  readings += 1;
  const from = kept.length;
  try {
    const answer = await read();
    return [answer, kept.slice(from)];
  } finally {
    readings -= 1;
    if (readings === 0) kept = [];
  }
}

export function forgetPushes(): void {
  newest.clear();
}
