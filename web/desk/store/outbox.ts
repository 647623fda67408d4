/**
 * The outbox: a message is written here with its send key before it is sent, and the same key is sent again until the
 * server accepts it or refuses it for good. It survives a reload and a lost network; of all tabs one sends.
 */
import type { FileRef, Named, Posted, Quote } from "../../wire/rest";

export type OutboxItem = {
  send_key: string;
  session: string;
  text: string;
  quote: Quote | null;
  files: FileRef[];
  /** A note for colleagues, which calls these people. */
  note?: Named[];
  created_at: string;
  /** `sending`: under way or waiting for the network. `accepted`: stored; the event that draws it is on its way. */
  state: "sending" | "refused" | "accepted";
  /** Tries that got no answer. */
  failures: number;
  /** Why it was refused. */
  code?: string;
  params?: Record<string, unknown>;
};

/** What a try may end in, apart from success: refused for good, or to be tried again. */
export type Verdict = { again: boolean; code: string; params: Record<string, unknown>; waitMs?: number };

export interface OutboxOptions {
  person: string;
  post: (item: OutboxItem) => Promise<Posted>;
  judge: (error: unknown) => Verdict;
  onChange: (items: OutboxItem[]) => void;
  /** The server wants a sign-in before it takes anything. */
  onSignedOut: () => void;
}

export interface Outbox {
  /** Resolves once the item is stored on this device; sending follows by itself. */
  add: (item: Omit<OutboxItem, "state" | "failures">) => Promise<void>;
  resend: (sendKey: string) => Promise<void>;
  discard: (sendKey: string) => Promise<void>;
  /** The event has drawn it: the pending row goes. */
  drawn: (sendKey: string) => void;
  /** The network or the sign-in is back. */
  wake: () => void;
  items: () => OutboxItem[];
  stop: () => void;
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export async function openOutbox(options: OutboxOptions): Promise<Outbox> {
  const name = `deskbell-outbox-${options.person}`;
  // Without a store (some private windows) the outbox still orders and retries; it just does not outlive the tab.
  const db = await openStore(name).catch(memoryStore);
  const channel = new BroadcastChannel(name);
  const ending = new AbortController();
  const busy = new Set<string>();
  const unsaved = new Set<string>();
  const waits = new Map<string, ReturnType<typeof setTimeout>>();
  let items = await db.all();
  let sender = false;
  let stopped = false;
  let wakes = 0;

  function tell(others: { stored?: OutboxItem; accepted?: string; gone?: string; wake?: true }) {
    if (!stopped) channel.postMessage(others);
  }

  function show(next: OutboxItem[]) {
    items = next;
    if (!stopped) options.onChange(items);
  }

  function patch(sendKey: string, change: Partial<OutboxItem>): OutboxItem | undefined {
    let changed: OutboxItem | undefined;
    show(
      items.map((item) => {
        if (item.send_key !== sendKey) return item;
        changed = { ...item, ...change };
        return changed;
      }),
    );
    return changed;
  }

  async function store(item: OutboxItem | undefined) {
    if (!item || stopped) return;
    await db.put(item);
    tell({ stored: item });
  }

  async function settle(sendKey: string) {
    // Stopped meanwhile: the stored row is sent once more next time, and the key makes that harmless.
    if (stopped) return;
    await db.remove(sendKey);
    tell({ accepted: sendKey });
    patch(sendKey, { state: "accepted" });
  }

  // One message of a session at a time, in the order written; sessions do not wait for each other.
  async function pump(session: string): Promise<void> {
    if (!sender || stopped || busy.has(session) || waits.has(session)) return;
    const item = items.find((other) => other.session === session && other.state === "sending");
    if (!item || unsaved.has(item.send_key)) return;
    busy.add(session);
    const wakesBefore = wakes;
    try {
      await options.post(item);
      await settle(item.send_key);
    } catch (error) {
      const { again, code, params, waitMs } = options.judge(error);
      if (again) {
        const failures = item.failures + 1;
        await store(patch(item.send_key, { failures, code, params }));
        if (code === "not_signed_in") options.onSignedOut();
        const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(failures - 1, 6));
        if (wakes === wakesBefore) later(session, waitMs ?? longest * (0.5 + Math.random() / 2));
      } else await store(patch(item.send_key, { state: "refused", code, params }));
    } finally {
      busy.delete(session);
    }
    return pump(session);
  }

  function later(session: string, ms: number) {
    if (stopped) return;
    const timer = setTimeout(() => {
      waits.delete(session);
      void pump(session);
    }, ms);
    waits.set(session, timer);
  }

  function pumpAll() {
    for (const session of new Set(items.map((item) => item.session))) void pump(session);
  }

  function wakeHere() {
    wakes += 1;
    for (const timer of waits.values()) clearTimeout(timer);
    waits.clear();
    pumpAll();
  }

  channel.onmessage = ({
    data,
  }: MessageEvent<{ stored?: OutboxItem; accepted?: string; gone?: string; wake?: true }>) => {
    const { stored, accepted, gone } = data;
    if (stored) {
      const known = items.some((item) => item.send_key === stored.send_key);
      show(known ? items.map((item) => (item.send_key === stored.send_key ? stored : item)) : [...items, stored]);
      void pump(stored.session);
    }
    if (accepted) patch(accepted, { state: "accepted" });
    if (gone) show(items.filter((item) => item.send_key !== gone));
    if (data.wake) wakeHere();
  };

  async function lead() {
    // What another tab stored while it sent and this one did not listen.
    const stored = await db.all();
    const here = new Set(items.map((item) => item.send_key));
    const missing = stored.filter((item) => !here.has(item.send_key));
    if (missing.length > 0) show([...items, ...missing]);
    sender = true;
    pumpAll();
  }

  if (navigator.locks) {
    const held = () =>
      lead().then(() => new Promise<void>((done) => ending.signal.addEventListener("abort", () => done())));
    navigator.locks.request(name, { signal: ending.signal }, held).catch(() => undefined);
  } else void lead();
  show(items);

  return {
    async add(item) {
      const whole: OutboxItem = { ...item, state: "sending", failures: 0 };
      unsaved.add(item.send_key);
      show([...items, whole]);
      await store(whole);
      unsaved.delete(item.send_key);
      void pump(item.session);
    },
    async resend(sendKey) {
      const item = patch(sendKey, { state: "sending", failures: 0 });
      await store(item);
      if (item) void pump(item.session);
    },
    async discard(sendKey) {
      show(items.filter((item) => item.send_key !== sendKey));
      await db.remove(sendKey);
      tell({ gone: sendKey });
    },
    drawn(sendKey) {
      const item = items.find((other) => other.send_key === sendKey);
      if (!item) return;
      show(items.filter((other) => other !== item));
      // The event may overtake the answer; the sender then finds nothing left to settle.
      void db.remove(sendKey);
    },
    wake() {
      tell({ wake: true });
      wakeHere();
    },
    items: () => items,
    stop() {
      stopped = true;
      ending.abort();
      for (const timer of waits.values()) clearTimeout(timer);
      channel.close();
      db.close();
    },
  };
}

interface Store {
  all: () => Promise<OutboxItem[]>;
  put: (item: OutboxItem) => Promise<void>;
  remove: (sendKey: string) => Promise<void>;
  close: () => void;
}

function memoryStore(): Store {
  const kept = new Map<string, OutboxItem>();
  return {
    all: async () => [...kept.values()],
    put: async (item) => void kept.set(item.send_key, item),
    remove: async (sendKey) => void kept.delete(sendKey),
    close: () => kept.clear(),
  };
}

function openStore(name: string): Promise<Store> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("outbox", { keyPath: "send_key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result;
      const write = (deed: (store: IDBObjectStore) => void) =>
        new Promise<void>((done, failed) => {
          const deal = db.transaction("outbox", "readwrite", { durability: "strict" });
          deed(deal.objectStore("outbox"));
          deal.oncomplete = () => done();
          deal.onerror = () => failed(deal.error);
        });
      resolve({
        // Send keys sort by the time they were made, so this is the order of writing.
        all: () =>
          new Promise((done, failed) => {
            const asked = db.transaction("outbox").objectStore("outbox").getAll();
            asked.onsuccess = () => done(asked.result as OutboxItem[]);
            asked.onerror = () => failed(asked.error);
          }),
        put: (item) => write((store) => store.put(item)),
        remove: (sendKey) => write((store) => store.delete(sendKey)),
        close: () => db.close(),
      });
    };
  });
}
