/** Of all tabs of one person exactly one leads: it rings and shows desktop notices. */
import { useEffect, useRef } from "react";

let leads = !navigator.locks;
/** Whether this tab is the one that rings, for the self-test. */
export const isLeading = () => leads;

/** A ref, since nothing is drawn by it. Without Web Locks every tab leads. */
export function useLeading(person: string): { current: boolean } {
  const leading = useRef(!navigator.locks);
  useEffect(() => {
    if (!navigator.locks) return;
    const name = `deskbell-bell-${person}`;
    const leaving = new AbortController();
    const hold = () => {
      leading.current = leads = true;
      return new Promise<void>((done) => leaving.signal.addEventListener("abort", () => done()));
    };
    const wait = (steal: boolean) => {
      const options = steal ? { steal } : { signal: leaving.signal };
      navigator.locks.request(name, options, hold).catch(() => {
        leading.current = leads = false;
        if (!leaving.signal.aborted) wait(false);
      });
    };
    wait(false);
    // The tab that was clicked last may sound for certain; one that was only reloaded may not.
    const clicked = () => {
      if (!leading.current) wait(true);
    };
    addEventListener("pointerdown", clicked, { once: true });
    return () => {
      removeEventListener("pointerdown", clicked);
      leaving.abort();
      leading.current = false;
    };
  }, [person]);
  return leading;
}
