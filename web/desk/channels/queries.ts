import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Attempt, ChannelStanding, DeadLetter, Page } from "../../wire/rest";
import { api, withQuery } from "../api";

export const standingQuery = (channel: string) =>
  queryOptions({
    queryKey: ["channel-health", channel],
    queryFn: ({ signal }) => api.get<ChannelStanding>(`channels/${channel}/health`, { signal }),
    // Queues move without a word from the server; whoever looks at this page looks at them.
    refetchInterval: 15_000,
  });

export const attemptsQuery = (channel: string) =>
  infiniteQueryOptions({
    queryKey: ["channel-health", channel, "attempts"],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<Attempt>>(withQuery(`channels/${channel}/attempts`, { cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const deadQuery = (channel: string, direction: "out" | "in") =>
  infiniteQueryOptions({
    queryKey: ["channel-health", channel, "dead", direction],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<DeadLetter>>(withQuery(`channels/${channel}/dead-letters`, { direction, cursor: pageParam }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
