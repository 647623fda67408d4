// What the administrators' pages read. The keys' first words are those the socket's `changed` frames invalidate.
import { queryOptions } from "@tanstack/react-query";
import type { Group, LiveChat, Page, Person, SignIn } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";

/** All pages of a list: people, groups and live chats are few enough to be shown and searched at once. */
async function all<T>(path: string, signal: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const join = path.includes("?") ? "&" : "?";
    const page: Page<T> = await api.get(cursor ? `${path}${join}cursor=${encodeURIComponent(cursor)}` : path, {
      signal,
    });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor);
  return items;
}

export const peopleQuery = (archived = false) =>
  queryOptions({
    queryKey: ["people", archived ? "archived" : "now"],
    queryFn: ({ signal }) => all<Person>(withQuery("people", { archived: archived || null, limit: 100 }), signal),
  });

export const groupsQuery = queryOptions({
  queryKey: ["people", "groups"],
  queryFn: ({ signal }) => all<Group>("groups", signal),
});

export const liveChatsQuery = queryOptions({
  queryKey: ["live-chats"],
  queryFn: ({ signal }) => all<LiveChat>("live-chats", signal),
});

export const liveChatQuery = (id: string) =>
  queryOptions({
    queryKey: ["live-chats", id],
    queryFn: ({ signal }) => api.get<LiveChat>(`live-chats/${id}`, { signal }),
  });

export const signInsQuery = queryOptions({
  queryKey: ["sign-ins"],
  queryFn: ({ signal }) => all<SignIn>("sign-ins", signal),
});

/** After a deed: everything an administrator sees may have changed with it, and it is cheap to ask again. */
export async function refreshSettings(): Promise<void> {
  await Promise.all(
    ["people", "live-chats", "me", "audit"].map((key) => queryClient.invalidateQueries({ queryKey: [key] })),
  );
}
