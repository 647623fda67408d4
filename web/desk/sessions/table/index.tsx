/** My Desk → Sessions: every session one may see, as a table; the open one over it. Everything chosen is in the address. */
import { Button } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import IconRefresh from "@tabler/icons-react/dist/esm/icons/IconRefresh.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from "react";
import { ApiError } from "../../api";
import { type Command, useCommands } from "../../app/commands";
import { useMe } from "../../app/me";
import { useShortcuts } from "../../app/shortcuts";
import { inUse, useLabels } from "../../labels/queries";
import { ExportMenu } from "../../ui/export-menu";
import { EmptyState, LoadingPage, RowsSkeleton, useSlow } from "../../ui/states";
import { useTitle } from "../../ui/title";
import { useWords } from "../../words";
import { errorWords } from "../../words/errors";
import { FiltersBar } from "./filters-bar";
import { Grid } from "./grid";
import { ColumnsMenu, ViewsMenu } from "./menus";
import {
  type Filters,
  settingsOf,
  shippedKeys,
  type TableRow,
  type TableSearch,
  tidy,
  type ViewSettings,
} from "./model";
import { choicesQuery, exportTable, tableQuery, viewsQuery } from "./queries";
import "./table.css";

// The table alone is light; who opens a session from it brings the session page.
const BulkBar = lazy(() => import("../bulk-bar").then((file) => ({ default: file.BulkBar })));
const OpenSession = lazy(() => import("./open-session").then((file) => ({ default: file.OpenSession })));

export function SessionsAppPage() {
  const { sessionId } = useParams({ strict: false });
  const t = useWords();
  useTitle(t("table.title"));
  return (
    <div className="tb-page" data-open={sessionId ? true : undefined}>
      <Table hidden={sessionId !== undefined} />
      {sessionId ? (
        <Suspense fallback={<LoadingPage />}>
          <OpenSession key={sessionId} sessionId={sessionId} />
        </Suspense>
      ) : null}
    </div>
  );
}

const noChoices = { live_chats: [], channels: [], operators: [], groups: [] };
const noRows: TableRow[] = [];

function Table({ hidden }: { hidden: boolean }) {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as TableSearch;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const field = useRef<HTMLInputElement>(null);
  const labels = useLabels();
  const views = useQuery(viewsQuery).data;
  const choices = useQuery(choicesQuery).data ?? noChoices;
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());

  const settings = useMemo(() => settingsOf(search, views ?? []), [search, views]);
  // A saved view's settings are not known before the views are.
  const ready = views !== undefined || shippedKeys.some((key) => key === (search.view ?? "open"));
  const table = useInfiniteQuery({ ...tableQuery(settings), enabled: ready });
  const rows = useMemo(() => table.data?.pages.flatMap((page) => page.items) ?? noRows, [table.data]);
  const chosen = useMemo(() => rows.filter((row) => selected.has(row.id)), [rows, selected]);
  const parameters = useMemo(() => inUse(labels.parameters), [labels]);

  const change = useCallback(
    (next: Partial<ViewSettings>) => {
      setSelected(new Set());
      void navigate({ to: "/my-desk/sessions", search: { ...search, ...next }, replace: true });
    },
    [navigate, search],
  );
  const go = useCallback(
    (view: string) => {
      setSelected(new Set());
      void navigate({ to: "/my-desk/sessions", search: view === "open" ? {} : { view } });
    },
    [navigate],
  );
  const changed = search.filters !== undefined || search.sort !== undefined || search.columns !== undefined;
  useShortcuts(hidden ? {} : { search: () => field.current?.focus() });
  const commands = useMemo<Command[]>(
    () =>
      shippedKeys.map((key) => ({
        id: `table-${key}`,
        section: t("table.views"),
        label: t(`table.view_${key}`),
        hint: t("table.title"),
        run: () => go(key),
      })),
    [t, go],
  );
  useCommands(commands);

  const select = (ids: string[], on: boolean) =>
    setSelected((now) => {
      const next = new Set(now);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  const needsPeriod = table.error instanceof ApiError && table.error.fields.sort === "needs_period";
  const slow = useSlow();

  return (
    <section className="tb-table" ref={ref} hidden={hidden}>
      <header className="tb-top">
        <h1>{t("table.title")}</h1>
        <ViewsMenu
          view={search.view ?? "open"}
          views={views ?? []}
          me={me.person.id}
          settings={settings}
          changed={changed}
          go={go}
        />
        <div className="tb-tools">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} stroke={1.8} />}
            loading={table.isRefetching}
            onClick={() => table.refetch()}
          >
            {t("table.refresh")}
          </Button>
          <ColumnsMenu columns={settings.columns} parameters={parameters} change={(columns) => change({ columns })} />
          <ExportMenu
            hint={t("table.export_hint")}
            running={(n) => t("table.export_running", { n })}
            read={(form, tell, signal) => exportTable(settings, form, tell, signal)}
          />
        </div>
      </header>
      <FiltersBar
        filters={settings.filters}
        offered={{ choices, labels, parameters }}
        change={(filters: Filters) => change({ filters: tidy(filters) })}
        search={field}
      />
      {table.isError && rows.length === 0 ? (
        <EmptyState
          sign="broken"
          title={t("table.failed")}
          hint={needsPeriod ? t("table.needs_period") : errorWords(table.error)}
          action={
            <Button variant="default" onClick={() => (needsPeriod ? change({ sort: "-opened_at" }) : table.refetch())}>
              {t("app.retry")}
            </Button>
          }
        />
      ) : table.isPending ? (
        slow ? (
          <RowsSkeleton rows={8} />
        ) : null
      ) : rows.length === 0 ? (
        <EmptyState sign="missing" title={t("table.nothing")} hint={t("table.nothing_hint")} />
      ) : (
        <Grid
          rows={rows}
          columns={settings.columns}
          parameters={parameters}
          sort={settings.sort}
          cards={width > 0 && width < 640}
          selected={selected}
          onSelect={select}
          onSort={(sort) => change({ sort })}
          onOpen={(id) => void navigate({ to: "/my-desk/sessions/$sessionId", params: { sessionId: id }, search })}
          onNearEnd={() => {
            if (table.hasNextPage && !table.isFetchingNextPage) void table.fetchNextPage();
          }}
          foot={
            table.isFetchingNextPage
              ? t("table.more")
              : t(table.hasNextPage ? "table.at_least" : "table.end", { n: rows.length })
          }
        />
      )}
      {chosen.length > 0 ? (
        <Suspense fallback={null}>
          <BulkBar rows={chosen} onClear={() => setSelected(new Set())} />
        </Suspense>
      ) : null}
    </section>
  );
}
