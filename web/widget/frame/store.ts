/** One value and those who look at it. */
import type { State } from "./model";

export interface Store {
  get(): State;
  set(change: Partial<State> | ((state: State) => State)): void;
  subscribe(look: () => void): () => void;
}

export function openStore(first: State): Store {
  let state = first;
  const lookers = new Set<() => void>();
  return {
    get: () => state,
    set(change) {
      const next = typeof change === "function" ? change(state) : { ...state, ...change };
      if (next === state) return;
      state = next;
      for (const look of [...lookers]) look();
    },
    subscribe(look) {
      lookers.add(look);
      return () => lookers.delete(look);
    },
  };
}
