/** A thread as the rows that are drawn: a long one is virtual, and only knows rows. */
import type { Message } from "../../wire/rest";
import { dayName } from "../ui/time";
import type { PlaceThread } from "./queries";
import type { Waiting } from "./talk";

export type Tick = "sent" | "delivered" | "read";
export type Row =
  | { key: string; kind: "day"; at: string }
  | { key: string; kind: "greeting"; text: string }
  | { key: string; kind: "older"; session: string }
  | { key: string; kind: "message"; session: string; message: Message; tick: Tick | null; own: boolean }
  | { key: string; kind: "parting" }
  | { key: string; kind: "waiting"; one: Waiting }
  | { key: string; kind: "typing"; name: string };

/** What is loaded of an earlier session that is shown above. */
export type Earlier = { id: string; items: Message[]; has_older: boolean };

export function rowsOf(thread: PlaceThread, earlier: Earlier[], waiting: Waiting[], typing: boolean): Row[] {
  const session = thread.session?.id ?? "";
  const rows: Row[] = [];
  for (const one of earlier) {
    if (one.has_older) rows.push({ key: `older-${one.id}`, kind: "older", session: one.id });
    add(rows, one.id, one.items, () => null, false);
    rows.push({ key: `parting-${one.id}`, kind: "parting" });
  }
  if (thread.messages.length === 0 && waiting.length === 0 && thread.place.greeting)
    rows.push({ key: "greeting", kind: "greeting", text: thread.place.greeting });
  add(rows, session, thread.messages, (message) => tickOf(message, thread), true);
  for (const one of waiting) rows.push({ key: one.key, kind: "waiting", one });
  if (typing) rows.push({ key: "typing", kind: "typing", name: thread.session?.operator?.name ?? "" });
  return rows;
}

function add(rows: Row[], session: string, messages: Message[], tick: (of: Message) => Tick | null, own: boolean) {
  let day = "";
  for (const message of messages) {
    const today = dayName(message.posted_at);
    if (today !== day) rows.push({ key: `day-${session}-${today}`, kind: "day", at: message.posted_at });
    day = today;
    rows.push({ key: `${session}-${message.seq}`, kind: "message", session, message, tick: tick(message), own });
  }
}

function tickOf(message: Message, { session }: PlaceThread): Tick | null {
  if (message.client_no === null || !session) return null;
  return message.client_no <= session.staff_read_no ? "read" : "sent";
}
