/** One deed for many sessions: in parts, so that its progress can be seen, and what would take it back. */
import type { BulkOutcome, Named, Priority, SessionRow } from "../../wire/rest";
import { ApiError, api } from "../api";
import { showRows } from "../store/lists";
import { errorWords } from "../words/errors";

/** What a row must say of itself to be one of many. */
export type BulkRow = Pick<SessionRow, "id" | "live_chat_id" | "state" | "priority"> & {
  operator: Named | null;
  group: Named | null;
};

export type BulkDeed =
  | { deed: "assign"; operator_id: string }
  | { deed: "assign"; group_id: string }
  | { deed: "return_to_queue" }
  | { deed: "close"; close_reason_id?: string }
  | { deed: "reopen" }
  | { deed: "set_priority"; priority: Priority }
  | { deed: "tag"; put_tag_ids: string[]; drop_tag_ids?: string[] }
  | { deed: "tag"; drop_tag_ids: string[]; put_tag_ids?: string[] };

const PART = 20;

/** Does it to all, part by part. A part that gets no answer ends it: its sessions and the rest are refused as unreachable. */
export async function doToMany(
  ids: string[],
  deed: BulkDeed,
  progress: (done: number) => void = () => undefined,
): Promise<BulkOutcome[]> {
  const outcomes: BulkOutcome[] = [];
  for (let from = 0; from < ids.length; from += PART) {
    const part = ids.slice(from, from + PART);
    try {
      const { items } = await api.post<{ items: BulkOutcome[] }>("sessions/bulk", { session_ids: part, ...deed });
      outcomes.push(...items);
      showRows(items.flatMap((one) => (one.outcome === "done" && one.session ? [one.session] : [])));
    } catch (error) {
      const { code, params } = error instanceof ApiError ? error : new ApiError(0, "unknown");
      const refusal = { code, params };
      outcomes.push(...ids.slice(from).map((id) => ({ id, outcome: "refused" as const, session: null, refusal })));
      break;
    }
    progress(outcomes.length);
  }
  return outcomes;
}

export type Step = { ids: string[]; deed: BulkDeed };

/** The deeds that bring back what was, of those that were done; where nothing can, it is left out. */
export function undoing(deed: BulkDeed, before: BulkRow[], outcomes: BulkOutcome[]): Step[] {
  const done = new Set(outcomes.filter((one) => one.outcome === "done").map((one) => one.id));
  const steps = new Map<string, Step>();
  for (const row of before) {
    const back = done.has(row.id) ? backTo(deed, row) : null;
    if (!back) continue;
    const key = JSON.stringify(back);
    const step = steps.get(key) ?? { ids: [], deed: back };
    step.ids.push(row.id);
    steps.set(key, step);
  }
  return [...steps.values()];
}

function backTo(deed: BulkDeed, row: BulkRow): BulkDeed | null {
  if (deed.deed === "assign" || deed.deed === "return_to_queue") {
    if (row.operator) return { deed: "assign", operator_id: row.operator.id };
    if ("operator_id" in deed) return { deed: "return_to_queue" };
    return row.group ? { deed: "assign", group_id: row.group.id } : null;
  }
  if (deed.deed === "close") return { deed: "reopen" };
  if (deed.deed === "set_priority") return { deed: "set_priority", priority: row.priority };
  if (deed.deed === "tag" && deed.put_tag_ids) return { deed: "tag", drop_tag_ids: deed.put_tag_ids };
  return null;
}

/** Why some were left: each reason once, with how many it holds for. */
export function reasons(outcomes: BulkOutcome[]): { words: string; n: number }[] {
  const counted = new Map<string, number>();
  for (const { refusal } of outcomes) {
    if (!refusal) continue;
    const words = errorWords(new ApiError(0, refusal.code, refusal.params));
    counted.set(words, (counted.get(words) ?? 0) + 1);
  }
  return [...counted].map(([words, n]) => ({ words, n })).sort((a, b) => b.n - a.n);
}
