/**
 * Drafts: one per session and person, on this device at once with every key, on the server after a pause, gone when
 * sent. Words go to the server, files and quotes stay here.
 */
import { useSyncExternalStore } from "react";
import type { FileRef, Named, Quote } from "../../wire/rest";

/** `note`: it is to be a note, which calls these people; null: a reply. */
export type Draft = { text: string; quote: Quote | null; files: FileRef[]; note: Named[] | null };

const nothing: Draft = { text: "", quote: null, files: [], note: null };
const listeners = new Set<() => void>();
const parsed = new Map<string, { raw: string; draft: Draft }>();
let prefix = "deskbell.draft.";

export function keepDraftsOf(person: string): void {
  prefix = `deskbell.draft.${person}.`;
  haveRead = false;
  for (const known of [parsed, kept, told]) known.clear();
}

function isEmpty(draft: Draft): boolean {
  return draft.text === "" && draft.quote === null && draft.files.length === 0 && draft.note === null;
}

export function draftOf(session: string): Draft {
  const raw = localStorage.getItem(prefix + session);
  if (raw === null) return nothing;
  const known = parsed.get(session);
  if (known?.raw === raw) return known.draft;
  try {
    const draft = { ...nothing, ...(JSON.parse(raw) as Partial<Draft>) };
    parsed.set(session, { raw, draft });
    return draft;
  } catch {
    return nothing;
  }
}

export function saveDraft(session: string, change: Partial<Draft>): void {
  touched.add(session);
  const draft = { ...draftOf(session), ...change };
  if (isEmpty(draft)) localStorage.removeItem(prefix + session);
  else {
    try {
      localStorage.setItem(prefix + session, JSON.stringify(draft));
    } catch {
      // The device's store is full: the composer still holds the text.
    }
  }
  for (const tell of listeners) tell();
  if (change.text !== undefined || change.note !== undefined) keepSoon(session, PAUSE_MS);
}

export function dropDraft(session: string): void {
  touched.add(session);
  localStorage.removeItem(prefix + session);
  for (const tell of listeners) tell();
  clearTimeout(waiting.get(session));
  waiting.delete(session);
  if (!haveRead || kept.has(session)) keepSoon(session, 0);
}

/** What the server keeps has been read once: before, any session may have words there. */
let haveRead = false;

/** Puts in what the server keeps; of what was touched here since it was asked, the answer is too old. */
export async function readDrafts(
  read: () => Promise<{ session: string; text: string; note: boolean }[]>,
): Promise<void> {
  touched.clear();
  const items = await read();
  haveRead = true;
  for (const { session, text, note } of items)
    if (!touched.has(session)) hearDraft(session, draftOf(session).text || text, note);
}

const touched = new Set<string>();

/** Sessions of which the server has words. */
const kept = new Set<string>();
const PAUSE_MS = 1200;
const AGAIN_MS = 15_000;
const waiting = new Map<string, ReturnType<typeof setTimeout>>();
let keep: (session: string, text: string, note: boolean) => Promise<unknown> = () => Promise.resolve();

/** How words get to the server; the store says. Leaving the page sends what waits. */
export function keepDraftsBy(way: typeof keep): void {
  keep = way;
}

/** What of a session is on its way: one at a time, since of two at once the later may be stored first. */
const underway = new Map<string, Promise<unknown>>();
/** What this page told the server of a session: it hears its own words again, later than all it has done since. */
const told = new Map<string, string[]>();
const TOLD_MOST = 8;

function keepSoon(session: string, ms: number): void {
  clearTimeout(waiting.get(session));
  const timer = setTimeout(() => {
    const tell = () => {
      const { text, note } = draftOf(session);
      if (text.trim()) kept.add(session);
      else kept.delete(session);
      told.set(session, [...(told.get(session) ?? []), text].slice(-TOLD_MOST));
      return keep(session, text, note !== null).catch((error: unknown) => {
        isEcho(session, text);
        throw error;
      });
    };
    const now = (underway.get(session) ?? Promise.resolve()).then(tell);
    const over = now.catch(() => undefined);
    underway.set(session, over);
    void over.then(() => underway.get(session) === over && underway.delete(session));
    now
      .then(() => waiting.get(session) === timer && waiting.delete(session))
      .catch(() => waiting.get(session) === timer && keepSoon(session, AGAIN_MS));
  }, ms);
  waiting.set(session, timer);
}

/** An echo is heard once; what was told before it will not be heard any more. */
function isEcho(session: string, text: string): boolean {
  const mine = told.get(session) ?? [];
  const at = mine.indexOf(text);
  if (at >= 0) told.set(session, mine.slice(at + 1));
  return at >= 0;
}

/** Words from another machine of the same person: taken unless something is being written here. */
export function hearDraft(session: string, text: string, note: boolean): void {
  const draft = draftOf(session);
  if (text) kept.add(session);
  if (isEcho(session, text) || waiting.has(session) || draft.text === text) return;
  const next: Draft = { ...draft, text, note: note ? (draft.note ?? []) : null };
  if (isEmpty(next)) localStorage.removeItem(prefix + session);
  else localStorage.setItem(prefix + session, JSON.stringify(next));
  for (const tell of listeners) tell();
}

function listen(tell: () => void): () => void {
  listeners.add(tell);
  const other = (event: StorageEvent) => event.key?.startsWith(prefix) && tell();
  addEventListener("storage", other);
  return () => {
    listeners.delete(tell);
    removeEventListener("storage", other);
  };
}

export function useDraft(session: string): Draft {
  return useSyncExternalStore(listen, () => draftOf(session));
}

export function useHasDraft(session: string): boolean {
  return useSyncExternalStore(listen, () => !isEmpty({ ...draftOf(session), note: null }));
}
