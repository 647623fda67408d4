import { expect, test } from "vitest";
import type { Message } from "../../wire/rest";
import { lastSeen, signed } from "./about-seen";

const said = (kind: string, posted_at: string) => ({ author: { kind }, posted_at }) as Message;
const page = (seen_at: string | null, messages: Message[], details: Record<string, unknown> = {}) => ({
  session: { account: { seen_at, verified: true, details } },
  messages,
});
const opened = "2026-11-23T15:00:00+00:00";
const wrote = said("account", "2026-11-23T15:05:00Z");
const answered = said("person", "2026-11-23T15:14:00Z");

test("a client was last seen when he wrote, though he opened the chat long before", () => {
  expect(lastSeen(page(opened, [wrote, answered]))).toBe(wrote.posted_at);
});

test("a client who came again without a word was last seen when he came", () => {
  expect(lastSeen(page("2026-11-23T16:00:00Z", [wrote, answered]))).toBe("2026-11-23T16:00:00Z");
});

test("a user id that an operator typed is signed by nobody until its owner comes", () => {
  expect(signed(page(null, [answered]))).toBe(false);
  expect(lastSeen(page(null, [answered]))).toBeNull();
  expect(signed(page(opened, [answered]))).toBe(true);
  expect(signed(page(null, [], { user_agent: "Firefox" }))).toBe(true);
});
