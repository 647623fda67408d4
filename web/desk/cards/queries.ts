// Apps are few and kept at hand; cards come in pages, and those of a session anew when its log tells of a change.
import { infiniteQueryOptions, keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import type {
  AppField,
  AppList,
  BoundCards,
  CardApp,
  CardChange,
  CardOut,
  CardPage,
  MaybeNamed,
  Page,
  SessionRow,
} from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";

export const appsQuery = queryOptions({
  queryKey: ["apps"],
  queryFn: ({ signal }) => api.get<AppList>("apps", { signal }),
  staleTime: 5 * 60_000,
});

const none: CardApp[] = [];

export const useApps = (): CardApp[] => useQuery(appsQuery).data?.items ?? none;

/** The answer of every change is the whole anew. */
export function keepApps(apps: AppList): void {
  queryClient.setQueryData<AppList>(["apps"], apps);
  void queryClient.invalidateQueries({ queryKey: ["audit"] });
}

export const inUse = (apps: CardApp[]): CardApp[] => apps.filter((app) => !app.archived);

export const fieldsOf = (app: CardApp): AppField[] => app.fields.filter((field) => !field.archived);

export const cardsQuery = (app: string, search: string) =>
  infiniteQueryOptions({
    queryKey: ["cards", app, search],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<CardOut>>(withQuery("cards", { app, search: search || null, cursor: pageParam, limit: 50 }), {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });

export const cardQuery = (id: string) =>
  queryOptions({ queryKey: ["card", id], queryFn: ({ signal }) => api.get<CardPage>(`cards/${id}`, { signal }) });

export const cardHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ["card", id, "history"],
    queryFn: ({ signal }) => api.get<{ items: CardChange[] }>(`cards/${id}/history`, { signal }),
  });

export const cardClientsQuery = (id: string) =>
  queryOptions({
    queryKey: ["card", id, "clients"],
    queryFn: ({ signal }) => api.get<{ items: MaybeNamed[] }>(`cards/${id}/clients`, { signal }),
  });

export const cardSessionsQuery = (id: string) =>
  queryOptions({
    queryKey: ["card", id, "sessions"],
    queryFn: ({ signal }) => api.get<Page<SessionRow>>(`cards/${id}/sessions`, { signal }),
  });

/** `stamp`: the seq of the last event that may have changed them. */
export const boundQuery = (session: string, stamp: number) =>
  queryOptions({
    queryKey: ["bound-cards", session, stamp],
    queryFn: ({ signal }) => api.get<BoundCards>(`sessions/${session}/cards`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** After a card changed: its page and every list that may show it. */
export function keepCard(page: CardPage): void {
  queryClient.setQueryData<CardPage>(["card", page.card.id], page);
  void queryClient.invalidateQueries({ queryKey: ["card", page.card.id, "history"] });
  for (const key of ["cards", "bound-cards", "client"]) void queryClient.invalidateQueries({ queryKey: [key] });
}
