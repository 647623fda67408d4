/** Makers of what the tests speak of: Eva writes to Sales, Boris answers. */
import type { EventFrame, Message } from "../../wire/frames";
import { FIRST, type Pending, type Start, type State } from "../frame/model";

export const EVA = { kind: "account" as const, id: "eva", name: "Eva" };
export const BORIS = { kind: "person" as const, id: null, name: "Boris" };

export function message(seq: number, by: Message["author"], text: string, more: Partial<Message> = {}): Message {
  return {
    seq,
    id: `m${seq}`,
    send_key: `key-${seq}`,
    author: by,
    text,
    quote: null,
    files: [],
    client_no: by.kind === "account" ? seq : null,
    posted_at: `2026-11-02T10:0${seq % 10}:00Z`,
    ...more,
  };
}

export function posted(seq: number, by: Message["author"], text: string, more: Partial<Message> = {}): EventFrame {
  const data = { message: message(seq, by, text, more), session: {} };
  return {
    type: "event",
    session: "s1",
    seq,
    prev: seq - 1,
    kind: "message_posted",
    at: "2026-11-02T10:00:00Z",
    by,
    data,
  };
}

export const SESSION: NonNullable<State["session"]> = {
  id: "s1",
  number: 7,
  state: "waiting",
  operator: null,
  opened_at: "2026-11-02T10:00:00Z",
  closed_at: null,
  last_seq: 2,
  staff_read_no: 0,
  client_delivered_seq: 0,
  client_read_seq: 0,
  queue_position: 2,
  ask_rating: false,
  rating: null,
  rated_at: null,
};

export function start(more: Partial<Start> = {}): Start {
  return {
    ticket: "ticket",
    epoch: "epoch",
    channel: {
      name: "Shop",
      title: "Sales",
      greeting: "Hello!",
      offline_words: "",
      answer_words: "",
      colour: "#4263eb",
      side: "right",
      language: "auto",
      pre_chat: { enabled: false, fields: [] },
      page_trail: true,
      message_limit: 10_000,
      file_limit: 1_000_000,
    },
    account: { id: "eva", name: null, verified: false },
    desk: { online: true, paused: false },
    session: null,
    messages: [],
    has_older: false,
    cursor: 0,
    earlier: [],
    ...more,
  };
}

export function pending(send_key: string, text: string, at = 1): Pending {
  return { send_key, text, quote: null, files: [], pre_chat: null, at, failed: null };
}

export function talking(more: Partial<State> = {}): State {
  return {
    ...FIRST,
    stage: "ready",
    channel: start().channel,
    account: start().account,
    epoch: start().epoch,
    online: true,
    session: SESSION,
    messages: [message(2, EVA, "Is the Fjell in stock?", { client_no: 1 })],
    cursor: 2,
    ...more,
  };
}

/** Waits until it holds, or fails after a second. */
export async function until(holds: () => unknown): Promise<void> {
  const end = Date.now() + 1000;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`never: ${holds}`);
    await new Promise((done) => setTimeout(done, 1));
  }
}
