// The blocklist: pages of entries by the filters in the address, and what an entry would match.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Blocking, BlockKind, BlocklistEntry, Page, Probed } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";

/** What the page shows: blocks or exceptions in force, what has ended, what was put away. */
export const shows = ["all", "block", "allow", "expired", "archived"] as const;
export type Show = (typeof shows)[number];

export const entriesQuery = (show: Show, search: string) =>
  infiniteQueryOptions({
    queryKey: ["blocklist", show, search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<BlocklistEntry>>(
        withQuery("blocklist", {
          entries: show === "expired" || show === "archived" ? show : "in_force",
          list_kind: show === "block" || show === "allow" ? show : null,
          search: search || null,
          cursor: pageParam,
          limit: 50,
        }),
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export type Probe = { kind: BlockKind; value: string; channel_kind: string | null; live_chat_ids: string[] | null };

/** Asked while somebody types; a value that cannot be taken yet is an error with its field. */
export const probeQuery = (probe: Probe) =>
  queryOptions({
    queryKey: ["blocklist-probe", probe],
    queryFn: ({ signal }) => api.post<Probed>("blocklist/probe", probe, { signal }),
    enabled: probe.value.trim() !== "",
    retry: false,
    staleTime: 10_000,
  });

export const blockingQuery = (session: string) =>
  queryOptions({
    queryKey: ["blocking", session],
    queryFn: ({ signal }) => api.get<Blocking>(`sessions/${session}/blocking`, { signal }),
  });

export async function refreshBlocklist(): Promise<void> {
  await Promise.all(
    ["blocklist", "blocking", "audit"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  );
}
