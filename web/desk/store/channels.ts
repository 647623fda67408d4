/** How the channels one works with are: asked for once, and again when the server says that something changed. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ChannelState, Page } from "../../wire/rest";
import { api } from "../api";

export const channelHealthQuery = queryOptions({
  queryKey: ["channel-health"],
  queryFn: ({ signal }) => api.get<Page<ChannelState>>("channel-health", { signal }).then((page) => page.items),
  staleTime: 60_000,
});

/** Sends nothing for now: paused by hand, or broken. */
export const isHeld = (state: ChannelState | undefined): boolean =>
  state !== undefined && (state.state === "paused" || state.health === "broken");

export function useChannelState(channel: string): ChannelState | undefined {
  return useQuery(channelHealthQuery).data?.find((one) => one.channel_id === channel);
}
