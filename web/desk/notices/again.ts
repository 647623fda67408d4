/** Rung for again, while nobody answers: every twenty seconds, six times. */
import type { NoticeFrame } from "../../wire/frames";
import { waitsForAnybody } from "./choices";
import { isLookedAt } from "./looking";

const AGAIN_MS = 20_000;
const AGAIN_TIMES = 6;

type Call = { notice: NoticeFrame; left: number };

/** `isOver`: nobody waits any more, or one is not there to take him. */
export function openAgain(ring: (notice: NoticeFrame) => void, isOver: () => boolean) {
  // One bell for all who wait, one for each session of one's own.
  const calls = new Map<string, Call>();
  let timer: ReturnType<typeof setInterval> | null = null;

  const stopIfQuiet = () => {
    if (calls.size > 0 || timer === null) return;
    clearInterval(timer);
    timer = null;
  };
  const nobodyWaits = () => {
    for (const [key, { notice }] of calls) if (waitsForAnybody(notice.kind)) calls.delete(key);
  };
  const tick = () => {
    // Taken before it was ever counted, nothing changed that could have told of it.
    if (isOver()) nobodyWaits();
    for (const [key, call] of calls) {
      call.left -= 1;
      if (call.left < 0 || (!waitsForAnybody(call.notice.kind) && isLookedAt(call.notice.session))) calls.delete(key);
    }
    // Together they would only be noise: the gravest rings.
    const [first] = [...calls.values()].sort((one, other) => weight(other) - weight(one));
    if (first) ring(first.notice);
    stopIfQuiet();
  };
  return {
    call(notice: NoticeFrame): void {
      const key = waitsForAnybody(notice.kind) ? notice.kind : `${notice.kind} ${notice.session}`;
      calls.set(key, { notice, left: AGAIN_TIMES });
      timer ??= setInterval(tick, AGAIN_MS);
    },
    /** At once, without waiting for the next turn. */
    nobodyWaits(): void {
      nobodyWaits();
      stopIfQuiet();
    },
    stop(): void {
      calls.clear();
      stopIfQuiet();
    },
  };
}

const weight = ({ notice: { kind } }: Call) => (kind === "session_escalated" ? 2 : kind === "session_waiting" ? 1 : 0);
