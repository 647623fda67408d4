/** What lives only on the wire: the connection, who looks, who types. Never a message, never a counter. */
import { create } from "zustand";
import type { PresenceFrame, TypingFrame } from "../../wire/frames";
import type { Named } from "../../wire/rest";
import type { SocketState } from "../../wire/socket";

export type Typist = { id: string | null; kind: string; name: string };
export type Presence = { client: "online" | "offline"; staff: Named[] };

interface Live {
  socket: SocketState;
  /** True once the first hello of this sign-in was answered: before it there is nothing to have lost. */
  welcomed: boolean;
  presence: Record<string, Presence>;
  typing: Record<string, Typist[]>;
}

export const useLive = create<Live>(() => ({ socket: "connecting", welcomed: false, presence: {}, typing: {} }));

const timers = new Map<string, ReturnType<typeof setTimeout>>();
const keyOf = (session: string, by: { kind: string; id: string | null }) => `${session} ${by.kind} ${by.id ?? ""}`;

export function hearTyping(frame: TypingFrame): void {
  const { session, by } = frame;
  const key = keyOf(session, by);
  clearTimeout(timers.get(key));
  timers.delete(key);
  const same = (other: Typist) => other.kind === by.kind && other.id === by.id;
  useLive.setState(({ typing }) => {
    const others = (typing[session] ?? []).filter((other) => !same(other));
    const now = frame.on ? [...others, { id: by.id, kind: by.kind, name: by.name }] : others;
    return { typing: { ...typing, [session]: now } };
  });
  if (frame.on)
    timers.set(
      key,
      setTimeout(() => hearTyping({ ...frame, on: false }), frame.ttl * 1000),
    );
}

/** Who has just written types no more. */
export function hush(session: string, by: { kind: string; id: string | null }): void {
  if (timers.has(keyOf(session, by))) {
    hearTyping({ type: "typing", session, by: { kind: by.kind as "account", id: by.id, name: "" }, on: false, ttl: 0 });
  }
}

export function hearPresence(frame: PresenceFrame): void {
  useLive.setState(({ presence }) => ({
    presence: { ...presence, [frame.session]: { client: frame.client, staff: frame.staff ?? [] } },
  }));
}

/** A lost connection knows nothing of presence. */
export function forgetLive(): void {
  for (const timer of timers.values()) clearTimeout(timer);
  timers.clear();
  useLive.setState({ presence: {}, typing: {} });
}
