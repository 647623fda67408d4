import { useSyncExternalStore } from "react";

const visible = () => document.visibilityState === "visible";
const looked = () => visible() && document.hasFocus();

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

/** True while this tab is shown, wherever the keyboard is: enough for a part of another application's page. */
export function useVisible(): boolean {
  return useSyncExternalStore(listen, visible);
}
