/** How wide the panels are on this device, and how many of them fit. */
import { type SetStateAction, useCallback, useState } from "react";

export type Panels = { list: number; aboutWidth: number; about: boolean };
export type Layout = "one" | "two" | "three";

const key = "deskbell.panels";
const usual: Panels = { list: 320, aboutWidth: 320, about: true };

/** @param width of the room for the panels, in pixels; 0 before it was measured. */
export function panelsFor(width: number): Layout {
  if (width === 0) return innerWidth < 768 ? "one" : innerWidth < 1248 ? "two" : "three";
  if (width < 680) return "one";
  return width < 1080 ? "two" : "three";
}

function kept(): Panels {
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Panels>) };
  } catch {
    return usual;
  }
}

export function usePanels(): [Panels, (change: SetStateAction<Panels>) => void] {
  const [panels, setPanels] = useState(kept);
  const change = useCallback((next: SetStateAction<Panels>) => {
    setPanels((now) => {
      const then = typeof next === "function" ? next(now) : next;
      localStorage.setItem(key, JSON.stringify(then));
      return then;
    });
  }, []);
  return [panels, change];
}
