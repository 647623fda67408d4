// The desk's words: typed keys, one lazy file per language, plurals by Intl.
import { useSyncExternalStore } from "react";
import type { Language, Worded } from "../../wire/rest";
import type { en } from "./en";

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Entry = string | Plural;
export type WordKey = keyof typeof en;
export type Params = Record<string, string | number>;

let words: Partial<Record<string, Entry>> = {};
let language: Language = "en";
let plurals = new Intl.PluralRules("en");
let version = 0;
const listeners = new Set<() => void>();

const load: Record<Language, () => Promise<Record<string, Entry>>> = {
  en: () => import("./en").then((file) => file.en),
  ru: () => import("./ru").then((file) => file.ru),
};

export async function speak(next: Language): Promise<void> {
  words = await load[next]();
  language = next;
  plurals = new Intl.PluralRules(next);
  document.documentElement.lang = next;
  version += 1;
  for (const tell of listeners) tell();
}

/** The words of a key; `{name}` is filled from params, a plural entry is chosen by `params.n`. */
export function t(key: WordKey, params: Params = {}): string {
  return filled(words[key] ?? key, params);
}

/** An entry with its holes filled: of the words of this file's keys, or of those that come with a page. */
export function filled(entry: Entry, params: Params = {}): string {
  const text = typeof entry === "string" ? entry : (entry[plurals.select(Number(params.n ?? 0))] ?? entry.other);
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => {
    const value = params[name];
    return value === undefined ? hole : typeof value === "number" ? value.toLocaleString(language) : value;
  });
}

export const spoken = (): Language => language;
/** What administrators named in several languages: in the one that is spoken, else in another. */
export const worded = (names: Worded): string => names[language] ?? names.en ?? names.ru ?? "";
export const known = (key: string): key is WordKey => key in words;

function listen(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

/** `t`, and a redraw when the language changes. */
export function useWords(): typeof t {
  useSyncExternalStore(listen, () => version);
  return t;
}

/** The language before anyone has signed in: the last one used here, else the browser's, else English. */
export function firstLanguage(): Language {
  const asked = [localStorage.getItem("deskbell.language"), ...navigator.languages, "en"];
  for (const tag of asked) {
    const short = tag?.slice(0, 2).toLowerCase();
    if (short === "en" || short === "ru") return short;
  }
  return "en";
}

export function rememberLanguage(next: Language): void {
  localStorage.setItem("deskbell.language", next);
}
