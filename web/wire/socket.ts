/**
 * The socket of desk and widget: one connection that says hello with cursors, hands events over in order and once,
 * asks for what is missing, answers beats and comes back by itself. No dependency; see docs/protocol.md.
 */
import type { Command, EventFrame, Ok, Outcome, Pushed, WelcomeFrame } from "./frames";

/**
 * `connecting` a try is under way or waits for its turn · `open` welcomed · `signed_out` the sign-in ended: call
 * `wake()` after signing in again · `outdated` the server speaks another protocol: reload the page · `refused`
 * the server does not talk to this origin · `closed` by us.
 */
export type SocketState = "connecting" | "open" | "signed_out" | "outdated" | "refused" | "closed";

/** Why a command failed: the server's `code` and `params`, or `disconnected` when nobody knows. */
export class Refused extends Error {
  constructor(
    readonly code: string,
    readonly params: Record<string, unknown> = {},
  ) {
    super(code);
  }
}

export interface SocketOptions {
  /** `wss://…/ws/v1` */
  address: string;
  /** A fresh single-use ticket. Rejecting with `code: "not_signed_in"` ends in the state `signed_out`. */
  ticket: () => Promise<string>;
  /** The epoch known from before, if any: another one voids all cursors. */
  epoch?: string | null;
  /** Each event of a joined session, in order and exactly once. */
  onEvent: (event: EventFrame) => void;
  /** Everything else the server says, except beats and answers. */
  onPush: (frame: Pushed) => void;
  /** The hole is too long (`too_long`) or the session is no longer ours to see (`gone`): refetch, then join again. */
  onLost: (session: string, why: "too_long" | "gone") => void;
  onState?: (state: SocketState) => void;
  /** After each hello; `inbox` other than "ok" asks for a refetch of the lists. */
  onWelcome?: (welcome: WelcomeFrame) => void;
}

export interface Socket {
  /** Follow a session from its event number `cursor` on. Survives reconnects. */
  join: (session: string, cursor: number) => void;
  leave: (session: string) => void;
  /** Rejects with `Refused`; `disconnected` means unanswered: done or not, nobody knows. */
  send: (command: Command) => Promise<Ok>;
  state: () => SocketState;
  /** The network is back, the tab is shown, somebody signed in: look at once whether we still live. */
  wake: () => void;
  close: () => void;
}

interface Topic {
  cursor: number;
  held: EventFrame[];
  timer: Timer;
  asking: boolean;
}

type Timer = ReturnType<typeof setTimeout> | undefined;

const HOLD_MS = 500;
const DEAD_MS = 65_000;
/** Longer than any beat: who wakes after this has slept. */
const QUIET_MS = 35_000;
const HELLO_MS = 15_000;
const HELLO_TOPICS = 50;

export function openSocket(options: SocketOptions): Socket {
  const topics = new Map<string, Topic>();
  const waiting = new Map<number, { resolve: (ok: Ok) => void; reject: (why: Refused) => void }>();
  let state: SocketState = "closed";
  let ws: WebSocket | undefined;
  let epoch = options.epoch ?? null;
  let log: string | null = null;
  let lastId = 0;
  let heard = 0;
  let tries = 0;
  let calling = false;
  let again: Timer;
  let watch: Timer;

  function become(next: SocketState) {
    if (state !== next) {
      state = next;
      options.onState?.(next);
    }
  }

  function write(frame: object) {
    ws?.send(JSON.stringify(frame));
  }

  function send(command: Command): Promise<Ok> {
    if (state !== "open") return Promise.reject(new Refused("disconnected"));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject });
      write({ ...command, id });
    });
  }

  function lose(session: string, why: "too_long" | "gone") {
    drop(session);
    options.onLost(session, why);
  }

  function drop(session: string) {
    clearTimeout(topics.get(session)?.timer);
    topics.delete(session);
  }

  function judge(session: string, outcome: Outcome | undefined) {
    if (outcome === "too_long" || outcome === "gone") lose(session, outcome);
  }

  function follow(session: string) {
    const topic = topics.get(session);
    if (topic)
      send({ type: "join", session, cursor: topic.cursor }).then(
        (ok) => judge(session, ok.outcome),
        (why: Refused) => {
          if (why.code === "disconnected" || topics.get(session) !== topic) return;
          if (why.code === "not_found" || why.code === "not_allowed") lose(session, "gone");
          else {
            topic.timer = setTimeout(() => {
              topic.timer = undefined;
              follow(session);
            }, 3000);
          }
        },
      );
  }

  // `prev <= cursor`, not `==`: a snapshot's cursor may count events that this audience never sees, and no event
  // of the audience lies between prev and seq.
  function take(event: EventFrame) {
    const topic = topics.get(event.session);
    if (!topic || event.seq <= topic.cursor) return;
    if (event.prev > topic.cursor) {
      topic.held.push(event);
      topic.timer ??= setTimeout(() => ask(event.session, topic), HOLD_MS);
      return;
    }
    topic.cursor = event.seq;
    options.onEvent(event);
    if (topic.held.length) release(topic);
  }

  function release(topic: Topic) {
    const held = topic.held.sort((a, b) => a.seq - b.seq);
    topic.held = [];
    clearTimeout(topic.timer);
    topic.timer = undefined;
    for (const event of held) take(event);
  }

  function ask(session: string, topic: Topic) {
    topic.timer = undefined;
    if (topic.asking || topics.get(session) !== topic || !topic.held.length) return;
    topic.asking = true;
    send({ type: "events", session, after: topic.cursor }).then(
      (ok) => {
        topic.asking = false;
        if (topics.get(session) !== topic) return;
        if (ok.too_long) return lose(session, "too_long");
        for (const event of ok.events ?? []) take(event);
        release(topic);
      },
      (why: Refused) => {
        topic.asking = false;
        // Unanswered: the next hello replays. Refused: nothing will fill the hole but a refetch.
        if (why.code !== "disconnected") lose(session, "too_long");
      },
    );
  }

  function welcome(frame: WelcomeFrame) {
    epoch = frame.epoch;
    log = frame.log;
    tries = 0;
    become("open");
    guard();
    options.onWelcome?.(frame);
    for (const [session, outcome] of Object.entries(frame.sessions)) judge(session, outcome);
    // Joined while the hello was under way, or beyond what a hello carries.
    for (const session of [...topics.keys()]) if (!(session in frame.sessions)) follow(session);
  }

  function read(text: string) {
    heard = Date.now();
    const frame = JSON.parse(text);
    if (frame.type === "event") take(frame);
    else if (frame.type === "too_long") lose(frame.session, "too_long");
    else if (frame.type === "beat") write({ type: "beat" });
    else if (frame.type === "ok" || frame.type === "refused") {
      const answer = waiting.get(frame.id);
      waiting.delete(frame.id);
      if (frame.type === "ok") answer?.resolve(frame);
      else answer?.reject(new Refused(frame.code, frame.params));
    } else if (frame.type === "welcome") welcome(frame);
    else if (frame.type !== "reconnect") {
      if (frame.type === "rows") log = frame.log;
      options.onPush(frame);
    }
  }

  function ended(code: number, reason: string) {
    const lived = state === "open";
    clearTimeout(watch);
    ws = undefined;
    for (const topic of topics.values()) {
      clearTimeout(topic.timer);
      topic.timer = undefined;
      topic.held = [];
    }
    const lost = [...waiting.values()];
    waiting.clear();
    for (const answer of lost) answer.reject(new Refused("disconnected"));
    if (code === 4001) become("signed_out");
    else if (code === 4003) become("refused");
    else if (code === 4010) become("outdated");
    else if (state !== "closed") {
      become("connecting");
      const spread = Math.random();
      const told = Number(reason) || 0;
      if (code === 4000) later(told + spread * Math.min(8000, told));
      else if (code === 4008) later(spread * 500);
      else if (code === 4029 || code === 4009) later(10_000 + spread * 20_000);
      // A living connection cut without a word may be everybody's: spread wider than a lone failure.
      else later(spread * (lived ? 3000 : Math.min(30_000, 500 * 2 ** tries++)));
    }
  }

  function later(ms: number) {
    clearTimeout(again);
    again = setTimeout(connect, ms);
  }

  function hang(code = 4408, reason = "") {
    const old = ws;
    if (!old) return;
    old.onmessage = old.onclose = old.onopen = null;
    old.close();
    ended(code, reason);
  }

  async function connect() {
    clearTimeout(again);
    if (ws || calling || state !== "connecting") return;
    calling = true;
    let ticket: string;
    try {
      ticket = await options.ticket();
    } catch (why) {
      calling = false;
      const code = (why as { code?: string } | undefined)?.code;
      if (state === "connecting") ended(code === "not_signed_in" ? 4001 : 1006, "");
      return;
    }
    calling = false;
    if (state !== "connecting") return;
    const made = new WebSocket(options.address);
    ws = made;
    heard = Date.now();
    made.onopen = () => {
      const sessions: Record<string, number> = {};
      for (const [id, topic] of [...topics].slice(-HELLO_TOPICS)) sessions[id] = topic.cursor;
      write({ type: "hello", protocol: 1, ticket, epoch, log, sessions });
    };
    made.onmessage = (message) => read(message.data);
    made.onclose = (close) => ended(close.code, close.reason);
    guard();
  }

  function guard() {
    clearTimeout(watch);
    const limit = state === "open" ? DEAD_MS : HELLO_MS;
    watch = setTimeout(
      () => (Date.now() - heard >= limit ? hang() : guard()),
      Math.max(50, heard + limit - Date.now()),
    );
  }

  function wake() {
    if (ws && Date.now() - heard > QUIET_MS) hang();
    connect();
  }

  globalThis.addEventListener?.("online", wake);
  globalThis.document?.addEventListener("visibilitychange", wake);
  become("connecting");
  connect();

  return {
    join(session, cursor) {
      const known = topics.get(session);
      if (known) {
        known.cursor = Math.max(known.cursor, cursor);
        release(known);
        return;
      }
      topics.set(session, { cursor, held: [], timer: undefined, asking: false });
      if (state === "open") follow(session);
    },
    leave(session) {
      if (!topics.has(session)) return;
      drop(session);
      send({ type: "leave", session }).catch(() => {});
    },
    send,
    state: () => state,
    wake() {
      if (state === "signed_out") become("connecting");
      wake();
    },
    close() {
      clearTimeout(again);
      globalThis.removeEventListener?.("online", wake);
      globalThis.document?.removeEventListener("visibilitychange", wake);
      become("closed");
      hang(1000);
    },
  };
}
