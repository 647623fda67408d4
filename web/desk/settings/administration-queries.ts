// What administrators read of schedules, automatic words and the trail. Keys begin as those that `changed` frames name.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AuditEntry, Page } from "../../wire/rest";
import type { AuditGuard, LiveChatHours, Program, Schedule } from "../../wire/rest-administration";
import { api, withQuery } from "../api";

export const schedulesQuery = queryOptions({
  queryKey: ["live-chats", "schedules"],
  queryFn: async ({ signal }) => (await api.get<Page<Schedule>>("schedules", { signal })).items,
});

export const programsQuery = queryOptions({
  queryKey: ["programs"],
  queryFn: async ({ signal }) => (await api.get<Page<Program>>("programs", { signal })).items,
});

export const hoursQuery = (liveChatId: string) =>
  queryOptions({
    queryKey: ["live-chats", liveChatId, "hours"],
    queryFn: ({ signal }) => api.get<LiveChatHours>(`live-chats/${liveChatId}/hours`, { signal }),
  });

/** What of the trail is looked at; days are those of the desk's own clock, both included. */
export type Choice = { by?: string; deed?: string; since?: string; until?: string };

export function choiceOf(search: Record<string, unknown>): Choice {
  const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
  const word = (value: unknown) => (typeof value === "string" && value ? value : undefined);
  const found = { by: word(search.by), deed: word(search.deed), since: day(search.since), until: day(search.until) };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value)) as Choice;
}

/** The choice as the server takes it: days become moments. */
export function asked({ by, deed, since, until }: Choice): Record<string, string | null> {
  const end = until ? new Date(`${until}T00:00:00`) : null;
  end?.setDate(end.getDate() + 1);
  return {
    by: by ?? null,
    deed: deed ?? null,
    since: since ? new Date(`${since}T00:00:00`).toISOString() : null,
    until: end ? end.toISOString() : null,
  };
}

export const auditQuery = (choice: Choice) =>
  infiniteQueryOptions({
    queryKey: ["audit", choice],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<AuditEntry>>(withQuery("audit", { ...asked(choice), cursor: pageParam, limit: 50 }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const guardQuery = queryOptions({
  queryKey: ["audit-guard"],
  queryFn: ({ signal }) => api.get<AuditGuard>("audit/guard", { signal }),
  staleTime: 60 * 60_000,
});
