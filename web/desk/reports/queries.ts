// What the reports ask the server for.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { HeatMap, Page, Report, ReportKind, ReportSession, Reports } from "../../wire/rest";
import { ApiError, api, refusal } from "../api";
import type { Exported, ExportForm } from "../ui/export-menu";
import { bytes } from "../ui/time";
import { t } from "../words";
import { asked, type Drill, type Shown } from "./address";

const path = (of: string, pairs: [string, string][]) => `reports/${of}?${new URLSearchParams(pairs)}`;

/** The log is followed every few seconds: a period that is not over yet is asked for anew. */
const LIVE_MS = 15_000;

export function reportQuery(kind: ReportKind, shown: Shown, today: string) {
  // Each row's steps are told of the metric at hand alone: a year of forty operators is long enough so.
  const pairs: [string, string][] = [
    ["step", shown.step],
    ["compare", String(shown.compare)],
    ["metric", shown.metric],
  ];
  const address = path(kind, [...asked(shown), ...pairs]);
  return queryOptions({
    queryKey: ["reports", address],
    queryFn: ({ signal }) => api.get<Report>(address, { signal }),
    // While another period is computed the one before stays in sight.
    placeholderData: (before, query) =>
      String(query?.queryKey[1]).startsWith(`reports/${kind}?`) ? before : undefined,
    staleTime: shown.until >= today ? LIVE_MS : 60_000,
    refetchInterval: shown.until >= today ? LIVE_MS : false,
    refetchOnWindowFocus: false,
  });
}

export function heatQuery(kind: ReportKind, shown: Shown) {
  const address = path("heat-map", [["report", kind], ["metric", shown.heat], ...asked(shown)]);
  return queryOptions({
    queryKey: ["reports-heat", address],
    queryFn: ({ signal }) => api.get<HeatMap>(address, { signal }),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    refetchOnWindowFocus: false,
  });
}

/** The sessions behind a number. */
export function sessionsQuery(kind: ReportKind, shown: Shown, drill: Drill) {
  const pairs = asked(shown).filter(([name]) => drill.row === undefined || name !== rowName(kind));
  if (drill.row !== undefined) pairs.push([rowName(kind), drill.row]);
  if (drill.from && drill.until) pairs.push(["from", drill.from], ["to", drill.until]);
  if (drill.weekday !== undefined) pairs.push(["weekday", String(drill.weekday)]);
  if (drill.hour !== undefined) pairs.push(["hour", String(drill.hour)]);
  const address = path("sessions", [["report", kind], ["metric", drill.metric], ...pairs]);
  return infiniteQueryOptions({
    queryKey: ["reports-sessions", address],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<ReportSession>>(pageParam ? `${address}&cursor=${encodeURIComponent(pageParam)}` : address, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
  });
}

const rowName = (kind: ReportKind) => (kind === "operators" ? "operator_id" : "live_chat_id");

/** Which reports one may open, and to whom and what they may be narrowed. */
export const reportsQuery = queryOptions({
  queryKey: ["reports-offered"],
  queryFn: ({ signal }) => api.get<Reports>("reports", { signal }),
  staleTime: 5 * 60_000,
});

/** Reads the export as it comes and tells its bytes so far. Raises ApiError; an abort is the caller's own. */
export async function exportReport(
  kind: ReportKind,
  shown: Shown,
  form: ExportForm,
  tell: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const pairs: [string, string][] = [...asked(shown), ["step", shown.step], ["format", form]];
  const response = await fetch(`/api/v1/${path(`${kind}/export`, pairs)}`, { headers: { accept: "*/*" }, signal });
  if (!response.ok) throw await refusal(response);
  const reader = response.body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const read = await reader?.read();
    if (!read) throw new ApiError(0, "unreachable");
    if (read.done) break;
    pieces.push(read.value);
    size += read.value.length;
    tell(size);
  }
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return {
    file: new Blob(pieces),
    name: name ? decodeURIComponent(name) : `${kind}-${shown.since}-${shown.until}.${form}`,
    words: t("reports.export_done", { size: bytes(size) }),
  };
}
