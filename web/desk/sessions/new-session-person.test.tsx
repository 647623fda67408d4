// @vitest-environment happy-dom
import { act } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import { onAPage } from "../page.test-env";
import { queryClient } from "../query";
import { FindPerson } from "./new-session-person";

const { box, draw } = onAPage();

const contacts = {
  id: "contacts",
  binds: "client",
  off_in: [],
  archived: false,
  names: { en: "Contacts" },
  fields: [],
};
const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });

let answerApps: () => void;

beforeEach(() => {
  const apps = new Promise<Response>((resolve) => {
    answerApps = () => resolve(json({ items: [contacts] }));
  });
  vi.stubGlobal("fetch", (path: string) => (path.endsWith("/apps") ? apps : Promise.resolve(json({ items: [] }))));
});

const answered = (...key: string[]) =>
  act(() => vi.waitFor(() => expect(queryClient.getQueryState(key)?.status).toBe("success")));

test("nobody is said to be found only together with all that is offered then", async () => {
  const nothing = () => undefined;
  await draw(<FindPerson liveChatId="sales" asked="Nadia" ask={nothing} choose={nothing} makeCard={nothing} />);
  // The clients have answered: of contacts nothing is known yet.
  await answered("clients", "Nadia");
  expect(box().textContent).not.toContain("Nobody found");

  answerApps();
  await answered("apps");
  await answered("cards-found", "contacts", "Nadia");
  expect(box().textContent).toContain("Nobody found");
  expect(box().querySelector(".nw-person")?.textContent).toContain("Contacts");
});
