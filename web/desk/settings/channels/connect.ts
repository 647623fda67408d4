/** Connecting and trying a channel, and what the last look from here found. */
import { useQuery } from "@tanstack/react-query";
import type { Channel, ChannelReport } from "../../../wire/rest";
import { api } from "../../api";
import { refreshSettings } from "../../app/queries";
import { queryClient } from "../../query";

const reportKey = (channel: string) => ["channel-report", channel];

/** What connecting or trying found, until the page is loaded anew. */
export function useReport(channel: string): ChannelReport | null {
  const kept = { queryKey: reportKey(channel), queryFn: () => null, staleTime: Number.POSITIVE_INFINITY };
  return useQuery<ChannelReport | null>(kept).data ?? null;
}

const keep = (channel: string, report: ChannelReport | null) => queryClient.setQueryData(reportKey(channel), report);

export async function connectChannel(channel: string): Promise<{ channel: Channel; report: ChannelReport }> {
  const answer = await api.post<{ channel: Channel; report: ChannelReport }>(`channels/${channel}/connect`);
  keep(channel, answer.report);
  await Promise.all([refreshSettings(), queryClient.invalidateQueries({ queryKey: ["channel-health"] })]);
  return answer;
}

export async function testChannel(channel: string): Promise<ChannelReport> {
  const report = await api.post<ChannelReport>(`channels/${channel}/test`);
  keep(channel, report);
  return report;
}

export async function disconnectChannel(channel: string): Promise<void> {
  await api.post(`channels/${channel}/disconnect`);
  keep(channel, null);
  await Promise.all([refreshSettings(), queryClient.invalidateQueries({ queryKey: ["channel-health"] })]);
}
