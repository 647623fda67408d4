// The live chat as it is now. Pushed rows and statuses have it read anew (`lookAtBoards` of the store); the clock of
// reachability and of lost frames is the interval's.
import { queryOptions } from "@tanstack/react-query";
import type { LiveChatNow } from "../../wire/rest";
import { api } from "../api";

export const nowQuery = (liveChat: string) =>
  queryOptions({
    queryKey: ["now", liveChat],
    queryFn: ({ signal }) => api.get<LiveChatNow>(`live-chats/${liveChat}/now`, { signal }),
    refetchInterval: 20_000,
    // A wallboard on the wall has no focus.
    refetchIntervalInBackground: true,
    staleTime: 1000,
  });
