/**
 * The frame's line to the server: the shared socket, and where sockets are cut off on the way, a slow look by REST.
 * What comes in is put into the store; events pass `applyEvent` and nothing else.
 */
import type { Command, EventFrame, Ok, Pushed } from "../../wire/frames";
import { openSocket, Refused, type Socket } from "../../wire/socket";
import { type Api, Refusal } from "./api";
import { applyCurrent, applyEvent } from "./apply";
import type { Store } from "./store";

export interface Line {
  /** Opens the socket unless it is open. `ticket`: the one that came with the start, if it is still good. */
  connect(ticket: string | null): void;
  /** Follow the store's current session from the store's cursor. */
  follow(): void;
  up(): boolean;
  /** Throws `Refusal`. */
  send(command: Command): Promise<Ok>;
  wake(): void;
  hang(): void;
}

export interface LineEvents {
  /** A message of the desk has just been applied. */
  heard(event: EventFrame): void;
  /** There is a hole that events cannot fill. */
  lost(): void;
  /** The visitor's token is no longer good. */
  ended(): void;
  opened(): void;
}

const LOOK_MS = 8_000;

export function openLine(store: Store, api: Api, on: LineEvents, address = socketAddress()): Line {
  let socket: Socket | undefined;
  let followed: string | null = null;
  let first: string | null = null;
  let looking: ReturnType<typeof setInterval> | undefined;
  let typingEnds: ReturnType<typeof setTimeout> | undefined;

  function ticket(): Promise<string> {
    const kept = first;
    first = null;
    return kept ? Promise.resolve(kept) : api.ticket();
  }

  function heard(event: EventFrame) {
    const before = store.get();
    store.set((state) => applyEvent(state, event));
    if (store.get() !== before && event.kind === "message_posted" && event.by.kind !== "account") on.heard(event);
  }

  function pushed(frame: Pushed) {
    if (frame.type === "desk") store.set({ online: frame.online, paused: frame.paused });
    else if (frame.type === "current") {
      store.set((state) => applyCurrent(state, frame.session));
      follow();
    } else if (frame.type === "queue") {
      store.set((state) =>
        state.session?.id === frame.session
          ? { ...state, session: { ...state.session, queue_position: frame.position } }
          : state,
      );
    } else if (frame.type === "typing" && frame.session === store.get().session?.id && frame.by.kind !== "account") {
      clearTimeout(typingEnds);
      store.set({ typing: frame.on ? frame.by.name : null });
      if (frame.on) typingEnds = setTimeout(() => store.set({ typing: null }), frame.ttl * 1000);
    }
  }

  // Some networks let requests through and no sockets.
  async function look() {
    const { session, cursor, open } = store.get();
    if (!session || !open || document.visibilityState !== "visible") return;
    try {
      const answer = await api.events(session.id, cursor);
      if (answer.too_long) on.lost();
      else for (const event of answer.events) heard(event);
    } catch {
      // The banner says it already.
    }
  }

  function follow() {
    const { session, cursor } = store.get();
    if (followed && followed !== session?.id) socket?.leave(followed);
    followed = session?.id ?? null;
    if (session) socket?.join(session.id, cursor);
  }

  return {
    connect(given) {
      if (socket) return;
      first = given;
      looking = setInterval(() => store.get().socket === "down" && look(), LOOK_MS);
      socket = openSocket({
        address,
        epoch: store.get().epoch,
        ticket,
        onEvent: heard,
        onPush: pushed,
        onLost: on.lost,
        onWelcome: on.opened,
        onState(state) {
          store.set({ socket: state === "open" ? "up" : "down" });
          if (state === "signed_out") on.ended();
        },
      });
      follow();
    },
    follow,
    up: () => socket?.state() === "open",
    send(command) {
      const sent = socket ? socket.send(command) : Promise.reject(new Refused("disconnected"));
      return sent.catch((why: Refused) => {
        throw new Refusal(why.code, why.params, PASSING.has(why.code) ? 0 : 409);
      });
    },
    wake: () => socket?.wake(),
    hang() {
      clearInterval(looking);
      socket?.close();
      socket = undefined;
      followed = null;
    },
  };
}

/** Refusals of the socket after which the same command may succeed. */
const PASSING = new Set(["disconnected", "too_many_requests", "overloaded", "storage_unavailable"]);

function socketAddress(): string {
  return `${location.origin.replace(/^http/, "ws")}/ws/v1`;
}
