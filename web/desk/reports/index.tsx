// Reports: Operators' Performance and Live Chat Performance. What is shown stands in the address; every number opens
// the sessions behind it. What the metrics mean: docs/reports.md.
import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo } from "react";
import type { Report, ReportKind } from "../../wire/rest";
import { MissingPage } from "../app/broken";
import { type Command, useCommands } from "../app/commands";
import { useMe } from "../app/me";
import { ExportMenu } from "../ui/export-menu";
import { EmptyState, useSlow } from "../ui/states";
import { bytes } from "../ui/time";
import { useTitle } from "../ui/title";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { type Drill, type Shown, type View, views } from "./address";
import { MainChart, SmallChart } from "./chart-card";
import { Controls } from "./controls";
import { groups, metrics, metricsOf } from "./metrics";
import { periods } from "./periods";
import { exportReport, reportQuery, reportsQuery } from "./queries";
import { RowsTable } from "./rows-table";
import { Tiles } from "./tiles";
import { type Change, useShown } from "./use-shown";
import { numberIn } from "./values";
import { clockIn } from "./when";
import "./reports.css";

const Heat = lazy(() => import("./heat").then((file) => ({ default: file.Heat })));
const DrillDrawer = lazy(() => import("./drill").then((file) => ({ default: file.DrillDrawer })));

export const OperatorsReportPage = () => <ReportPage kind="operators" />;
export const LiveChatsReportPage = () => <ReportPage kind="live-chats" />;

const names = { operators: "reports.operators", "live-chats": "reports.live_chats" } as const;

function ReportPage({ kind }: { kind: ReportKind }) {
  const { person, live_chats } = useMe();
  const oversees = person.administrator || live_chats.some((chat) => chat.roles.includes("supervisor"));
  const operates = live_chats.some((chat) => chat.roles.includes("operator"));
  if (!oversees && !(kind === "operators" && operates)) return <MissingPage />;
  return <Shell key={kind} kind={kind} own={!oversees} />;
}

function Shell({ kind, own }: { kind: ReportKind; own: boolean }) {
  const t = useWords();
  const { shown, change, today, zone } = useShown(kind);
  const offered = useQuery(reportsQuery).data;
  const report = useQuery(reportQuery(kind, shown, today));
  const title = t(names[kind]);
  useTitle(title);
  useReportCommands(title, change);
  const open = (drill: Drill) => change({ drill });
  return (
    <div className="rp-page">
      <header className="rp-head">
        <div>
          <h1>{title}</h1>
          <p className="pg-hint">{t(own ? "reports.hint_own" : `reports.hint_${kind}`)}</p>
        </div>
        <ExportMenu
          hint={t("reports.export_hint")}
          running={(size) => t("reports.export_running", { size: bytes(size) })}
          read={(form, tell, signal) => exportReport(kind, shown, form, tell, signal)}
        />
      </header>
      <Controls
        kind={kind}
        shown={shown}
        change={change}
        today={today}
        offered={offered}
        own={own}
        before={report.data?.before_period ?? null}
      />
      <div className="rp-bar">
        <SegmentedControl
          size="xs"
          aria-label={t("reports.views")}
          value={shown.view}
          onChange={(view) => change({ view })}
          data={views.map((view: View) => ({ value: view, label: t(`reports.view_${view}`) }))}
        />
        <span className="rp-fresh">
          <span>{t("reports.zone", { zone })}</span>
          {report.data && !report.data.fresh_until ? <span role="status">{t("reports.making")}</span> : null}
          {report.data?.fresh_until ? (
            <span>{t("reports.as_of", { time: clockIn(zone, report.data.fresh_until) })}</span>
          ) : null}
        </span>
      </div>
      {report.data ? (
        <div className="rp-shown" data-old={report.isPlaceholderData || undefined} aria-busy={report.isPlaceholderData}>
          <Shows kind={kind} shown={shown} report={report.data} change={change} open={open} />
        </div>
      ) : report.isError ? (
        <EmptyState
          sign="broken"
          title={t("reports.failed")}
          hint={errorWords(report.error)}
          action={
            <Button variant="default" onClick={() => report.refetch()}>
              {t("app.retry")}
            </Button>
          }
        />
      ) : (
        <Loading />
      )}
      <Suspense fallback={null}>
        <DrillDrawer
          kind={kind}
          shown={shown}
          report={report.data}
          zone={zone}
          close={() => change({ drill: undefined })}
        />
      </Suspense>
    </div>
  );
}

type ShowsProps = { kind: ReportKind; shown: Shown; report: Report; change: Change; open: (drill: Drill) => void };

function Shows({ kind, shown, report, change, open }: ShowsProps) {
  const t = useWords();
  const metric = report.metrics.includes(shown.metric) ? shown.metric : (metricsOf(report.metrics)[0] ?? "taken");
  const nothing = metricsOf(report.metrics).every((key) => !numberIn(report.totals[key]));
  if (nothing) {
    return (
      <EmptyState
        title={t("reports.nothing")}
        hint={t("reports.nothing_hint")}
        action={
          <Button
            variant="default"
            onClick={() =>
              change({ period: "last_30_days", since: undefined, until: undefined, live_chats: [], operators: [] })
            }
          >
            {t("reports.show_usual")}
          </Button>
        }
      />
    );
  }
  if (shown.view === "heat") {
    return (
      <Suspense fallback={null}>
        <Heat kind={kind} shown={shown} known={report.metrics} change={change} open={open} />
      </Suspense>
    );
  }
  if (shown.view === "charts") {
    return groups.map((group) => {
      const keys = metricsOf(report.metrics).filter((key) => metrics[key].group === group);
      return keys.length === 0 ? null : (
        <section key={group} aria-labelledby={`rp-${group}`}>
          <h2 id={`rp-${group}`} className="rp-group">
            {t(`reports.group_${group}`)}
          </h2>
          <div className="rp-charts">
            {keys.map((key) => (
              <SmallChart key={key} kind={kind} shown={shown} report={report} metric={key} open={open} />
            ))}
          </div>
        </section>
      );
    });
  }
  return (
    <>
      <Tiles kind={kind} report={report} metric={metric} choose={(chosen) => change({ metric: chosen })} open={open} />
      <MainChart kind={kind} shown={shown} report={report} metric={metric} open={open} change={change} />
      <RowsTable
        kind={kind}
        report={report}
        metric={metric}
        sort={shown.sort}
        onSort={(sort) => change({ sort })}
        open={open}
      />
    </>
  );
}

function Loading() {
  return useSlow() ? (
    <div aria-hidden="true">
      <div className="rp-tiles">
        {Array.from({ length: 8 }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: all alike, and never moved
          <Skeleton key={place} h={116} radius={8} />
        ))}
      </div>
      <Skeleton h={360} radius={8} mb={16} />
      <Skeleton h={240} radius={8} />
    </div>
  ) : null;
}

function useReportCommands(section: string, change: Change): void {
  const t = useWords();
  const commands = useMemo<Command[]>(
    () => [
      ...periods.map((period) => ({
        id: `reports-${period}`,
        section,
        label: t(`reports.period_${period}`),
        hint: t("reports.period"),
        run: () => change({ period, since: undefined, until: undefined, step: undefined }),
      })),
      ...views.map((view) => ({
        id: `reports-view-${view}`,
        section,
        label: t(`reports.view_${view}`),
        hint: section,
        run: () => change({ view }),
      })),
    ],
    [t, section, change],
  );
  useCommands(commands);
}
