import { QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { queryClient } from "../query";
import { lookAtBoards } from "./boards";

const SLOW_MS = 5000;
let begun: number;
let came: number;
let unwatch: () => void;

beforeEach(async () => {
  vi.useFakeTimers();
  [begun, came] = [0, 0];
  const board = new QueryObserver(queryClient, {
    queryKey: ["now", "sales"],
    queryFn: async ({ signal }) => {
      begun += 1;
      await new Promise((done) => setTimeout(done, SLOW_MS));
      if (!signal.aborted) came += 1;
      return came;
    },
  });
  unwatch = board.subscribe(() => undefined);
  await vi.advanceTimersByTimeAsync(SLOW_MS);
});
afterEach(async () => {
  await vi.runAllTimersAsync();
  unwatch();
  queryClient.clear();
  vi.useRealTimers();
});

test("a wallboard slower than its rows change is read to the end, one reading at a time", async () => {
  expect(came).toBe(1);
  for (let second = 0; second < 30; second++) {
    lookAtBoards();
    await vi.advanceTimersByTimeAsync(1000);
  }
  expect(came).toBeGreaterThanOrEqual(4);
  expect(begun - came).toBeLessThanOrEqual(1);
});

test("what changed while it was read has it read once more", async () => {
  lookAtBoards();
  await vi.advanceTimersByTimeAsync(3000);
  lookAtBoards();
  lookAtBoards();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(came).toBe(3);
});
