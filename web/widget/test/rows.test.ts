import { afterEach, describe, expect, it, vi } from "vitest";
import { toRows } from "../frame/rows";
import { BORIS, EVA, message, pending, talking } from "./town";

afterEach(() => vi.unstubAllEnvs());

const kinds = (state: Parameters<typeof toRows>[0]) =>
  toRows(state).map((row) =>
    row.kind === "group" ? `${row.side} ${row.lines.map((line) => line.text).join("+")}` : row.kind,
  );

describe("the thread's rows", () => {
  it("put one author's run into one group and begin each day with a divider", () => {
    const messages = [
      message(1, EVA, "a", { posted_at: "2026-11-01T12:00:00Z" }),
      message(2, EVA, "b", { posted_at: "2026-11-01T12:01:00Z" }),
      message(3, BORIS, "c", { posted_at: "2026-11-01T12:02:00Z" }),
      message(4, BORIS, "d", { posted_at: "2026-11-01T12:20:00Z" }),
      message(5, BORIS, "e", { posted_at: "2026-11-03T12:20:00Z" }),
    ];
    expect(kinds(talking({ messages }))).toEqual(["day", "mine a+b", "theirs c", "theirs d", "day", "theirs e"]);
  });

  it("keep a message's key when it turns from pending into stored", () => {
    const before = toRows(talking({ messages: [], pending: [pending("key-3", "x")] })).at(-1);
    const after = toRows(talking({ messages: [message(3, EVA, "x")] })).at(-1);
    expect(before?.key).toBe("key-3");
    expect(after?.key).toBe("key-3");
  });

  it("show sending, sent, read and failed on our own messages only", () => {
    const session = { ...(talking().session as NonNullable<ReturnType<typeof talking>["session"]>), staff_read_no: 1 };
    const messages = [
      message(1, EVA, "a", { client_no: 1 }),
      message(2, BORIS, "b"),
      message(3, EVA, "c", { client_no: 2 }),
    ];
    const failed = { ...pending("k2", "e"), failed: "message_empty" };
    const rows = toRows(talking({ session, messages, pending: [pending("k1", "d"), failed] }));
    expect(
      rows.flatMap((row) => (row.kind === "group" ? row.lines.map((line) => [line.text, line.tick]) : [])),
    ).toEqual([
      ["a", "read"],
      ["b", null],
      ["c", "sent"],
      ["d", "sending"],
      ["e", "failed"],
    ]);
  });

  it("name the program that tells something, and leave automatic words to nobody", () => {
    const system = { kind: "system" as const, id: null, name: "" };
    const messages = [message(1, EVA, "a"), message(2, { ...system, name: "Orders" }, "b"), message(3, system, "c")];
    const rows = toRows(talking({ messages }));
    expect(rows.map((row) => row.kind === "group" && [row.side, row.name])).toEqual([
      false,
      ["mine", ""],
      ["theirs", "Orders"],
      ["system", ""],
    ]);
  });

  it("part an earlier session from the current one", () => {
    const past = [{ id: "s0", opened_at: "", messages: [message(1, EVA, "old")], has_older: false }];
    expect(kinds(talking({ past, messages: [message(2, EVA, "new", { posted_at: "2026-11-02T10:01:00Z" })] }))).toEqual(
      ["day", "mine old", "stretch", "mine new"],
    );
  });
});
