/**
 * The one place where an event changes a thread. Pure: the same page and the same events always give the same page,
 * and what they give equals a fresh fetch, for every kind (apply.test.ts replays what the server's tests recorded).
 */
import type { Delivery, EventFrame, LogEntry, Message, SessionDetail, SessionPage } from "../../wire/rest";

/** Kinds that show in the thread by themselves and leave no line in the log of what happened. */
const unlogged = new Set([
  "message_posted",
  "note_posted",
  "message_edited",
  "message_deleted",
  "read_marked",
  "receipt_marked",
  "delivery_marked",
  "page_visited",
]);

/** Kinds whose patch is of the moment it is read: their lines in the log leave it out. */
const namedLive = new Set([
  "session_opened",
  "account_bound",
  "session_renamed",
  "client_renamed",
  "client_merged",
  "client_parted",
  "tags_changed",
  "parameters_changed",
  "session_transferred",
]);

/** The page after `event`; the very same page when the event is of another session or already in it. */
export function apply(page: SessionPage, event: EventFrame): SessionPage {
  if (event.session !== page.session.id || event.seq <= page.cursor) return page;
  const data = event.data as {
    session?: Partial<SessionDetail>;
    message?: Message;
    deliveries?: (Delivery & { seq: number })[];
  };
  const next: SessionPage = {
    ...page,
    session: { ...page.session, ...data.session, last_seq: event.seq },
    cursor: event.seq,
  };
  const { message } = data;
  if (message && (event.kind === "message_posted" || event.kind === "note_posted")) {
    next.messages = withMessage(page.messages, message);
  } else if (message) next.messages = page.messages.map((one) => retouched(one, message));
  if (data.deliveries) next.messages = delivered(page.messages, data.deliveries);
  if (!unlogged.has(event.kind)) {
    const { session: _patch, deliveries: _deliveries, ...rest } = event.data;
    const entry: LogEntry = {
      seq: event.seq,
      kind: event.kind,
      at: event.at,
      by: event.by,
      data: namedLive.has(event.kind) ? rest : event.data,
    };
    next.log = [...page.log, entry];
  }
  return next;
}

export function applyAll(page: SessionPage, events: EventFrame[]): SessionPage {
  return events.reduce(apply, page);
}

/** How far they got, put at each message. */
function delivered(messages: Message[], deliveries: (Delivery & { seq: number })[]): Message[] {
  const known = new Map(deliveries.map(({ seq, ...delivery }) => [seq, delivery]));
  return messages.map((one) => {
    const delivery = known.get(one.seq);
    return delivery ? { ...one, delivery } : one;
  });
}

/** A changed message takes its place; where it is quoted, its words follow. */
function retouched(one: Message, message: Message): Message {
  if (one.seq === message.seq) return message;
  if (one.quote?.seq !== message.seq) return one;
  return { ...one, quote: { ...one.quote, text: [...message.text].slice(0, 300).join("") } };
}

function withMessage(messages: Message[], message: Message): Message[] {
  const last = messages.at(-1);
  if (!last || last.seq < message.seq) return [...messages, message];
  return [...messages.filter((known) => known.seq !== message.seq), message].sort((a, b) => a.seq - b.seq);
}

/**
 * A freshly fetched page beside the one on screen: the older messages already loaded stay above it, and events that
 * came while the answer was under way are not undone by it.
 */
export function mergePage(shown: SessionPage | undefined, fresh: SessionPage): SessionPage {
  if (!shown || shown.session.id !== fresh.session.id) return fresh;
  if (shown.cursor > fresh.cursor) {
    return { ...shown, may: fresh.may, my_read_no: Math.max(shown.my_read_no, fresh.my_read_no) };
  }
  const first = fresh.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const lastShown = shown.messages.at(-1)?.seq ?? -1;
  // Only when the two meet is nothing missing between them.
  const older = fresh.has_older && lastShown >= first ? shown.messages.filter((message) => message.seq < first) : [];
  return {
    ...fresh,
    messages: [...older, ...fresh.messages],
    has_older: older.length > 0 ? shown.has_older : fresh.has_older,
    my_read_no: Math.max(shown.my_read_no, fresh.my_read_no),
  };
}

/** A thread with older messages put above those it has; what came before already changes nothing. */
export function withOlder<Thread extends { messages: Message[]; has_older: boolean }>(
  thread: Thread,
  older: { items: Message[]; has_older: boolean },
): Thread {
  const first = thread.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
  const above = older.items.filter((message) => message.seq < first);
  if (above.length === 0 && older.items.length > 0) return thread;
  return { ...thread, messages: [...above, ...thread.messages], has_older: older.has_older };
}
