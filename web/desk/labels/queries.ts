// Tags, close reasons and session parameters: few, read whole, kept at hand.
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { CloseReason, Labels, Parameter, Tag } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";

export const labelsQuery = queryOptions({
  queryKey: ["labels"],
  queryFn: ({ signal }) => api.get<Labels>("labels", { signal }),
  staleTime: 5 * 60_000,
});

const none: Labels = { tags: [], close_reasons: [], parameters: [] };

export const useLabels = (): Labels => useQuery(labelsQuery).data ?? none;

/** The answer of every change is the whole anew. */
export function keepLabels(labels: Labels): void {
  queryClient.setQueryData<Labels>(["labels"], labels);
  void queryClient.invalidateQueries({ queryKey: ["audit"] });
}

export const inUse = <T extends Tag | CloseReason | Parameter>(labels: T[]): T[] =>
  labels.filter((label) => label.archived_at === null);

/** The reasons that serve a live chat. */
export const reasonsOf = (labels: Labels, liveChat: string): CloseReason[] =>
  inUse(labels.close_reasons).filter((reason) => reason.live_chat_id === null || reason.live_chat_id === liveChat);

export type Asked = Parameter & { required: boolean };

/** The parameters a session of the live chat is asked for, in order. */
export function parametersOf(labels: Labels, liveChat: string): Asked[] {
  return inUse(labels.parameters)
    .flatMap((parameter) => {
      const place = parameter.live_chats.find((each) => each.live_chat_id === liveChat);
      return place ? [{ ...parameter, ...place }] : [];
    })
    .sort((a, b) => a.position - b.position);
}
