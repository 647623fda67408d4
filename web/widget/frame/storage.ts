/**
 * What the frame keeps in its own origin's storage (partitioned per site by the browser): the visitor's token, messages
 * not yet acknowledged, sound. Where storage is refused, memory takes its place and the visit still works.
 */
import type { Pending, PreChat } from "./model";

export interface Keep {
  token(): string | null;
  setToken(token: string | null): void;
  /** The token stands for a person the site has signed. */
  signed(): boolean;
  setSigned(on: boolean): void;
  sound(): boolean;
  setSound(on: boolean): void;
  /** The half-written text and form of this tab. */
  draft(): string;
  setDraft(text: string): void;
  preChat(): PreChat | null;
  setPreChat(answers: PreChat | null): void;
  /** Unacknowledged messages, oldest first. */
  outbox(): Pending[];
  put(entry: Pending): void;
  drop(sendKey: string): void;
  forget(): void;
}

export function openKeep(key: string, local = area("localStorage"), tab = area("sessionStorage")): Keep {
  const name = `deskbell.${key}`;
  // One item per message: two tabs that write at once cannot overwrite each other's.
  const out = `${name}.out.`;

  const names = (store: Storage, start: string) =>
    Array.from({ length: store.length }, (_, i) => store.key(i) ?? "").filter((one) => one.startsWith(start));

  const set = (store: Storage, item: string, value: string | null) => {
    try {
      if (value === null || value === "") store.removeItem(item);
      else store.setItem(item, value);
    } catch {
      // Full: the message lives on in memory and is sent from there.
    }
  };

  return {
    token: () => local.getItem(name),
    setToken: (token) => set(local, name, token),
    signed: () => local.getItem(`${name}.signed`) === "1",
    setSigned: (on) => set(local, `${name}.signed`, on ? "1" : null),
    sound: () => local.getItem(`${name}.sound`) === "1",
    setSound: (on) => set(local, `${name}.sound`, on ? "1" : null),
    draft: () => tab.getItem(`${name}.draft`) ?? "",
    setDraft: (text) => set(tab, `${name}.draft`, text),
    preChat: () => parse<PreChat>(tab.getItem(`${name}.form`)),
    setPreChat: (answers) => set(tab, `${name}.form`, answers && JSON.stringify(answers)),
    outbox: () =>
      names(local, out)
        .map((item) => parse<Pending>(local.getItem(item)))
        .filter((entry): entry is Pending => typeof entry?.send_key === "string" && typeof entry.text === "string")
        .sort((a, b) => a.at - b.at),
    put: (entry) => set(local, out + entry.send_key, JSON.stringify(entry)),
    drop: (sendKey) => set(local, out + sendKey, null),
    forget() {
      for (const store of [local, tab]) for (const item of names(store, name)) store.removeItem(item);
    },
  };
}

function parse<T>(text: string | null): T | null {
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}

function area(which: "localStorage" | "sessionStorage"): Storage {
  try {
    const store = window[which];
    store.getItem("");
    return store;
  } catch {
    return memory();
  }
}

function memory(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (i) => [...items.keys()][i] ?? null,
    getItem: (name) => items.get(name) ?? null,
    setItem: (name, value) => void items.set(name, value),
    removeItem: (name) => void items.delete(name),
    clear: () => items.clear(),
  };
}
