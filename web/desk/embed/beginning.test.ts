// @vitest-environment happy-dom
import { expect, test, vi } from "vitest";
import type { Door } from "../../embed/model";
import { mountReader } from "../../embed/reader";
import { en } from "../../embed/words";

const way = { live_chat: { id: "c", name: "Sales" }, client: { id: "1", name: "Eva" }, account_id: "a", address: null };
const ways = { items: [{ ...way, channel: null, refused: null, session: null }], offline: false };
const list = { items: [], next: null, live_chats: [], may_begin: true };

test.each([
  ["opens no session", () => ({ session: "s" })],
  ["takes the list away from nobody", () => Promise.reject({ code: "embed_ended" })],
])("an answer to a beginning that was left %s", async (_, answer) => {
  const root = document.createElement("main");
  document.body.append(root);
  let come: (value: unknown) => void = () => {};
  const get = vi.fn((path: string) => Promise.resolve(path === "/ways-to-begin" ? ways : list));
  const post = () =>
    new Promise((done) => {
      come = done;
    });
  const reader = mountReader(root, { get, post } as unknown as Door, en, "en");
  const press = (name: string) =>
    vi.waitUntil(() => root.querySelector<HTMLElement>(name)).then((found) => found.click());
  await press(".rd-new");
  await vi.waitUntil(() => root.querySelector("input:checked"));
  root.querySelector("form")?.dispatchEvent(new Event("submit", { cancelable: true }));
  await press(".rd-link");
  await vi.waitUntil(() => root.querySelector(".rd-empty"));
  const asked = get.mock.calls.length;
  const answered = Promise.resolve(answer());
  come(answered);
  await answered.catch(() => undefined);
  await Promise.resolve();
  expect([root.querySelector("b")?.textContent, get.mock.calls.length]).toEqual([en.none, asked]);
  reader.stop();
  root.remove();
});
