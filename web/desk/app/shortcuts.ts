// Every shortcut of the desk, in one list: what the `?` sheet shows is what works.
import { useEffect, useRef } from "react";
import { cachedMe } from "./me";

type Section = "anywhere" | "sessions" | "go" | "writing";
type Shortcut = {
  id: string;
  section: Section;
  /** Each is one way: "mod+k", "shift+e", "?", or two keys in a row, "g q". `mod` is Ctrl, on a Mac ⌘. */
  keys: readonly string[];
  /** Handled by the field itself; listed only to be found. */
  shown?: true;
};

export const shortcuts = [
  { id: "commands", section: "anywhere", keys: ["mod+k"] },
  { id: "help", section: "anywhere", keys: ["?"] },
  { id: "fold", section: "anywhere", keys: ["["] },
  { id: "next", section: "sessions", keys: ["j"] },
  { id: "previous", section: "sessions", keys: ["k"] },
  { id: "take", section: "sessions", keys: ["t"] },
  { id: "reply", section: "sessions", keys: ["r"] },
  { id: "note", section: "sessions", keys: ["n"] },
  { id: "close", section: "sessions", keys: ["e"] },
  { id: "closeAndNext", section: "sessions", keys: ["shift+e"] },
  { id: "assign", section: "sessions", keys: ["a"] },
  { id: "about", section: "sessions", keys: ["i"] },
  { id: "search", section: "sessions", keys: ["/"] },
  { id: "find", section: "sessions", keys: ["mod+f"] },
  { id: "select", section: "sessions", keys: ["x"] },
  { id: "selectOn", section: "sessions", keys: ["shift+arrowdown", "shift+arrowup"], shown: true },
  { id: "selectAll", section: "sessions", keys: ["mod+a"], shown: true },
  { id: "goQueue", section: "go", keys: ["g q"] },
  { id: "goMine", section: "go", keys: ["g m"] },
  { id: "goActive", section: "go", keys: ["g a"] },
  { id: "goClosed", section: "go", keys: ["g c"] },
  { id: "goSettings", section: "go", keys: ["g s"] },
  { id: "send", section: "writing", keys: ["enter", "mod+enter"], shown: true },
  { id: "newline", section: "writing", keys: ["shift+enter"], shown: true },
  { id: "leave", section: "writing", keys: ["escape"], shown: true },
] as const satisfies readonly Shortcut[];

export type ShortcutId = (typeof shortcuts)[number]["id"];
type Handler = () => void;

/** Pressed keys as this file writes them; null for a bare modifier, dead keys, and text being composed. */
export function pressed(event: KeyboardEvent): string | null {
  if (event.isComposing || event.key === "Dead" || event.key === "Process") return null;
  if (event.getModifierState?.("AltGraph") || event.altKey) return null;
  if (["Shift", "Control", "Meta", "Alt", "AltGraph"].includes(event.key)) return null;
  const key = latinKey(event);
  const mod = event.ctrlKey || event.metaKey ? "mod+" : "";
  // The shift of "?" or "{" belongs to the sign itself.
  const shift = event.shiftKey && (key.length > 1 || /[a-z]/.test(key)) ? "shift+" : "";
  return mod + shift + key;
}

// A Cyrillic or Greek layout: the letter that stands on this key of a Latin one.
function latinKey(event: KeyboardEvent): string {
  const key = event.key.toLowerCase();
  const isAscii = key.length > 1 || key.charCodeAt(0) < 128;
  if (isAscii) return key;
  const letter = /^Key([A-Z])$/.exec(event.code)?.[1];
  if (letter) return letter.toLowerCase();
  return { BracketLeft: "[", BracketRight: "]", Slash: event.shiftKey ? "?" : "/" }[event.code] ?? key;
}

/** Those that answer here, and may be given other keys; the rest belong to their fields. */
const changeable = shortcuts.filter((each) => !("shown" in each));

/** The keys of a shortcut today: those its owner chose, else ours. */
function keysNow(id: ShortcutId): readonly string[] {
  const chosen = cachedMe()?.person.settings.keys?.[id];
  return chosen ? [chosen] : (shortcuts.find((each) => each.id === id)?.keys ?? []);
}

const reserved = ["escape", "enter", "tab", " ", "backspace", "delete"];

/** What stands against these keys for this shortcut: nothing, another's use of them, or a meaning they have everywhere. */
export function standsAgainst(id: ShortcutId, keys: string): ShortcutId | "reserved" | null {
  const plain = keys.replace(/^(mod\+)?(shift\+)?/, "");
  if (reserved.includes(plain) || plain.startsWith("arrow")) return "reserved";
  const other = changeable.find(
    (each) => each.id !== id && keysNow(each.id).some((own) => own === keys || own.startsWith(`${keys} `)),
  );
  return other?.id ?? null;
}

const handlers = new Map<ShortcutId, Handler[]>();
let waitingFor: { first: string; until: number } | null = null;

/** The shortcut a key press means, in the state of "g" pressed just before. Exported for its tests. */
export function meaning(event: KeyboardEvent, now = performance.now()): ShortcutId | null {
  const key = pressed(event);
  if (!key) return null;
  const bare = !key.includes("mod+");
  if (bare && (singleKeysOff() || inField(event.target) || dialogOpen())) return null;
  const first = waitingFor && waitingFor.until > now ? waitingFor.first : null;
  waitingFor = null;
  const wanted = first ? `${first} ${key}` : key;
  const found = changeable.find((each) => keysNow(each.id).includes(wanted));
  if (found) return found.id;
  const starts = changeable.some((each) => keysNow(each.id).some((keys) => keys.startsWith(`${key} `)));
  if (starts) waitingFor = { first: key, until: now + 1000 };
  return null;
}

const singleKeysOff = () => cachedMe()?.person.settings.shortcuts === false;

function inField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest("[role=menu],[role=listbox],[role=combobox]")) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "radio", "button", "submit"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}

const dialogOpen = () => document.querySelector("dialog[open], [role=dialog][aria-modal=true]") !== null;

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.repeat) return;
  const id = meaning(event);
  const handler = id ? handlers.get(id)?.at(-1) : undefined;
  if (!handler) return;
  event.preventDefault();
  handler();
}

document.addEventListener("keydown", onKeyDown);

/** Answers shortcuts while the component stands; the one mounted last wins. */
export function useShortcuts(own: Partial<Record<ShortcutId, Handler>>): void {
  const latest = useRef(own);
  useEffect(() => {
    latest.current = own;
  });
  const ids = Object.keys(own).join(" ");
  useEffect(() => {
    const added = (ids ? ids.split(" ") : []).map((name) => {
      const id = name as ShortcutId;
      const handler = () => latest.current[id]?.();
      handlers.set(id, [...(handlers.get(id) ?? []), handler]);
      return () => handlers.set(id, handlers.get(id)?.filter((each) => each !== handler) ?? []);
    });
    return () => {
      for (const remove of added) remove();
    };
  }, [ids]);
}

const mac = /Mac|iP(hone|ad)/.test(navigator.platform);
const signs: Record<string, string> = {
  mod: mac ? "⌘" : "Ctrl",
  shift: mac ? "⇧" : "Shift",
  enter: "Enter",
  escape: "Esc",
  arrowdown: "↓",
  arrowup: "↑",
};

/** The keys of a shortcut for the eye: [["Ctrl", "K"]], or [["G"], ["Q"]] for two in a row. */
export function keysOf(id: ShortcutId): string[][] {
  const keys = keysNow(id)[0] ?? "";
  return keys.split(" ").map((chord) => chord.split("+").map((key) => signs[key] ?? key.toUpperCase()));
}
