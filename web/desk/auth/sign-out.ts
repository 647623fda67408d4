import type { UseNavigateResult } from "@tanstack/react-router";
import { ApiError, api } from "../api";
import { queryClient } from "../query";
import { stopDesk } from "../store";
import { notify } from "../ui/notify";

/** Ends this sign-in on the server; only then is the desk left, so that nobody believes himself out who is not. */
export async function signOut(navigate: UseNavigateResult<string>): Promise<void> {
  try {
    await api.del("sign-ins/current");
  } catch (error) {
    if (!(error instanceof ApiError && error.code === "not_signed_in")) return notify.error(error);
  }
  stopDesk();
  await navigate({ to: "/sign-in" });
  queryClient.clear();
}
