import { expect, test } from "vitest";
import type { BulkOutcome } from "../../wire/rest";
import { type BulkRow, undoing } from "./bulk";

const row = (id: string, more: Partial<BulkRow> = {}): BulkRow => ({
  id,
  live_chat_id: "sales",
  state: "waiting",
  priority: "normal",
  operator: null,
  group: null,
  ...more,
});
const done = (...ids: string[]) => ids.map((id) => ({ id, outcome: "done" }) as BulkOutcome);
const clara = { id: "clara", name: "Clara" };

test("an assignment is taken back to the operator there was, or to the queue", () => {
  const before = [row("1"), row("2", { state: "with_operator", operator: clara }), row("3")];
  expect(undoing({ deed: "assign", operator_id: "boris" }, before, done("1", "2", "3"))).toEqual([
    { ids: ["1", "3"], deed: { deed: "return_to_queue" } },
    { ids: ["2"], deed: { deed: "assign", operator_id: "clara" } },
  ]);
});

test("what was refused or stood so already is left alone", () => {
  const outcomes = [
    { id: "1", outcome: "unchanged" },
    { id: "2", outcome: "refused" },
  ] as BulkOutcome[];
  expect(undoing({ deed: "set_priority", priority: "high" }, [row("1"), row("2")], outcomes)).toEqual([]);
});

test("priorities go back to what each had", () => {
  const before = [row("1", { priority: "low" }), row("2"), row("3")];
  expect(undoing({ deed: "set_priority", priority: "high" }, before, done("1", "2", "3"))).toEqual([
    { ids: ["1"], deed: { deed: "set_priority", priority: "low" } },
    { ids: ["2", "3"], deed: { deed: "set_priority", priority: "normal" } },
  ]);
});
