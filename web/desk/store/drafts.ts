/** Drafts: one per session and person, on this device at once with every key, gone when sent. */
import { useSyncExternalStore } from "react";
import type { FileRef, Quote } from "../../wire/rest";

export type Draft = { text: string; quote: Quote | null; files: FileRef[] };

const nothing: Draft = { text: "", quote: null, files: [] };
const listeners = new Set<() => void>();
const parsed = new Map<string, { raw: string; draft: Draft }>();
let prefix = "deskbell.draft.";

export function keepDraftsOf(person: string): void {
  prefix = `deskbell.draft.${person}.`;
  parsed.clear();
}

function isEmpty(draft: Draft): boolean {
  return draft.text === "" && draft.quote === null && draft.files.length === 0;
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
}

export function dropDraft(session: string): void {
  localStorage.removeItem(prefix + session);
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
  return useSyncExternalStore(listen, () => !isEmpty(draftOf(session)));
}
