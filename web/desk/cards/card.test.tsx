// @vitest-environment happy-dom
import { act } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { onAPage } from "../page.test-env";
import { queryClient } from "../query";
import { CardPage } from "./card";

const { box, draw } = onAPage();

vi.mock("@tanstack/react-router", () => ({
  useParams: () => ({ cardId: "one" }),
  useBlocker: () => undefined,
  Link: () => null,
}));
vi.mock("../embed/section", () => ({ CardMessages: () => null }));

const field = (key: string) => ({ id: key, key, kind: "text", names: { en: key }, choices: [], archived: false });
const app = { id: "contacts", names: { en: "Contacts" }, outside_url: null, fields: [field("city"), field("note")] };

let card: { values: Record<string, string>; changed_at: string; [key: string]: unknown };
let patches: { body: unknown; answer: () => void }[];

/** What the server holds; each change has its moment. */
const change = (values: Record<string, string>) => {
  const changed_at = new Date(Date.parse(card.changed_at) + 1000).toISOString();
  card = { ...card, values: { ...card.values, ...values }, changed_at };
};
const page = () => Response.json({ card, may_change: true });

function serve(path: string, init?: RequestInit): Promise<Response> {
  if (path.endsWith("/apps")) return Promise.resolve(Response.json({ items: [app] }));
  if (!path.endsWith("/cards/one")) return Promise.resolve(Response.json({ items: [], next: null }));
  if (init?.method !== "PATCH") return Promise.resolve(page());
  const body = JSON.parse(String(init.body));
  return new Promise((done) => {
    const answer = () => {
      change(body.values);
      done(page());
    };
    patches.push({ body, answer });
  });
}

const settled = () =>
  act(async () => {
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done));
  });

beforeEach(async () => {
  vi.stubGlobal("fetch", serve);
  patches = [];
  const born = {
    made_at: "2026-11-20T10:00:00Z",
    created_at: "2026-11-20T10:00:00Z",
    changed_at: "2026-11-20T10:00:00Z",
  };
  card = { id: "one", app_id: "contacts", number: 1, title: "Eva", archived: false, values: {}, ...born };
  change({ city: "Bergen", note: "none" });
  // Who works nowhere: the sections of sessions and clients stay away.
  queryClient.setQueryData(["me"], { person: { administrator: false, settings: {} }, live_chats: [] });
  await draw(<CardPage />);
  await settled();
});

const input = (name: string) => box().querySelector<HTMLInputElement>(`[name=${name}]`) as HTMLInputElement;
const shown = () => [input("city").value, input("note").value];
const write = (name: string, text: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input(name), text);
    input(name).dispatchEvent(new Event("input", { bubbles: true }));
  });
const save = () => act(async () => input("city").form?.requestSubmit());
const comeBack = async () => {
  await act(() => queryClient.invalidateQueries({ queryKey: ["card", "one"] }));
  await settled();
};

test("what is written while a slow save is answered stays, and is what the next save sends", async () => {
  await write("city", "Oslo");
  await save();
  await write("note", "rings first");
  patches[0]?.answer();
  await settled();
  expect(shown()).toEqual(["Oslo", "rings first"]);
  await save();
  patches[1]?.answer();
  await settled();
  expect(patches.map((one) => one.body)).toEqual([{ values: { city: "Oslo" } }, { values: { note: "rings first" } }]);
  expect(box().textContent).not.toContain("Unsaved changes");
});

test("a card changed by a colleague is shown, but takes nothing away from a form that is being filled in", async () => {
  change({ city: "Voss" });
  await comeBack();
  expect(shown()).toEqual(["Voss", "none"]);

  await write("note", "rings first");
  change({ city: "Molde" });
  await comeBack();
  expect(input("note").value).toBe("rings first");
  await save();
  patches[0]?.answer();
  await settled();
  expect(patches.map((one) => one.body)).toEqual([{ values: { note: "rings first" } }]);
  expect(shown()).toEqual(["Molde", "rings first"]);
});
