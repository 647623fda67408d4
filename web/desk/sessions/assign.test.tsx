// @vitest-environment happy-dom
import { act, useRef, useState } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { Assignee, Colleague, SessionDetail } from "../../wire/rest";
import { onAPage } from "../page.test-env";
import { queryClient } from "../query";
import { draftOf, saveDraft } from "../store/drafts";
import { Chooser } from "./assign";
import { useMention } from "./mention";

const { box, draw } = onAPage();

const person = (name: string, open_sessions: number) =>
  ({ id: name, name, status: "online", reachable: true, open_sessions }) as Assignee;
const assignees = (...operators: Assignee[]) => ({ operators, groups: [], live_chats: [] });
const colleague = (name: string) => ({ id: name, name, status: "online", sees: true }) as Colleague;

let answer: (body: unknown) => Promise<void>;

beforeEach(async () => {
  const asked = new Promise<Response>((done) => {
    answer = (body) =>
      act(async () => {
        done(Response.json(body));
        for (let turn = 0; turn < 5; turn++) await new Promise((drawn) => setTimeout(drawn));
      });
  });
  vi.stubGlobal("fetch", () => asked);
});

const press = (key: string) =>
  act(async () => {
    box()
      .querySelector("input, textarea")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  });
const marked = () => box().querySelector("[aria-selected=true] b")?.textContent;
const rows = () => [...box().querySelectorAll("[role=option] b")].map((row) => row.textContent);

test("Enter assigns the one who was marked, though the list was ordered anew meanwhile", async () => {
  queryClient.setQueryData(["assignees", "one"], assignees(person("Anna", 1), person("Boris", 2), person("Clara", 3)));
  const chosen: string[] = [];
  await draw(
    <Chooser
      sessions={["one"]}
      onChoose={(choice) => chosen.push(choice.kind === "operator" ? choice.person.id : "")}
    />,
  );
  await press("ArrowDown");
  expect(marked()).toBe("Boris");
  await answer(assignees(person("Anna", 3), person("Boris", 1), person("Clara", 2)));
  expect(rows()).toEqual(["Boris", "Clara", "Anna"]);
  expect(marked()).toBe("Boris");
  await press("Enter");
  expect(chosen).toEqual(["Boris"]);
});

test("also the first of the list stays marked where nobody pressed an arrow", async () => {
  queryClient.setQueryData(["assignees", "one"], assignees(person("Anna", 1), person("Boris", 2)));
  await draw(<Chooser sessions={["one"]} onChoose={() => undefined} />);
  expect(marked()).toBe("Anna");
  await answer(assignees(person("Anna", 3), person("Boris", 1)));
  expect(rows()).toEqual(["Boris", "Anna"]);
  expect(marked()).toBe("Anna");
});

function Note() {
  const [text, write] = useState("@");
  const field = useRef<HTMLTextAreaElement>(null);
  const { menu, look, onKeyDown } = useMention({ id: "one" } as SessionDetail, true, text, field, write);
  return (
    <>
      {menu}
      <textarea ref={field} value={text} onChange={() => undefined} onInput={look} onKeyDown={onKeyDown} />
    </>
  );
}

test("Enter calls the colleague who was marked, though others came before him meanwhile", async () => {
  queryClient.setQueryData(["colleagues", "one"], { items: ["Anna", "Boris"].map(colleague) }, { updatedAt: 1 });
  saveDraft("one", { note: [] });
  await draw(<Note />);
  await act(async () => {
    const field = box().querySelector("textarea");
    field?.setSelectionRange(1, 1);
    field?.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await press("ArrowDown");
  expect(marked()).toBe("Boris");
  await answer({ items: ["Alma", "Anna", "Boris"].map(colleague) });
  expect(rows()).toEqual(["Alma", "Anna", "Boris"]);
  expect(marked()).toBe("Boris");
  await press("Enter");
  expect(draftOf("one").note).toEqual([{ id: "Boris", name: "Boris" }]);
});
