/** The thread as it is drawn: days, stretches, and one author's run of messages as one group with one time. */
import type { FileInfo, Message, Quote } from "../../wire/frames";
import type { Pending, State } from "./model";

export interface Line {
  /** The send key, for ever: a row that changes its key loses its place. */
  key: string;
  seq: number | null;
  text: string;
  quote: Quote | null;
  files: FileInfo[];
  at: string | number;
  tick: "sending" | "sent" | "read" | "failed" | null;
  /** The code of a final refusal. */
  failed: string | null;
  /** The session its files are asked from; null while pending. */
  session: string | null;
  /** Stands in the current session, so it may be quoted. */
  quotable: boolean;
  edited: boolean;
}

export type Row =
  | { kind: "day"; key: string; at: string | number }
  | { kind: "stretch"; key: string }
  | { kind: "group"; key: string; side: "mine" | "theirs" | "system"; name: string; lines: Line[] };

const RUN_MS = 5 * 60_000;

/** @param state of it, only what rows are made from */
export function toRows(state: Pick<State, "past" | "messages" | "pending" | "session">): Row[] {
  const rows: Row[] = [];
  const { session } = state;
  for (const stretch of state.past)
    for (const message of stretch.messages) put(rows, toLine(message, null, stretch.id));
  const fresh =
    state.past.some((stretch) => stretch.messages.length) && (state.messages.length || state.pending.length);
  if (fresh) rows.push({ kind: "stretch", key: `stretch ${session?.id ?? ""}` });
  for (const message of state.messages) put(rows, toLine(message, session?.staff_read_no ?? 0, session?.id ?? null));
  for (const entry of state.pending) put(rows, fromPending(entry));
  return rows;
}

interface Placed {
  line: Line;
  side: "mine" | "theirs" | "system";
  name: string;
}

function put(rows: Row[], { line, side, name }: Placed) {
  const last = rows.at(-1);
  const before = last?.kind === "group" ? last.lines.at(-1) : undefined;
  if (!last || (before && dayOf(before.at) !== dayOf(line.at)))
    rows.push({ kind: "day", key: `day ${dayOf(line.at)} ${line.key}`, at: line.at });
  const run = rows.at(-1);
  const close = before && Number(new Date(line.at)) - Number(new Date(before.at)) < RUN_MS;
  if (run?.kind === "group" && run.side === side && run.name === name && close) run.lines.push(line);
  else rows.push({ kind: "group", key: line.key, side, name, lines: [line] });
}

function dayOf(time: string | number): string {
  return new Date(time).toDateString();
}

/** @param readNo how many of the client's messages the desk has read; null: history, without ticks */
function toLine(message: Message, readNo: number | null, session: string | null): Placed {
  const { author } = message;
  // Automatic words have no name; a program that tells something has its own.
  const side = author.kind === "account" ? "mine" : author.name ? "theirs" : "system";
  const read = readNo !== null && message.client_no !== null && message.client_no <= readNo;
  return {
    side,
    name: side === "mine" ? "" : author.name,
    line: {
      key: message.send_key,
      seq: message.seq,
      text: message.text,
      quote: message.quote,
      files: message.files,
      at: message.posted_at,
      tick: side !== "mine" || readNo === null ? null : read ? "read" : "sent",
      failed: null,
      session,
      quotable: readNo !== null && !message.deleted_at,
      edited: !!message.edited_at && !message.deleted_at,
    },
  };
}

function fromPending(entry: Pending): Placed {
  return {
    side: "mine",
    name: "",
    line: {
      key: entry.send_key,
      seq: null,
      text: entry.text,
      quote: entry.quote,
      files: entry.files,
      at: entry.at,
      tick: entry.failed ? "failed" : "sending",
      failed: entry.failed,
      session: null,
      quotable: false,
      edited: false,
    },
  };
}
