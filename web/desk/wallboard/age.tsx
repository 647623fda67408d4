// How long something lasts, counted on by the second; red from `long` seconds on.
import { useSyncExternalStore } from "react";
import { duration } from "../ui/time";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function listen(tell: () => void): () => void {
  listeners.add(tell);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1000);
  return () => {
    listeners.delete(tell);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time of this device, moving every second. */
export const useSecond = (): number => useSyncExternalStore(listen, () => now);

/** `ahead`: by how much this device's clock is before the server's, in ms: a wait is measured by one clock. */
export function Age({ since, ahead, long }: { since: string; ahead: number; long?: number }) {
  const seconds = Math.max(0, Math.floor((useSecond() - ahead - new Date(since).getTime()) / 1000));
  // Seconds of a wait of an hour are noise.
  const shown = seconds >= 3600 ? seconds - (seconds % 60) : seconds;
  return (
    <span className="wb-age" data-long={(long !== undefined && seconds >= long) || undefined}>
      {duration(shown)}
    </span>
  );
}
