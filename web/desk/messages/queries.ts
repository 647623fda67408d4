/** What an employee reads: the live chats he may write to, and his session in each. */
import { queryOptions } from "@tanstack/react-query";
import type { ClientSession } from "../../wire/frames";
import type { Message } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";
import { mergeThread } from "./apply";

export type Place = {
  id: string;
  title: string;
  greeting: string;
  live_chat_id: string;
  live_chat_name: string;
  offered: boolean;
  paused: boolean;
  online: boolean;
  message_limit: number;
  file_limit: number;
  session_id: string | null;
  session_state: string | null;
  last_message_at: string | null;
  preview: string | null;
  preview_author: "client" | "operator" | "system" | null;
  unread: number;
};

export type Earlier = { id: string; opened_at: string; closed_at: string | null };
export type PlaceThread = {
  place: Place;
  epoch: string;
  session: ClientSession | null;
  messages: Message[];
  has_older: boolean;
  cursor: number;
  earlier: Earlier[];
};

export const placesQuery = queryOptions({
  queryKey: ["messages", "places"],
  queryFn: ({ signal }) => api.get<{ items: Place[] }>("internal-channels", { signal }),
});

export const threadKey = (channel: string) => ["messages", "thread", channel] as const;
export const threadQuery = (channel: string) =>
  queryOptions({
    queryKey: threadKey(channel),
    queryFn: async ({ signal }) => {
      const fresh = await api.get<PlaceThread>(`internal-channels/${channel}`, { signal });
      return mergeThread(queryClient.getQueryData<PlaceThread>(threadKey(channel)), fresh);
    },
    structuralSharing: false,
  });

export const earlierQuery = (session: string) =>
  queryOptions({
    queryKey: ["messages", "earlier", session],
    queryFn: ({ signal }) =>
      api.get<{ items: Message[]; has_older: boolean }>(`internal-sessions/${session}/messages`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
