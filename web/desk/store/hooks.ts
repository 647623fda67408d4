/** What pages ask the store for. */
import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type { Counters, Me, Page, SessionGroup, SessionRow, WorkingStatus } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";
import { countersKey, knownMark, outboxKey, sessionKey } from "./cache";
import { withPushes } from "./lists";
import type { OutboxItem } from "./outbox";
import { readAmidPushes } from "./pushes";
import { type ListView, type RowsKey, rowsKey } from "./rows";
import { fetchPage } from "./threads";

const noItems: OutboxItem[] = [];

const countersQuery = queryOptions({
  queryKey: countersKey,
  queryFn: ({ signal }) => api.get<Counters>("counters", { signal }),
  staleTime: 60_000,
});

/** All counters, whole from the server each time; undefined until the first answer. */
export const useCounters = (): Counters | undefined => useQuery(countersQuery).data;

/** The counters as known; the first answer is waited for. */
export const knownCounters = (): Promise<Counters> => queryClient.ensureQueryData(countersQuery);

// Neither a mark nor a row that came while the answer was under way is undone by it.
async function fetchRows(path: string, key: RowsKey, options?: { signal: AbortSignal }): Promise<Page<SessionRow>> {
  const [page, pushes] = await readAmidPushes(() => api.get<Page<SessionRow>>(path, options));
  const items = page.items.map((row) => ({
    ...row,
    my_read_no: Math.max(row.my_read_no ?? 0, knownMark(row.id) ?? 0),
  }));
  return withPushes({ ...page, items }, key, pushes);
}

/** The plain list of a group, or the table the Sessions app reads, asked for this group alone. */
function pathOf(liveChat: string, group: SessionGroup, view: ListView, cursor: string | null): string {
  if (Object.keys(view).length === 0) return withQuery("sessions", { live_chat: liveChat, group, cursor, limit: 100 });
  const { sort, operator, period, text } = view;
  const filters = {
    live_chats: [liveChat],
    states: { active: ["waiting", "with_operator"], queue: ["waiting"], mine: ["with_operator"], closed: ["closed"] }[
      group
    ],
    ...(operator === "none" ? { unassigned: true } : operator ? { operators: [operator] } : {}),
    ...(period && { closed: { span: period } }),
    ...(text && { text }),
  };
  const orders = { waiting: "queued_at", last: "-last_message_at", operator: "operator" };
  const order = sort
    ? orders[sort]
    : group === "closed"
      ? "-closed_at"
      : group === "queue"
        ? "queued_at"
        : "-opened_at";
  return withQuery("sessions/table", { filters: JSON.stringify(filters), sort: order, cursor, limit: 100 });
}

const plain: ListView = {};

export function rowsQuery(liveChat: string, group: SessionGroup, view: ListView = plain) {
  const key = rowsKey(liveChat, group, view);
  return queryOptions({
    queryKey: key,
    queryFn: ({ signal }) => fetchRows(pathOf(liveChat, group, view, null), key, { signal }),
    // The socket keeps it current; a reconnect that cannot says so and the list is fetched anew.
    staleTime: 5 * 60_000,
    refetchOnWindowFocus: false,
    // Ten thousand rows are not compared field by field for each that was pushed.
    structuralSharing: false,
  });
}

export function useRows(liveChat: string, group: SessionGroup, view: ListView = plain) {
  return useQuery({
    ...rowsQuery(liveChat, group, view),
    placeholderData: (before, query) =>
      query?.queryKey[2] === group && query.queryKey[1] === liveChat ? before : undefined,
  });
}

const loading = new Set<string>();

/** Puts the next part of a list below what is loaded; asked for again meanwhile it is the same asking. */
export async function loadMoreRows(liveChat: string, group: SessionGroup, view: ListView = plain): Promise<void> {
  const key = rowsKey(liveChat, group, view);
  const cursor = queryClient.getQueryData<Page<SessionRow>>(key)?.next;
  if (!cursor || loading.has(cursor)) return;
  loading.add(cursor);
  try {
    const more = await fetchRows(pathOf(liveChat, group, view, cursor), key);
    queryClient.setQueryData<Page<SessionRow>>(key, (page) => {
      if (!page || page.next !== cursor) return page;
      const known = new Set(page.items.map((row) => row.id));
      return { items: [...page.items, ...more.items.filter((row) => !known.has(row.id))], next: more.next };
    });
  } finally {
    loading.delete(cursor);
  }
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
  void queryClient.refetchQueries({ queryKey: ["session"] });
  return me;
}
