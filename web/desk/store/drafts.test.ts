// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { draftOf, dropDraft, hearDraft, keepDraftsBy, keepDraftsOf, readDrafts, saveDraft } from "./drafts";

type Told = { text: string; arrive: () => void };
let session = 0;
let told: Told[];

const here = () => `s${session}`;
const passes = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  session += 1;
  told = [];
  keepDraftsOf("boris");
  keepDraftsBy((_session, text) => new Promise<void>((arrive) => told.push({ text, arrive })));
});

afterEach(() => {
  vi.useRealTimers();
  localStorage.clear();
});

test("words that are sent while they are still on their way to the server do not come back", async () => {
  saveDraft(here(), { text: "It leaves on Monday" });
  await passes(1500);
  expect(told.map((one) => one.text)).toEqual(["It leaves on Monday"]);
  dropDraft(here());
  await passes(1500);
  // Not two at once: the later could be stored first, and the earlier would stay.
  expect(told.map((one) => one.text)).toEqual(["It leaves on Monday"]);
  told[0]?.arrive();
  await passes(0);
  expect(told.map((one) => one.text)).toEqual(["It leaves on Monday", ""]);
  told[1]?.arrive();
  await passes(0);
  hearDraft(here(), "It leaves on Monday", false);
  hearDraft(here(), "", false);
  expect(draftOf(here()).text).toBe("");
});

test("words from another machine are taken, also those that were once written here", async () => {
  saveDraft(here(), { text: "Hello" });
  await passes(1500);
  told[0]?.arrive();
  await passes(0);
  hearDraft(here(), "Hello", false);
  hearDraft(here(), "Hello Eva", false);
  expect(draftOf(here()).text).toBe("Hello Eva");
  hearDraft(here(), "Hello", false);
  expect(draftOf(here()).text).toBe("Hello");
});

test("words from another machine wait for what is being written here", async () => {
  saveDraft(here(), { text: "Mine" });
  hearDraft(here(), "Theirs", false);
  expect(draftOf(here()).text).toBe("Mine");
});

test("words sent before it was known that the server keeps them are dropped there too, and do not come back", async () => {
  saveDraft(here(), { text: "It leaves on Monday" });
  await passes(1500);
  told[0]?.arrive();
  await passes(0);
  // The page is loaded again.
  keepDraftsOf("boris");
  let answer: (kept: { session: string; text: string; note: boolean }[]) => void = () => undefined;
  const reading = readDrafts(() => new Promise((arrive) => (answer = arrive)));
  dropDraft(here());
  await passes(0);
  expect(told.at(-1)?.text).toBe("");
  told[1]?.arrive();
  await passes(0);
  answer([{ session: here(), text: "It leaves on Monday", note: false }]);
  await reading;
  expect(draftOf(here()).text).toBe("");
});
