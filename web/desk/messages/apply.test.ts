import { expect, test } from "vitest";
import type { EventFrame } from "../../wire/frames";
import { applyEvent, mergeThread } from "./apply";
import type { PlaceThread } from "./queries";

const thread = {
  session: { id: "s", state: "waiting", operator: null },
  messages: [{ seq: 2, text: "Hello" }],
  cursor: 2,
} as unknown as PlaceThread;

const event = (seq: number, data: object) =>
  ({ session: "s", seq, kind: "message_posted", data }) as unknown as EventFrame;

test("a message comes once, however often it is told", () => {
  const told = event(3, { message: { seq: 3, text: "Hi" }, session: {} });
  const once = applyEvent(thread, told);
  expect(once.messages.map((one) => one.text)).toEqual(["Hello", "Hi"]);
  expect(applyEvent(once, told)).toBe(once);
});

test("a changed message keeps its place", () => {
  const changed = applyEvent(thread, event(3, { message: { seq: 2, text: "Hello!" }, session: {} }));
  expect(changed.messages.map((one) => one.text)).toEqual(["Hello!"]);
});

test("a change of a message above what is loaded brings it not before those between", () => {
  const later = { ...thread, messages: [{ seq: 60 }], has_older: true, cursor: 60 } as unknown as PlaceThread;
  const change = { ...event(61, { message: { seq: 2, text: "Hello!" } }), kind: "message_edited" };
  const told = applyEvent(later, change);
  expect([told.messages.map((one) => one.seq), told.cursor]).toEqual([[60], 61]);
});

test("an answer older than the last event takes nothing of it away", () => {
  const told = applyEvent(thread, event(3, { message: { seq: 3, text: "Hi" }, session: { state: "with_operator" } }));
  const late = mergeThread(told, { ...thread, earlier: [{ id: "before" }] } as unknown as PlaceThread);
  expect([late.messages.map((one) => one.text), late.cursor]).toEqual([["Hello", "Hi"], 3]);
  expect([late.session?.state, late.earlier.length]).toEqual(["with_operator", 1]);
  const another = { ...thread, epoch: "restored" } as PlaceThread;
  expect(mergeThread(told, another)).toEqual(another);
});

test("who answers is told, and another session changes nothing", () => {
  const taken = applyEvent(thread, event(3, { session: { state: "with_operator", operator: { name: "Clara" } } }));
  expect(taken.session?.operator).toEqual({ name: "Clara" });
  expect(applyEvent(thread, { ...event(3, {}), session: "other" } as EventFrame)).toBe(thread);
});

test("what was read above stays where a thread is asked for anew, and goes where a hole would be", () => {
  const read = { ...thread, messages: [1, 2, 3].map((seq) => ({ seq })), has_older: false } as unknown as PlaceThread;
  const fresh = (seqs: number[]) =>
    ({ ...thread, messages: seqs.map((seq) => ({ seq })), has_older: true }) as unknown as PlaceThread;
  const merged = mergeThread(read, fresh([3, 4]));
  expect([merged.messages.map((one) => one.seq), merged.has_older]).toEqual([[1, 2, 3, 4], false]);
  expect(mergeThread(read, fresh([60, 61])).messages.map((one) => one.seq)).toEqual([60, 61]);
  expect(mergeThread(undefined, fresh([3])).has_older).toBe(true);
});
