/**
 * Where a frame inside a foreign page may keep something. Browsers that block third-party cookies often refuse it all
 * storage, but allow cookies marked `Partitioned` (4 KB each, 10 KB together): they come second, memory last.
 */
export interface Area {
  get(name: string): string | null;
  /** Silently kept in vain where there is no room: memory has it, and the outbox sends from there. */
  set(name: string, value: string): void;
  remove(name: string): void;
  names(): string[];
}

type Kind = "localStorage" | "sessionStorage";

export function openArea(kind: Kind): Area {
  try {
    return inStorage(window[kind]);
  } catch {
    const cookies = inCookies(kind === "localStorage" ? 34_560_000 : null);
    cookies.set("deskbell", "1");
    return cookies.get("deskbell") ? cookies : inMemory();
  }
}

function inStorage(store: Storage): Area {
  return {
    get: (name) => store.getItem(name),
    set(name, value) {
      try {
        store.setItem(name, value);
      } catch {
        // Full.
      }
    },
    remove: (name) => store.removeItem(name),
    names: () => Array.from({ length: store.length }, (_, i) => store.key(i) ?? ""),
  };
}

/** @param seconds how long they last; null: until the browser is closed */
function inCookies(seconds: number | null): Area {
  const write = (name: string, value: string, age: number | null) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser we serve
    document.cookie = `${name}=${value}; Path=/w/; Secure; SameSite=None; Partitioned${age === null ? "" : `; Max-Age=${age}`}`;
  };
  const all = () =>
    document.cookie
      .split("; ")
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)] as const);
  return {
    get(name) {
      const found = all().find(([one]) => one === name);
      return found ? new TextDecoder().decode(Uint8Array.from(atob(found[1]), (sign) => sign.charCodeAt(0))) : null;
    },
    set: (name, value) => write(name, btoa(String.fromCharCode(...new TextEncoder().encode(value))), seconds),
    remove: (name) => write(name, "", 0),
    names: () => all().map(([name]) => name),
  };
}

function inMemory(): Area {
  const items = new Map<string, string>();
  return {
    get: (name) => items.get(name) ?? null,
    set: (name, value) => void items.set(name, value),
    remove: (name) => void items.delete(name),
    names: () => [...items.keys()],
  };
}
