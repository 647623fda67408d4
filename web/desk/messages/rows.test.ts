import { expect, test } from "vitest";
import type { PlaceThread } from "./queries";
import { rowsOf } from "./rows";
import type { Waiting } from "./talk";

const message = (seq: number, day: string) => ({ seq, posted_at: `${day}T12:00:00Z`, client_no: seq });
const thread = (messages: object[], greeting = "") =>
  ({
    place: { greeting },
    session: { id: "s", staff_read_no: 2, operator: { name: "Clara" } },
    messages,
  }) as unknown as PlaceThread;
const kinds = (rows: { kind: string }[]) => rows.map((row) => row.kind).join(" ");

test("a day stands once above its messages, and each message says how far it got", () => {
  const rows = rowsOf(
    thread([message(1, "2026-11-20"), message(2, "2026-11-20"), message(3, "2026-11-21")]),
    [],
    [],
    false,
  );
  expect(kinds(rows)).toBe("day message message day message");
  expect(rows.flatMap((row) => (row.kind === "message" ? [row.tick] : []))).toEqual(["read", "read", "sent"]);
});

test("an earlier session stands above with its own keys, and says when there is more of it", () => {
  const items = [message(1, "2026-10-01")] as never[];
  const rows = rowsOf(thread([message(1, "2026-11-20")]), [{ id: "e", items, has_older: true }], [], false);
  expect(kinds(rows)).toBe("older day message parting day message");
  expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length);
});

test("the greeting stands only where nothing was written, and what is being sent comes last before typing", () => {
  expect(kinds(rowsOf(thread([], "Hello"), [], [], false))).toBe("greeting");
  const waiting = [{ key: "k" } as Waiting];
  expect(kinds(rowsOf(thread([], "Hello"), [], waiting, true))).toBe("waiting typing");
});
