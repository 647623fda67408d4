/** Which session the person has before the eyes, in whichever tab, and whether a key was pressed just now. */

const key = "deskbell.looking";
const TYPING_MS = 2000;
let typed = 0;

export function sayLooking(session: string | null): void {
  if (session) localStorage.setItem(key, session);
  else localStorage.removeItem(key);
}

export const isLookedAt = (session: string) => localStorage.getItem(key) === session;
export const isTyping = () => Date.now() - typed < TYPING_MS;

/** Listens for keys here, and for drafts growing in other tabs. */
export function watchTyping(): () => void {
  const noteKey = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLTextAreaElement) typed = Date.now();
  };
  const noteDraft = (event: StorageEvent) => {
    if (event.key?.startsWith("deskbell.draft.")) typed = Date.now();
  };
  addEventListener("keydown", noteKey);
  addEventListener("storage", noteDraft);
  return () => {
    removeEventListener("keydown", noteKey);
    removeEventListener("storage", noteDraft);
  };
}
