// The sign-in ended while somebody was writing: the password is asked for over the page, and nothing behind is lost.
import { lazy, Suspense, useEffect } from "react";
import { create } from "zustand";
import { whenSignInEnds } from "../api";
import { useSignIn } from "../app/me";

const load = () => import("./again-dialog");
const AgainDialog = lazy(() => load().then((file) => ({ default: file.AgainDialog })));

type Asking = { waiting: ((signedIn: boolean) => void)[] };
const useAsking = create<Asking>(() => ({ waiting: [] }));

/** Opens the dialog, or joins the one open; true once the same person has signed in again. */
export function askToSignIn(): Promise<boolean> {
  return new Promise((resolve) => useAsking.setState(({ waiting }) => ({ waiting: [...waiting, resolve] })));
}

function answer(signedIn: boolean): void {
  const { waiting } = useAsking.getState();
  useAsking.setState({ waiting: [] });
  if (signedIn) useSignIn.setState(({ nth }) => ({ nth: nth + 1 }));
  for (const resolve of waiting) resolve(signedIn);
}

export function SignInAgain() {
  const opened = useAsking((state) => state.waiting.length > 0);
  useEffect(() => {
    whenSignInEnds(askToSignIn);
    // Fetched with the desk: at the hour of need the server may be another version, or away.
    void load().catch(() => undefined);
    return () => {
      whenSignInEnds(null);
      answer(false);
    };
  }, []);
  return opened ? (
    <Suspense>
      <AgainDialog answer={answer} />
    </Suspense>
  ) : null;
}
