/** What calls me: read by its page, by the bell, and set as seen where its session is before my eyes. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Mentions } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";

export const mentionsQuery = queryOptions({
  queryKey: ["mentions"],
  queryFn: ({ signal }) => api.get<Mentions>("mentions", { signal }),
  staleTime: 60_000,
});

export function useSeenMentions(session: string, looked: boolean): void {
  const called = useQuery(mentionsQuery).data?.items.some((one) => one.session === session && one.seen_at === null);
  useEffect(() => {
    if (!called || !looked) return;
    void api
      .put(`sessions/${session}/mentions-seen`, {})
      .then(() => queryClient.invalidateQueries({ queryKey: ["mentions"] }))
      .catch(() => undefined);
  }, [session, called, looked]);
}
