// @vitest-environment happy-dom
// The desk's one connection against a slow server: answers come late, pushes overtake them, readings fail.
import "fake-indexeddb/auto";
import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Pushed, WelcomeFrame } from "../../wire/frames";
import type { Me, Page, SessionRow } from "../../wire/rest";
import type { SocketOptions } from "../../wire/socket";
import { queryClient } from "../query";

const line = { join: vi.fn(), leave: vi.fn(), send: vi.fn(), state: () => "open", wake: vi.fn(), close: vi.fn() };
let told: SocketOptions;
vi.mock("../../wire/socket", () => ({
  openSocket: (options: SocketOptions) => {
    told = options;
    return line;
  },
}));
const { startDesk, stopDesk } = await import("./desk");
const { sessionKey } = await import("./cache");
const { fetchPage } = await import("./threads");
const { showRows } = await import("./lists");
const { rowsQuery } = await import("./hooks");

type Asked = { path: string; answer: (body: object, status?: number) => Promise<unknown> };
let asked: Asked[];

const passes = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const latest = (path: string) => asked.findLast((each) => each.path.startsWith(path));
const times = (path: string) => asked.filter((each) => each.path.startsWith(path)).length;

function row(id: string, more: Partial<SessionRow> = {}): SessionRow {
  const queued = { state: "waiting", queued_at: "2026-11-22T09:00:00Z", operator: null } as const;
  return { id, live_chat_id: "sales", client_count: 1, last_seq: 1, ...queued, ...more } as SessionRow;
}
const taken = (id: string, seq: number) =>
  row(id, { state: "with_operator", operator: { id: "clara", name: "Clara" }, last_seq: seq });
const rows = (...items: SessionRow[]): Pushed => ({ type: "rows", log: "9", rows: items, gone: [] }) as Pushed;
const list = (...items: SessionRow[]): Page<SessionRow> => ({ items, next: null });
const welcome = (inbox: "ok" | null = "ok") => ({ type: "welcome", inbox, sessions: {} }) as unknown as WelcomeFrame;
const queue = () => queryClient.getQueryData<Page<SessionRow>>(["rows", "sales", "queue"])?.items.map((one) => one.id);

/** Somebody looks at the queue. */
function look(): () => void {
  return new QueryObserver(queryClient, rowsQuery("sales", "queue")).subscribe(() => undefined);
}

/** Somebody opened a session, and its page came. */
async function opened(id: string) {
  const query = { queryKey: sessionKey(id), queryFn: ({ signal }: { signal: AbortSignal }) => fetchPage(id, signal) };
  const watching = new QueryObserver(queryClient, { ...query, retry: false, staleTime: Number.POSITIVE_INFINITY });
  const stop = watching.subscribe(() => undefined);
  await passes();
  await latest(`sessions/${id}`)?.answer({ session: { id }, cursor: 1, messages: [], log: [], my_read_no: 0 });
  return stop;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  asked = [];
  vi.stubGlobal(
    "fetch",
    vi.fn(
      (url: string) =>
        new Promise((resolve) => {
          const path = url.replace("/api/v1/", "");
          const answer = (body: object, status = 200) => {
            resolve(new Response(JSON.stringify(body), { status }));
            return passes();
          };
          asked.push({ path, answer });
        }),
    ),
  );
  startDesk({ person: { id: "boris" }, epoch: "e1", live_chats: [] } as unknown as Me);
});

afterEach(() => {
  stopDesk();
  queryClient.clear();
  vi.clearAllMocks();
  vi.useRealTimers();
});

test("a client who comes while the queue is being read stands in it", async () => {
  look();
  told.onPush(rows(row("eva")));
  await latest("sessions?")?.answer(list(row("otto")));
  expect(queue()).toEqual(["eva", "otto"]);
});

test("who was taken while the queue was read again does not come back with its answer", async () => {
  look();
  await latest("sessions?")?.answer(list(row("eva")));
  told.onPush({ type: "changed", what: "me" });
  await passes();
  told.onPush(rows(taken("eva", 2)));
  await latest("sessions?")?.answer(list(row("eva")));
  expect(queue()).toEqual([]);
});

test("a late answer to a deed does not take out a client who wrote again", async () => {
  look();
  await latest("sessions?")?.answer(list(row("eva")));
  told.onPush(rows(row("eva", { last_seq: 5 })));
  showRows([row("eva", { state: "closed", last_seq: 4 })]);
  expect(queue()).toEqual(["eva"]);
});

test("the first welcome has the queue read anew, even while it is read for the first time", async () => {
  look();
  told.onWelcome?.(welcome(null));
  await passes();
  expect(times("sessions?")).toBe(2);
});

test("a list that was to be asked again is, although a row was put into it meanwhile", async () => {
  const turnAway = look();
  await latest("sessions?")?.answer(list(row("eva")));
  turnAway();
  told.onPush({ type: "changed", what: "me" });
  told.onPush(rows(row("otto")));
  look();
  await passes();
  expect(times("sessions?")).toBe(2);
});

test("a session that left me is followed anew when it comes back", async () => {
  await opened("s");
  expect(line.join).toHaveBeenCalledTimes(1);
  told.onPush({ type: "rows", log: "9", rows: [], gone: ["s"] } as unknown as Pushed);
  expect(line.leave).toHaveBeenCalledWith("s");
  await passes();
  await latest("sessions/s")?.answer({ session: { id: "s" }, cursor: 4, messages: [], log: [], my_read_no: 0 });
  expect(line.join).toHaveBeenLastCalledWith("s", 4);
});

test("a thread with a hole is asked for until it comes", async () => {
  await opened("s");
  told.onLost("s", "too_long");
  await passes();
  await latest("sessions/s")?.answer({ code: "broken" }, 500);
  const before = times("sessions/s");
  await passes(10_000);
  expect(times("sessions/s")).toBe(before + 1);
  await latest("sessions/s")?.answer({ session: { id: "s" }, cursor: 9, messages: [], log: [], my_read_no: 0 });
  expect(line.join).toHaveBeenLastCalledWith("s", 9);
  await passes(60_000);
  expect(times("sessions/s")).toBe(before + 1);
});

test("what changed of the workspace while the line was down is asked for", async () => {
  const labels = { queryKey: ["labels"], queryFn: () => fetch("/api/v1/labels").then((answer) => answer.json()) };
  new QueryObserver(queryClient, labels).subscribe(() => undefined);
  await latest("labels")?.answer([]);
  told.onWelcome?.(welcome(null));
  expect(times("labels")).toBe(1);
  told.onWelcome?.(welcome());
  await passes();
  expect(times("labels")).toBe(2);
  expect(times("drafts")).toBe(2);
});

test("who signs in again is connected again, although the first asking got no answer", async () => {
  told.onState?.("signed_out");
  await passes();
  await latest("me")?.answer({}, 502);
  await passes(3000);
  await latest("me")?.answer({ person: { id: "boris" } });
  expect(line.wake).toHaveBeenCalledTimes(1);
});
