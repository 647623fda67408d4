import { useEffect, useState } from "react";

/**
 * Which of a list is marked, kept by its id: a list drawn from memory is ordered anew by the answer that follows, and
 * Enter means the one that was marked, wherever he stands by then. None, or one who is gone: the first.
 */
export function useMarked(ids: string[]): { place: number; mark: (id: string | null) => void } {
  const [marked, mark] = useState<string | null>(null);
  const found = marked === null ? -1 : ids.indexOf(marked);
  const first = ids[0] ?? null;
  useEffect(() => {
    if (found < 0) mark(first);
  }, [found, first]);
  return { place: Math.max(0, found), mark };
}
