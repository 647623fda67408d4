// Who is signed in, and what they may see. One query; the socket's `changed` frame refetches it.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { create } from "zustand";
import type { Me, PersonSettings } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";
import { rememberLanguage, speak, spoken } from "../words";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.get<Me>("me", { signal }),
  staleTime: 60_000,
  gcTime: Number.POSITIVE_INFINITY,
});

/** Me, inside the desk's pages: the route has loaded it before any of them is drawn. */
export function useMe(): Me {
  const { data } = useQuery(meQuery);
  if (!data) throw new Error("useMe outside the signed-in pages");
  return data;
}

/** Which sign-in of this page it is: another begins when the password is given again over it, and nothing starts anew. */
export const useSignIn = create<{ nth: number }>(() => ({ nth: 1 }));

export const cachedMe = (): Me | undefined => queryClient.getQueryData(meQuery.queryKey);

/** Puts a fresh Me in place, and the desk into its language. */
export async function setMe(me: Me): Promise<void> {
  queryClient.setQueryData(meQuery.queryKey, me);
  rememberLanguage(me.person.language);
  if (me.person.language !== spoken()) await speak(me.person.language);
}

/** Changes own settings: drawn at once, kept on the server; on refusal the old ones come back and the error is thrown. */
export async function changeSettings(change: PersonSettings): Promise<void> {
  const before = cachedMe();
  if (before) {
    const settings = { ...before.person.settings, ...change };
    queryClient.setQueryData(meQuery.queryKey, { ...before, person: { ...before.person, settings } });
  }
  try {
    await setMe(await api.patch<Me>("me", { settings: change }));
  } catch (error) {
    if (before) queryClient.setQueryData(meQuery.queryKey, before);
    throw error;
  }
}
