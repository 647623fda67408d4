/**
 * The outbox at work: one message at a time, in order, under its own key, until the server takes it or refuses it for
 * good. Every entry is in storage before its first byte leaves.
 */
import { Refusal } from "./api";
import { type Ack, applyAck } from "./apply";
import type { Pending } from "./model";
import type { Keep } from "./storage";
import type { Store } from "./store";

export interface Sender {
  add(entry: Pending): void;
  /** Takes up what an earlier page left behind. */
  restore(): void;
  resend(sendKey: string): void;
  discard(sendKey: string): void;
  /** The way is free again: do not wait for the next try. */
  kick(): void;
}

/** Milliseconds before try number `tries`: 1 s to 30 s with full jitter, or what the server asked for. */
export function backoff(tries: number, why: Refusal): number {
  const asked = Number(why.params.retry_after);
  return asked > 0 ? asked * 1000 + Math.random() * 1000 : 500 + Math.random() * Math.min(30_000, 1000 * 2 ** tries);
}

/** @param deliver throws `Refusal`; a `passing` one is tried again, any other is final */
export function openSender(store: Store, keep: Keep, deliver: (entry: Pending) => Promise<Ack>): Sender {
  let busy = false;
  let waiting: (() => void) | undefined;

  function change(sendKey: string, patch: Partial<Pending>) {
    store.set((state) => ({
      ...state,
      pending: state.pending.map((entry) => (entry.send_key === sendKey ? { ...entry, ...patch } : entry)),
    }));
    const entry = store.get().pending.find((one) => one.send_key === sendKey);
    if (entry) keep.put(entry);
  }

  function discard(sendKey: string) {
    keep.drop(sendKey);
    store.set((state) => ({ ...state, pending: state.pending.filter((entry) => entry.send_key !== sendKey) }));
  }

  function rest(ms: number): Promise<void> {
    return new Promise((done) => {
      setTimeout(done, ms);
      waiting = done;
    });
  }

  async function pump() {
    if (busy) return;
    busy = true;
    for (let tries = 0; ; ) {
      const state = store.get();
      const entry = state.pending.find((one) => !one.failed);
      if (!entry || state.stage !== "ready" || state.asked) break;
      try {
        const ack = await deliver(entry);
        keep.drop(entry.send_key);
        store.set((now) => applyAck(now, entry, ack));
        tries = 0;
      } catch (why) {
        const refusal = why instanceof Refusal ? why : new Refusal("unreachable");
        if (refusal.passing) await rest(backoff(tries++, refusal));
        // The quoted message belongs to a session that has ended meanwhile: the words matter more than the quote.
        else if (refusal.code === "quote_unknown" && entry.quote) change(entry.send_key, { quote: null });
        else if (asksForForm(refusal)) store.set({ asked: true, preChat: null });
        else change(entry.send_key, { failed: refusal.code });
      }
    }
    busy = false;
  }

  return {
    add(entry) {
      keep.put(entry);
      store.set((state) => ({ ...state, pending: [...state.pending, entry] }));
      pump();
    },
    restore() {
      const drawn = new Set(store.get().pending.map((entry) => entry.send_key));
      const left = keep.outbox().filter((entry) => !drawn.has(entry.send_key));
      if (left.length) store.set((state) => ({ ...state, pending: [...left, ...state.pending] }));
    },
    resend(sendKey) {
      change(sendKey, { failed: null });
      pump();
    },
    discard,
    kick() {
      waiting?.();
      pump();
    },
  };
}

/** The channel asks something of this visitor that it has not been told yet. */
function asksForForm(refusal: Refusal): boolean {
  return (
    refusal.code === "validation_failed" &&
    Object.keys(refusal.params.fields ?? {}).some((field) => field.startsWith("pre_chat."))
  );
}
