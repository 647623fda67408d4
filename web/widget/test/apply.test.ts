import { describe, expect, it } from "vitest";
import { applyAck, applyCurrent, applyEvent, applyOlder, applyStart, nextOlder } from "../frame/apply";
import { FIRST, isAlive, needsPreChat, unread } from "../frame/model";
import { BORIS, EVA, message, pending, posted, SESSION, start, talking } from "./town";

describe("an event", () => {
  it("appends its message and moves the cursor", () => {
    const state = applyEvent(talking(), posted(3, BORIS, "Yes."));
    expect(state.messages.map((one) => one.text)).toEqual(["Is the Fjell in stock?", "Yes."]);
    expect(state.cursor).toBe(3);
    expect(unread(state)).toBe(1);
  });

  it("changes nothing the second time, or when it belongs to another session", () => {
    const once = applyEvent(talking(), posted(3, BORIS, "Yes."));
    expect(applyEvent(once, posted(3, BORIS, "Yes."))).toBe(once);
    expect(applyEvent(once, { ...posted(4, BORIS, "No."), session: "s2" })).toBe(once);
  });

  it("of any kind patches the session with what it brings", () => {
    const taken = { session: { state: "with_operator", operator: { name: "Boris" } } };
    const state = applyEvent(talking(), { ...posted(3, BORIS, ""), kind: "session_taken", data: taken });
    expect(state.session).toMatchObject({ state: "with_operator", operator: { name: "Boris" }, last_seq: 3 });
    expect(state.messages).toHaveLength(1);
  });

  it("turns the pending line with its send key into the real one", () => {
    const state = talking({ pending: [pending("key-3", "Hello?")] });
    const next = applyEvent(state, posted(3, EVA, "Hello?", { client_no: 2 }));
    expect(next.pending).toEqual([]);
    expect(next.messages.at(-1)?.send_key).toBe("key-3");
  });
});

describe("an acknowledgement", () => {
  const ack = { session: "s1", seq: 3, message_id: "m3", posted_at: "2026-11-02T10:03:00Z" };

  it("and the echo together leave one message, whichever comes first", () => {
    const entry = pending("key-3", "Hello?");
    const state = talking({ pending: [entry] });
    const echo = posted(3, EVA, "Hello?", { client_no: 2 });
    const ackFirst = applyEvent(applyAck(state, entry, ack), echo);
    const echoFirst = applyAck(applyEvent(state, echo), entry, ack);
    for (const end of [ackFirst, echoFirst]) {
      expect(end.pending).toEqual([]);
      expect(end.messages.map((one) => [one.seq, one.client_no])).toEqual([
        [2, 1],
        [3, 2],
      ]);
    }
  });

  it("does not hide an event that lies between", () => {
    const entry = pending("key-4", "And?");
    let state = applyAck(talking({ pending: [entry] }), entry, { ...ack, seq: 4 });
    state = applyEvent(state, posted(3, BORIS, "One moment."));
    expect(state.messages.map((one) => one.seq)).toEqual([2, 3, 4]);
  });
});

describe("live equals reload", () => {
  it("for a dialogue seen as it happens and the same one fetched", () => {
    let live = talking({ pending: [pending("key-4", "Thanks")] });
    const taken = { session: { state: "with_operator", operator: { name: "Boris" } } };
    live = applyEvent(live, { ...posted(3, BORIS, ""), kind: "session_taken", data: taken });
    live = applyEvent(live, posted(4, EVA, "Thanks", { client_no: 2 }));
    live = applyEvent(live, posted(5, BORIS, "Welcome"));
    const read = { session: { staff_read_no: 2 } };
    live = applyEvent(live, { ...posted(6, BORIS, ""), kind: "read_marked", data: read });
    const session = { ...SESSION, ...taken.session, ...read.session, last_seq: 6 } as typeof SESSION;
    const messages = [
      message(2, EVA, "Is the Fjell in stock?", { client_no: 1 }),
      message(4, EVA, "Thanks", { client_no: 2 }),
      message(5, BORIS, "Welcome"),
    ];
    expect(live).toEqual(applyStart(FIRST, start({ session, messages, cursor: 6 })));
  });
});

describe("a start over a living socket", () => {
  const late = start({ session: SESSION, messages: talking().messages, cursor: 2 });

  it("takes away nothing that came before its answer", () => {
    const live = applyEvent(
      talking({ pending: [pending("key-2", "Is the Fjell in stock?")] }),
      posted(3, BORIS, "Yes."),
    );
    const next = applyStart(live, { ...late, account: { id: "eva", name: "Eva", verified: true } });
    expect(next.messages.map((one) => one.text)).toEqual(["Is the Fjell in stock?", "Yes."]);
    expect([next.cursor, next.session?.last_seq, next.account?.verified, next.pending]).toEqual([3, 3, true, []]);
  });

  it("takes no session away that was opened before its answer", () => {
    const opened = { ...SESSION, id: "s2", opened_at: "2026-11-03T10:00:00Z" };
    const closed = { ...SESSION, state: "closed" as const };
    for (const session of [null, closed]) {
      const live = applyCurrent(applyStart(FIRST, { ...late, session, messages: [] }), opened);
      const next = applyStart(live, { ...late, session, messages: [] });
      expect([next.session?.id, next.past.map((one) => one.id)]).toEqual(["s2", session ? ["s1"] : []]);
    }
    const over = talking({ session: { ...opened, state: "closed" } });
    expect(applyStart(over, late).session?.id).toBe("s1");
    expect(applyStart(talking(), { ...late, session: opened }).session?.id).toBe("s2");
    expect(
      applyStart(talking(), { ...late, session: null, account: { ...BORIS, id: "fred", verified: true } }).session,
    ).toBe(null);
  });

  it("is the truth where it tells of another session, or where cursors count anew", () => {
    const live = applyEvent(talking(), posted(3, BORIS, "Yes."));
    expect(applyStart(live, { ...late, epoch: "restored" }).cursor).toBe(2);
    expect(applyStart(live, { ...late, session: { ...SESSION, id: "s2" } }).messages).toHaveLength(1);
    expect(applyStart(live, { ...late, cursor: 4, messages: [] })).toMatchObject({ messages: [], cursor: 4 });
  });

  it("leaves its secret and its ticket out of what is drawn", () => {
    expect(JSON.stringify(applyStart(FIRST, { ...late, token: "secret" }))).not.toMatch(/secret|ticket/);
  });
});

describe("another session", () => {
  it("pushes the closed one up into history", () => {
    const next = applyCurrent(talking(), { ...SESSION, id: "s2", state: "waiting" });
    expect(next.past).toMatchObject([{ id: "s1" }]);
    expect(next).toMatchObject({ messages: [], cursor: 0, session: { id: "s2" } });
  });

  it("with the same id only patches", () => {
    const next = applyCurrent(talking(), { ...SESSION, queue_position: 1 });
    expect(next.messages).toHaveLength(1);
    expect(next.session?.queue_position).toBe(1);
  });

  it("with the same id but of before the last event changes nothing", () => {
    const taken = { session: { state: "with_operator", operator: { name: "Boris" }, client_read_seq: 2 } };
    const state = applyEvent(talking(), { ...posted(3, BORIS, ""), kind: "session_taken", data: taken });
    expect(applyCurrent(state, SESSION)).toBe(state);
  });
});

describe("history", () => {
  it("comes from the current session first, then from the latest earlier one, then from the one before", () => {
    const earlier = [
      { id: "b", opened_at: "2026-10-02T00:00:00Z", closed_at: null },
      { id: "a", opened_at: "2026-10-01T00:00:00Z", closed_at: null },
    ];
    let state = applyStart(FIRST, start({ session: SESSION, messages: talking().messages, has_older: true, earlier }));
    expect(nextOlder(state)).toEqual({ id: "s1", before: 2 });
    state = applyOlder(state, "s1", { items: [message(1, EVA, "Hi")], has_older: false });
    expect(state.messages.map((one) => one.seq)).toEqual([1, 2]);
    expect(nextOlder(state)).toEqual({ id: "b", before: null });
    state = applyOlder(state, "b", { items: [message(9, BORIS, "Old")], has_older: true });
    expect(nextOlder(state)).toEqual({ id: "b", before: 9 });
    state = applyOlder(state, "b", { items: [message(8, EVA, "Older")], has_older: false });
    state = applyOlder(state, "a", { items: [], has_older: false });
    expect(nextOlder(state)).toBeNull();
    expect(state.past.map((one) => one.id)).toEqual(["a", "b"]);
  });
});

describe("what follows from the state", () => {
  it("keeps the widget alive while a session runs, a message waits or one is unread", () => {
    const closed = { ...SESSION, state: "closed" as const };
    expect(isAlive(FIRST)).toBe(false);
    expect(isAlive(talking())).toBe(true);
    expect(isAlive(talking({ session: closed }))).toBe(false);
    expect(isAlive(talking({ session: closed, pending: [pending("k", "x")] }))).toBe(true);
    expect(isAlive(talking({ session: closed, messages: [message(3, BORIS, "Bye")] }))).toBe(true);
  });

  it("asks the form once, of strangers, or when the server insists", () => {
    const channel = {
      ...start().channel,
      pre_chat: { enabled: true, fields: [{ key: "name" as const, required: true }] },
    };
    const fresh = applyStart(FIRST, start({ channel }));
    expect(needsPreChat(fresh)).toBe(true);
    expect(needsPreChat({ ...fresh, preChat: { name: "Eva" } })).toBe(false);
    expect(needsPreChat({ ...fresh, account: { id: "eva", name: "Eva", verified: true } })).toBe(false);
    expect(needsPreChat({ ...fresh, session: SESSION })).toBe(false);
    expect(needsPreChat({ ...fresh, session: SESSION, asked: true })).toBe(true);
  });
});
