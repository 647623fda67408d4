import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { NoticeFrame } from "../../wire/frames";
import { openAgain } from "./again";

const waiting = { kind: "session_waiting", session: "one" } as NoticeFrame;
const AGAIN_MS = 20_000;
const ring = vi.fn<(notice: NoticeFrame) => void>();
let over = false;
let calls: ReturnType<typeof openAgain>;

describe("who waits", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    ring.mockReset();
    over = false;
    calls = openAgain(ring, () => over);
  });
  afterEach(() => {
    calls.stop();
    vi.useRealTimers();
  });

  it("is rung for six times, while nobody answers", () => {
    calls.call(waiting);
    vi.advanceTimersByTime(20 * AGAIN_MS);
    expect(ring).toHaveBeenCalledTimes(6);
  });

  it("is rung for no more when nobody waits, though no change of a counter told of it", () => {
    calls.call(waiting);
    vi.advanceTimersByTime(AGAIN_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    over = true;
    vi.advanceTimersByTime(20 * AGAIN_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not end what rings for one's own session", () => {
    over = true;
    vi.stubGlobal("localStorage", { getItem: () => null });
    calls.call({ ...waiting, kind: "client_wrote" });
    vi.advanceTimersByTime(AGAIN_MS);
    expect(ring).toHaveBeenCalledTimes(1);
    vi.unstubAllGlobals();
  });
});
