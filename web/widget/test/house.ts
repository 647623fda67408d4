/** The frame's deeds with a server and a line played by the test. */
import { vi } from "vitest";
import type { Api } from "../frame/api";
import { openChat } from "../frame/chat";
import type { Line, openLine } from "../frame/line";
import { openKeep } from "../frame/storage";
import { SESSION, start } from "./town";

export const HOST = {
  page: { url: "https://shop.example/", title: "Shop", referrer: "" },
  language: "en",
  identity: null,
};

export function house(answers: Partial<Api> = {}, live: { up?: boolean } = {}) {
  const api = {
    start: vi.fn(async () => start()),
    ticket: vi.fn(async () => "ticket"),
    signOut: vi.fn(async () => null),
    post: vi.fn(async () => ({
      session: { ...SESSION, last_seq: 1 },
      seq: 1,
      message_id: "m1",
      posted_at: "2026-11-02T10:00:00Z",
    })),
    messages: vi.fn(async () => ({ items: [], has_older: false })),
    events: vi.fn(async () => ({ events: [], too_long: false })),
    visit: vi.fn(async () => null),
    addresses: vi.fn(async () => ({})),
    upload: vi.fn(),
    ...answers,
  } as unknown as Api;
  const line = {
    connect: vi.fn(),
    follow: vi.fn(),
    up: () => live.up ?? false,
    send: vi.fn(async () => ({
      type: "ok",
      id: 1,
      session: "s1",
      seq: 3,
      message_id: "m3",
      posted_at: "2026-11-02T10:03:00Z",
    })),
    wake: vi.fn(),
    hang: vi.fn(),
  };
  const keep = openKeep("k");
  const told: unknown[] = [];
  const chat = openChat({
    api,
    keep,
    tell: (said) => told.push(said),
    site: "https://shop.example",
    makeLine: (() => line as unknown as Line) as typeof openLine,
  });
  return { api, line, keep, told, chat, state: () => chat.store.get() };
}
