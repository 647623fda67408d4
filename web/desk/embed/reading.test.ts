// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Door, ReadThread } from "../../embed/model";
import { openThread } from "../../embed/thread";
import type { Words } from "../../embed/words";

const said = (seq: number, kind: string, name: string, text: string) => ({
  ...{ seq, text, author: { kind, name }, quote: null, files: [], posted_at: "2026-11-23T15:00:00Z" },
});

test("automatic words are nobody's but the system's, never the client's", async () => {
  const thread = {
    session: { number: 7, state: "waiting", live_chat: { name: "Sales" }, client: { id: "1", name: "Eva" } },
    messages: [
      said(1, "account", "", "Is anybody there?"),
      said(2, "system", "", "We open at eight."),
      said(3, "system", "Orders", "Your order is on its way."),
    ],
    has_older: false,
    cursor: 3,
  } as unknown as ReadThread;
  const place = document.createElement("div");
  const door = { get: () => Promise.resolve(thread) } as unknown as Door;
  const stop = openThread({
    ...{ place, door, words: {} as Words, when: new Intl.DateTimeFormat("en"), session: "s" },
    ...{ stateOf: () => "", back: () => {}, failed: () => {} },
  });
  await vi.waitFor(() => expect(place.querySelectorAll("article")).toHaveLength(3));
  stop();
  expect([...place.querySelectorAll("article b")].map((name) => name.textContent)).toEqual([
    "Eva",
    "Deskbell",
    "Orders",
  ]);
});
