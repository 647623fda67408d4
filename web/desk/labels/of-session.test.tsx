// @vitest-environment happy-dom
import { useQuery } from "@tanstack/react-query";
import { act } from "react";
import { beforeEach, expect, test, vi } from "vitest";
import type { SessionPage } from "../../wire/rest";
import { onAPage } from "../page.test-env";
import { queryClient } from "../query";
import { sessionKey } from "../store/cache";
import { showDetail } from "../store/lists";
import { ParameterFields, TagsField } from "./of-session";

const { box, draw } = onAPage();

const tag = (id: string) => ({ id, name: id, archived_at: null });
const asked = (key: string) => ({
  id: key,
  key,
  kind: "text",
  names: { en: key },
  choices: [],
  archived_at: null,
  live_chats: [{ live_chat_id: "sales", required: false, position: 1 }],
});
const labels = {
  tags: ["slow", "price", "bike"].map(tag),
  close_reasons: [],
  parameters: [asked("order"), asked("city")],
};
type Put = { path: string; body: { tag_ids?: string[]; values?: Record<string, string> }; answer: () => void };

let puts: Put[];
let page: SessionPage;

/** What the server holds: a writing counts when it is answered. */
function change(patch: object): SessionPage["session"] {
  page = { ...page, session: { ...page.session, last_seq: page.session.last_seq + 1, ...patch } };
  return page.session;
}

function serve(path: string, init?: RequestInit): Promise<Response> {
  if (init?.method !== "PUT") return Promise.resolve(Response.json(path.endsWith("/labels") ? labels : page));
  const body = JSON.parse(String(init.body)) as Put["body"];
  return new Promise((done) => {
    const answer = () => {
      const { tag_ids, values } = body;
      if (tag_ids) change({ tags: tag_ids.map(tag) });
      if (values) change({ parameters: { ...page.session.parameters, ...values } });
      done(Response.json(page.session));
    };
    puts.push({ path, body, answer });
  });
}

function Probe() {
  const { data } = useQuery({
    queryKey: sessionKey("one"),
    queryFn: () => page,
    initialData: page,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <>
      <TagsField page={data} />
      <ParameterFields page={data} />
    </>
  );
}

beforeEach(async () => {
  vi.stubGlobal("fetch", serve);
  puts = [];
  page = {
    session: { id: "one", live_chat_id: "sales", last_seq: 1, tags: [tag("slow")], parameters: { order: "A-1" } },
    may: { tag: true, set_parameters: true },
  } as unknown as SessionPage;
  queryClient.setQueryData(["labels"], labels);
  await draw(<Probe />);
});

const picked = () => [...box().querySelectorAll(".mantine-MultiSelect-pill")].map((pill) => pill.textContent);
const field = (name: string) => {
  const label = [...box().querySelectorAll("label")].find((one) => one.textContent === name);
  return document.getElementById(label?.htmlFor ?? "") as HTMLInputElement;
};
const pick = async (name: string) => {
  await act(async () => field("Tags").click());
  const option = [...document.querySelectorAll<HTMLElement>("[role=option]")].find((one) => one.textContent === name);
  await act(async () => option?.click());
};
const answer = (place: number) =>
  act(async () => {
    puts[place]?.answer();
    // The answer is read, kept, and drawn.
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => setTimeout(done));
  });
const write = (name: string, text: string) =>
  act(async () => {
    const input = field(name);
    input.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(input, text);
    input.dispatchEvent(new Event("input", { bubbles: true }));
  });
const leave = (name: string) => act(async () => field(name).blur());

test("of two tags picked in a row both are kept, however late the first is answered", async () => {
  await pick("price");
  await pick("bike");
  expect(picked()).toEqual(["slow", "price", "bike"]);
  await answer(0);
  expect(picked()).toEqual(["slow", "price", "bike"]);
  await answer(1);
  expect(puts.map((put) => put.body.tag_ids)).toEqual([
    ["slow", "price"],
    ["slow", "price", "bike"],
  ]);
  expect(picked()).toEqual(["slow", "price", "bike"]);
});

test("a parameter's late answer leaves alone what is being typed over it", async () => {
  await write("order", "A-2");
  await leave("order");
  await write("order", "A-23");
  await answer(0);
  expect(field("order").value).toBe("A-23");
  expect(document.activeElement).toBe(field("order"));
  await leave("order");
  await answer(1);
  expect(puts.map((put) => put.body.values)).toEqual([{ order: "A-2" }, { order: "A-23" }]);
  expect(field("order").value).toBe("A-23");
});

test("a parameter set by a colleague is shown at once, in a field that has the focus when it is left", async () => {
  await act(async () => showDetail(change({ parameters: { order: "B-1" } })));
  await vi.waitFor(() => expect(field("order").value).toBe("B-1"));
  await act(async () => field("order").focus());
  await act(async () => showDetail(change({ parameters: { order: "B-2" } })));
  expect(field("order").value).toBe("B-1");
  await leave("order");
  expect(field("order").value).toBe("B-2");
  expect(puts).toEqual([]);
});
