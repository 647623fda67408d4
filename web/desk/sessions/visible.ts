import { useSyncExternalStore } from "react";

const looked = () => document.visibilityState === "visible" && document.hasFocus();

function listen(tell: () => void): () => void {
  document.addEventListener("visibilitychange", tell);
  addEventListener("focus", tell);
  addEventListener("blur", tell);
  return () => {
    document.removeEventListener("visibilitychange", tell);
    removeEventListener("focus", tell);
    removeEventListener("blur", tell);
  };
}

/** True while this tab is shown and has the keyboard: only then is anything read. */
export function useLookedAt(): boolean {
  return useSyncExternalStore(listen, looked);
}
