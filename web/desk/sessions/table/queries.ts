// What the Sessions app asks the server for.
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Page } from "../../../wire/rest";
import { ApiError, api, refusal, withQuery } from "../../api";
import { queryClient } from "../../query";
import { readAmidPushes } from "../../store/pushes";
import { patchTable } from "../../store/table";
import type { Exported, ExportForm } from "../../ui/export-menu";
import { t } from "../../words";
import { type Choices, type SavedView, type TableRow, tidy, unframe, type ViewSettings } from "./model";

export const tableQuery = ({ filters, sort }: Pick<ViewSettings, "filters" | "sort">) => {
  const asked = JSON.stringify(tidy(filters));
  return infiniteQueryOptions({
    queryKey: ["table", asked, sort],
    queryFn: async ({ pageParam, signal }) => {
      const path = withQuery("sessions/table", { filters: asked, sort, cursor: pageParam, limit: 100 });
      const [page, pushes] = await readAmidPushes(() => api.get<Page<TableRow>>(path, { signal }));
      return pushes.reduce((now, { rows }) => patchTable(now, rows), page);
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 30_000,
    refetchOnWindowFocus: false,
  });
};

export const choicesQuery = queryOptions({
  queryKey: ["table-choices"],
  queryFn: ({ signal }) => api.get<Choices>("sessions/table/choices", { signal }),
  staleTime: 5 * 60_000,
});

export const viewsQuery = queryOptions({
  queryKey: ["saved-views"],
  queryFn: ({ signal }) => api.get<{ items: SavedView[] }>("saved-views", { signal }).then((page) => page.items),
  staleTime: 60_000,
});

const refreshViews = () => queryClient.invalidateQueries({ queryKey: ["saved-views"] });

export async function addView(name: string, shared: boolean, settings: ViewSettings): Promise<SavedView> {
  const view = await api.post<SavedView>("saved-views", {
    name,
    shared,
    settings: { ...settings, filters: tidy(settings.filters) },
  });
  await refreshViews();
  return view;
}

export async function changeView(
  id: string,
  change: Partial<{ name: string; shared: boolean; settings: ViewSettings }>,
) {
  await api.patch<SavedView>(`saved-views/${id}`, change);
  await refreshViews();
}

export async function archiveView(id: string): Promise<void> {
  await api.post(`saved-views/${id}/archive`);
  await refreshViews();
}

/** Reads an export as it comes and tells the rows so far. Raises ApiError; an abort is the caller's own. */
export async function exportTable(
  settings: ViewSettings,
  form: ExportForm,
  tell: (rows: number) => void,
  signal: AbortSignal,
): Promise<Exported> {
  const body = JSON.stringify({ ...settings, filters: tidy(settings.filters), form, progress: true });
  const headers = { accept: "*/*", "content-type": "application/json" };
  const response = await fetch("/api/v1/sessions/export", { method: "POST", headers, body, signal });
  if (!response.ok) throw await refusal(response);
  const reader = response.body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let rest = new Uint8Array();
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { value: undefined, done: true };
    if (done || !value) throw new ApiError(0, "unreachable");
    const bytes = new Uint8Array(rest.length + value.length);
    bytes.set(rest);
    bytes.set(value, rest.length);
    const found = unframe(bytes);
    pieces.push(...found.pieces);
    rest = found.rest;
    if (found.rows !== null) tell(found.rows);
    if (found.end) {
      const words = t(found.end === "cut" ? "table.export_cut" : "table.export_done", { n: found.rows ?? 0 });
      return { file: new Blob(pieces), name: `${t("table.export_file")}.${form}`, words };
    }
  }
}
