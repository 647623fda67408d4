// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../query";
import { speak } from "../words";
import { FindPerson } from "./new-session-person";

const contacts = {
  id: "contacts",
  binds: "client",
  off_in: [],
  archived: false,
  names: { en: "Contacts" },
  fields: [],
};
const json = (body: unknown) => new Response(JSON.stringify(body), { headers: { "content-type": "application/json" } });

let box: HTMLElement;
let root: Root;
let answerApps: () => void;

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await speak("en");
  const apps = new Promise<Response>((resolve) => {
    answerApps = () => resolve(json({ items: [contacts] }));
  });
  vi.stubGlobal("fetch", (path: string) => (path.endsWith("/apps") ? apps : Promise.resolve(json({ items: [] }))));
  box = document.body.appendChild(document.createElement("div"));
  root = createRoot(box);
});
afterEach(async () => {
  await act(async () => root.unmount());
  box.remove();
  queryClient.clear();
  vi.unstubAllGlobals();
});

const answered = (...key: string[]) =>
  act(() => vi.waitFor(() => expect(queryClient.getQueryState(key)?.status).toBe("success")));

test("nobody is said to be found only together with all that is offered then", async () => {
  const nothing = () => undefined;
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={queryClient}>
          <FindPerson liveChatId="sales" asked="Nadia" ask={nothing} choose={nothing} makeCard={nothing} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  // The clients have answered: of contacts nothing is known yet.
  await answered("clients", "Nadia");
  expect(box.textContent).not.toContain("Nobody found");

  answerApps();
  await answered("apps");
  await answered("cards-found", "contacts", "Nadia");
  expect(box.textContent).toContain("Nobody found");
  expect(box.querySelector(".nw-person")?.textContent).toContain("Contacts");
});
