// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SocketOptions } from "../../wire/socket";
import { meQuery } from "../app/me";
import { queryClient } from "../query";
import type { PlaceThread } from "./queries";
import { follow, startTalk, useTalk, write } from "./talk";

const lines = vi.hoisted(() => [] as { options: SocketOptions; join: ReturnType<typeof vi.fn>; woken: number }[]);
vi.mock("../../wire/socket", () => ({
  openSocket: (options: SocketOptions) => {
    const line = { options, join: vi.fn(), woken: 0 };
    lines.push(line);
    return { join: line.join, leave: vi.fn(), send: vi.fn(), wake: () => line.woken++, close: vi.fn() };
  },
}));

const thread = { place: { id: "sales" }, session: { id: "s" }, cursor: 2, messages: [] } as unknown as PlaceThread;
const posted = () => Response.json({ session: "s", opened: false });
const waiting = () => useTalk.getState().waiting.map((one) => one.text);
let server: ReturnType<typeof vi.fn>;
let stop: () => void;

const signIn = (id: string) => queryClient.setQueryData(meQuery.queryKey, { person: { id } } as never);
const passed = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  lines.length = 0;
  server = vi.fn(async () => posted());
  vi.stubGlobal("fetch", server);
  signIn("emil");
  stop = startTalk("emil", "epoch");
});
afterEach(async () => {
  stop();
  server.mockImplementation(async () => posted());
  await passed(60_000);
  vi.useRealTimers();
  vi.unstubAllGlobals();
  queryClient.clear();
});

test("words that were not sent go out after Messages has been left", async () => {
  server.mockRejectedValueOnce(new TypeError("network"));
  write("sales", "The printer is out of ink", null, []);
  await passed(0);
  stop();
  expect(waiting()).toEqual(["The printer is out of ink"]);
  await passed(3000);
  expect([server.mock.calls.length, waiting()]).toEqual([2, []]);
});

test("nobody's words go out under the name of who signed in after him", async () => {
  server.mockRejectedValueOnce(new TypeError("network"));
  write("sales", "The printer is out of ink", null, []);
  await passed(0);
  stop();
  signIn("rita");
  await passed(60_000);
  expect([server.mock.calls.length, waiting()]).toEqual([1, ["The printer is out of ink"]]);
});

test("a request that is never answered holds up the words to no channel for longer than its limit", async () => {
  const limit = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    const cut = new AbortController();
    setTimeout(() => cut.abort(new DOMException("", "TimeoutError")), ms);
    return cut.signal;
  });
  const hanging = (_: string, { signal }: RequestInit) =>
    new Promise((_resolve, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  server.mockImplementationOnce(hanging as never);
  write("sales", "One", null, []);
  write("support", "Two", null, []);
  await passed(15_000);
  expect(server).toHaveBeenCalledTimes(1);
  await passed(3000);
  expect([server.mock.calls.length, waiting()]).toEqual([3, []]);
  limit.mockRestore();
});

test("a thread shown before its line is there is followed when the line comes", async () => {
  stop();
  follow(thread);
  stop = startTalk("emil", "epoch");
  follow(thread);
  follow(thread);
  expect(lines.at(-1)?.join.mock.calls).toEqual([["s", 2]]);
});

test("the line comes back when its person has signed in again in place", async () => {
  server.mockRejectedValueOnce(new TypeError("network"));
  server.mockImplementationOnce(async () => Response.json({ person: { id: "emil" } }));
  lines[0]?.options.onState?.("signed_out");
  await passed(0);
  expect(lines[0]?.woken).toBe(0);
  await passed(3000);
  expect([server.mock.calls.at(-1)?.[0], lines[0]?.woken]).toEqual(["/api/v1/me", 1]);
});
