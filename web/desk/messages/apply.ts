/** An event of one's own session put into its thread: live equals reload. */
import type { ClientSession, EventFrame } from "../../wire/frames";
import type { Message } from "../../wire/rest";
import type { PlaceThread } from "./queries";

export function applyEvent(thread: PlaceThread, event: EventFrame): PlaceThread {
  if (thread.session?.id !== event.session || event.seq <= thread.cursor) return thread;
  const patch = event.data.session as Partial<ClientSession> | undefined;
  const message = event.data.message as Message | undefined;
  const session = { ...thread.session, ...patch, last_seq: event.seq };
  return {
    ...thread,
    session,
    cursor: event.seq,
    messages: message ? withOne(thread.messages, message, event.kind) : thread.messages,
  };
}

/**
 * A new message comes to its place, a changed one stays in it. Changed above what is loaded, it does not come: older
 * messages are asked for from the first one on, and those between would never be.
 */
function withOne(messages: Message[], message: Message, kind: string): Message[] {
  if (kind !== "message_posted") return messages.map((one) => (one.seq === message.seq ? message : one));
  const others = messages.filter((one) => one.seq !== message.seq);
  return [...others, message].sort((a, b) => a.seq - b.seq);
}

/** A thread asked for anew keeps what was read above it, unless more came meanwhile than one answer holds. */
export function mergeThread(before: PlaceThread | undefined, fresh: PlaceThread): PlaceThread {
  if (!before || before.session?.id !== fresh.session?.id) return fresh;
  // Asked for before an event that has come meanwhile: the answer would take its message away, and no event brings it
  // again. Another epoch is another count.
  if (before.cursor > fresh.cursor && before.epoch === fresh.epoch) {
    const { session, messages, has_older, cursor } = before;
    return { ...fresh, session, messages, has_older, cursor };
  }
  const first = fresh.messages[0]?.seq;
  if (first === undefined) return fresh;
  const above = before.messages.filter((one) => one.seq < first);
  const whole = above.length > 0 && before.messages.some((one) => one.seq === first);
  return whole ? { ...fresh, messages: [...above, ...fresh.messages], has_older: before.has_older } : fresh;
}
