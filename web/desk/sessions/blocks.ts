/** What stands in a thread, row by row: messages in runs, days, the "new" line, what happened. Pure. */
import type { LogEntry, Message, SessionPage } from "../../wire/rest";
import type { OutboxItem } from "../store/outbox";

export type Tick = "sending" | "waiting" | "refused" | "sent" | "delivered" | "read" | "held" | "failed" | "uncertain";

export type MessageBlock = {
  kind: "message";
  /** The send key, from the first drawing on: a row that changed its key would lose its place. */
  key: string;
  message: Message;
  /** From our side of the table: an operator, a bot. */
  ours: boolean;
  first: boolean;
  last: boolean;
  tick: Tick | null;
  pending: OutboxItem | null;
};

export type Block =
  | MessageBlock
  | { kind: "earlier"; key: string }
  | { kind: "day"; key: string; at: string }
  | { kind: "new"; key: string }
  | { kind: "line"; key: string; entry: LogEntry };

/** Longer silence between two messages of one author begins a new run. */
const RUN_MS = 5 * 60_000;

type Me = { id: string; name: string };

/** Told in About the session alone: between the messages they would only be noise. */
const beside = new Set(["tags_changed", "parameters_changed", "card_bound", "card_unbound"]);

/**
 * @param newFrom the client's messages above this number are new to me; null draws no line
 * @param offline without a connection a message waits instead of being sent
 * @param held the channel sends nothing for now: what is on its way waits for it
 */
export function blocksOf(
  page: SessionPage,
  outbox: OutboxItem[],
  me: Me,
  newFrom: number | null,
  offline = false,
  held = false,
): Block[] {
  const first = page.messages[0]?.seq ?? 0;
  const lines = page.log.filter((entry) => !beside.has(entry.kind) && (!page.has_older || entry.seq > first));
  const things = [
    ...page.messages.map((message) => ({
      seq: message.seq,
      at: message.posted_at,
      message,
      entry: null,
      pending: null,
    })),
    ...lines.map((entry) => ({ seq: entry.seq, at: entry.at, message: null, entry, pending: null })),
  ].sort((a, b) => a.seq - b.seq);
  const posted = new Set(page.messages.map((message) => message.send_key));
  const pending = outbox.filter((item) => !posted.has(item.send_key));

  const blocks: Block[] = [];
  let day = "";
  let before: { block: MessageBlock; at: string } | null = null;
  let newDrawn = newFrom === null;

  if (!page.has_older) blocks.push({ kind: "earlier", key: "earlier" });

  const startDay = (at: string) => {
    const date = new Date(at).toDateString();
    if (date === day) return;
    day = date;
    before = null;
    blocks.push({ kind: "day", key: `day ${date}`, at });
  };

  const put = (message: Message, tick: Tick | null, item: OutboxItem | null) => {
    startDay(message.posted_at);
    if (!newDrawn && (message.client_no ?? 0) > (newFrom ?? 0)) {
      newDrawn = true;
      before = null;
      blocks.push({ kind: "new", key: "new" });
    }
    const run = before !== null && sameRun(before.block.message, message, before.at);
    if (run && before) before.block.last = false;
    const block: MessageBlock = {
      kind: "message",
      key: message.send_key,
      message,
      ours: message.author.kind !== "account",
      first: !run,
      last: true,
      tick,
      pending: item,
    };
    blocks.push(block);
    before = { block, at: message.posted_at };
  };

  for (const thing of things) {
    if (thing.message) put(thing.message, tickOf(thing.message, page, held), null);
    else {
      startDay(thing.at);
      before = null;
      blocks.push({ kind: "line", key: `line ${thing.seq}`, entry: thing.entry });
    }
  }
  const leaves = !ours.has(page.session.channel?.kind ?? "widget");
  for (const item of pending) put(asMessage(item, me), pendingTick(item, offline, leaves), item);
  return blocks;
}

function sameRun(one: Message, other: Message, at: string): boolean {
  const near = new Date(other.posted_at).getTime() - new Date(at).getTime() < RUN_MS;
  const alike = (one.audience ?? "all") === (other.audience ?? "all");
  return near && alike && one.author.kind === other.author.kind && one.author.id === other.author.id;
}

function tickOf(message: Message, { session }: SessionPage, held: boolean): Tick | null {
  if (message.author.kind === "account" || message.audience === "staff" || message.deleted_at) return null;
  if (message.delivery) {
    const { state } = message.delivery;
    return state === "queued" ? (held ? "held" : "sending") : state;
  }
  if (message.author.kind === "system") return null;
  if (message.seq <= session.client_read_seq) return "read";
  return message.seq <= session.client_delivered_seq ? "delivered" : "sent";
}

/** Kinds whose clients are on our own pages: what we have taken, they have been sent. */
const ours = new Set(["widget", "internal"]);

function pendingTick(item: OutboxItem, offline: boolean, leaves: boolean): Tick {
  if (item.state === "refused") return "refused";
  if (item.state === "accepted") return leaves ? "sending" : "sent";
  return offline || item.failures > 0 ? "waiting" : "sending";
}

function asMessage(item: OutboxItem, me: Me): Message {
  return {
    seq: Number.MAX_SAFE_INTEGER,
    id: item.send_key,
    send_key: item.send_key,
    author: { kind: "person", id: me.id, name: me.name },
    text: item.text,
    quote: item.quote,
    files: item.files,
    client_no: null,
    posted_at: item.created_at,
    ...(item.note && { audience: "staff" as const, mentions: item.note }),
  };
}
