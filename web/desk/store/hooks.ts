/** What pages ask the store for. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Counters, Me, Page, SessionGroup, SessionRow, WorkingStatus } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";
import { countersKey, fetchPage, knownMark, outboxKey, sessionKey } from "./desk";
import type { OutboxItem } from "./outbox";
import { rowsKey } from "./rows";

const noItems: OutboxItem[] = [];

/** All counters, whole from the server each time; undefined until the first answer. */
export function useCounters(): Counters | undefined {
  return useQuery({
    queryKey: countersKey,
    queryFn: ({ signal }) => api.get<Counters>("counters", { signal }),
    staleTime: 60_000,
  }).data;
}

// A mark set while the answer was under way is not undone by it.
async function fetchRows(path: string, options?: { signal: AbortSignal }): Promise<Page<SessionRow>> {
  const page = await api.get<Page<SessionRow>>(path, options);
  const items = page.items.map((row) => ({
    ...row,
    my_read_no: Math.max(row.my_read_no ?? 0, knownMark(row.id) ?? 0),
  }));
  return { ...page, items };
}

export function useRows(liveChat: string, group: SessionGroup) {
  return useQuery({
    queryKey: rowsKey(liveChat, group),
    queryFn: ({ signal }) => fetchRows(withQuery("sessions", { live_chat: liveChat, group, limit: 100 }), { signal }),
    // The socket keeps it current; a reconnect that cannot says so and the list is fetched anew.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
  });
}

/** Puts the next part of a list below what is loaded. */
export async function loadMoreRows(liveChat: string, group: SessionGroup): Promise<void> {
  const key = rowsKey(liveChat, group);
  const cursor = queryClient.getQueryData<Page<SessionRow>>(key)?.next;
  if (!cursor) return;
  const more = await fetchRows(withQuery("sessions", { live_chat: liveChat, group, cursor, limit: 100 }));
  queryClient.setQueryData<Page<SessionRow>>(key, (page) => {
    if (!page || page.next !== cursor) return page;
    const known = new Set(page.items.map((row) => row.id));
    return { items: [...page.items, ...more.items.filter((row) => !known.has(row.id))], next: more.next };
  });
}

const pageQuery = (session: string) =>
  queryOptions({
    queryKey: sessionKey(session),
    queryFn: ({ signal }) => fetchPage(session, signal),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    refetchOnWindowFocus: false,
  });

/** A session's page, followed on the socket from its first answer on; nothing while there is no session. */
export function useSessionPage(session: string | undefined) {
  return useQuery({ ...pageQuery(session ?? ""), enabled: session !== undefined });
}

/** Fetches the page of a session that may be opened next. What is not opened leaves memory as the oldest does. */
export function warmPage(session: string): void {
  void queryClient.prefetchQuery({ ...pageQuery(session), retry: false });
}

/** This device's messages on their way in a session, in the order written. */
export function useOutbox(session: string): OutboxItem[] {
  const all = useQuery<OutboxItem[]>({
    queryKey: outboxKey,
    queryFn: () => queryClient.getQueryData<OutboxItem[]>(outboxKey) ?? noItems,
    initialData: noItems,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  }).data;
  return all.filter((item) => item.session === session);
}

/** Sets my working status; what I may do in open sessions changes with it. */
export async function setStatus(status: WorkingStatus): Promise<Me> {
  const me = await api.put<Me>("me/status", { status });
  queryClient.setQueryData<Me>(["me"], me);
  void queryClient.invalidateQueries({ queryKey: ["session"] });
  return me;
}
