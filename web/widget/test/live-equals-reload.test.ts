import { expect, test } from "vitest";
import type { ClientSession, EventFrame, Message } from "../../wire/frames";
import { applyEvent } from "../frame/apply";
import type { State } from "../frame/model";
import { talking } from "./town";

type Page = { session: ClientSession; messages: Message[]; cursor: number };
type Case = { kind: string; before: Page; events: EventFrame[]; after: Page };
const recorded = import.meta.glob<{ client_cases: Case[] }>("../../../tests/catchup/recorded.json", { eager: true });

for (const { kind, before, events, after } of Object.values(recorded).flatMap((file) => file.client_cases)) {
  test(`live equals reload as the server recorded it: ${kind}`, () => {
    const live = events.reduce<State>(applyEvent, talking(before));
    expect(live.session).toEqual(after.session);
    expect(live.messages).toEqual(after.messages);
    expect(live.cursor).toBe(after.cursor);
  });
}
