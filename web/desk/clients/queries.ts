import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ClientPage, FoundClient, Page, SessionRow } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";

/** At most twenty; words shorter than two letters ask nobody. */
export const foundClientsQuery = (search: string) =>
  queryOptions({
    queryKey: ["clients", search],
    queryFn: ({ signal }) => api.get<{ items: FoundClient[] }>(withQuery("clients", { search }), { signal }),
    enabled: search.length >= 2,
    placeholderData: keepPreviousData,
  });

/** Whom one met last, before anything is looked for. */
export const recentClientsQuery = queryOptions({
  // No words: whoever looks for "recent" is looked for.
  queryKey: ["clients", { recent: true }],
  queryFn: ({ signal }) => api.get<{ items: FoundClient[] }>("clients?recent=true", { signal }),
});

export const clientQuery = (id: string) =>
  queryOptions({ queryKey: ["client", id], queryFn: ({ signal }) => api.get<ClientPage>(`clients/${id}`, { signal }) });

export const clientSessionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["client", id, "sessions"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<SessionRow>>(withQuery(`clients/${id}/sessions`, { cursor: pageParam, limit: 50 }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** After a deed: the client's page is what the server says; lists and sessions show him anew. */
export function keepClient(client: ClientPage): void {
  queryClient.setQueryData<ClientPage>(["client", client.id], client);
  void queryClient.invalidateQueries({ queryKey: ["client", client.id, "sessions"] });
  for (const key of ["clients", "card", "earlier"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
