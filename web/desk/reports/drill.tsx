// The sessions behind a number, in a drawer: each leads to the session itself.
import { Button, Drawer } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Report, ReportKind, ReportSession } from "../../wire/rest";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import type { Drill, Shown } from "./address";
import { metrics } from "./metrics";
import { sessionsQuery } from "./queries";
import { writeNumber } from "./values";
import { daysWords, hourWords, momentIn, stepName, weekdays } from "./when";
import "./drill.css";

type DrillProps = { kind: ReportKind; shown: Shown; report: Report | undefined; zone: string; close: () => void };

export function DrillDrawer({ kind, shown, report, zone, close }: DrillProps) {
  const t = useWords();
  const { drill } = shown;
  return (
    <Drawer
      opened={drill !== null}
      onClose={close}
      position="right"
      size={480}
      title={drill ? t(`reports.metric_${drill.metric}`) : ""}
      closeButtonProps={{ "aria-label": t("do.close") }}
      classNames={{ title: "rp-drill-title" }}
    >
      {drill ? <Behind kind={kind} shown={shown} drill={drill} report={report} zone={zone} /> : null}
    </Drawer>
  );
}

type BehindProps = Omit<DrillProps, "close"> & { drill: Drill };

function Behind({ kind, shown, drill, report, zone }: BehindProps) {
  const t = useWords();
  const found = useInfiniteQuery(sessionsQuery(kind, shown, drill));
  const slow = useSlow();
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const row = report?.rows.find((each) => each.id === drill.row);
  return (
    <div className="rp-drill">
      <p className="rp-drill-of">
        {[row?.name, periodOf(shown, drill, zone)].filter(Boolean).join(" · ")}
        <span>{t(`reports.means_${drill.metric}`)}</span>
      </p>
      {found.isError ? (
        <EmptyState
          compact
          sign="broken"
          title={t("reports.sessions_failed")}
          hint={errorWords(found.error)}
          action={
            <Button variant="default" onClick={() => found.refetch()}>
              {t("app.retry")}
            </Button>
          }
        />
      ) : found.isPending ? (
        slow ? (
          <RowsSkeleton rows={6} />
        ) : null
      ) : items.length === 0 ? (
        <EmptyState compact title={t("reports.sessions_none")} hint={t("reports.sessions_none_hint")} />
      ) : (
        <>
          <p className="rp-aside" role="status">
            {t(found.hasNextPage ? "reports.sessions_seen_more" : "reports.sessions_seen", { n: items.length })}
          </p>
          <ul className="pg-list rp-drill-list">
            {items.map((item) => (
              <SessionLine key={item.session.id} item={item} drill={drill} zone={zone} />
            ))}
          </ul>
          {found.hasNextPage ? (
            <Button variant="default" loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
              {t("reports.sessions_more")}
            </Button>
          ) : null}
        </>
      )}
    </div>
  );
}

type LineProps = { item: ReportSession; drill: Drill; zone: string };

function SessionLine({ item: { session, value }, drill, zone }: LineProps) {
  const t = useWords();
  const number = /^#(\d+)$/.exec(session.name)?.[1];
  return (
    <li>
      <Link to="/my-desk/sessions/$sessionId" params={{ sessionId: session.id }} className="pg-row rp-drill-row">
        <span className="pg-row-words">
          <span className="pg-row-title">{number ? t("sessions.visitor", { n: number }) : session.name}</span>
          <span className="pg-row-hint">
            {`#${session.number} · ${session.live_chat.name} · ${session.operator?.name ?? t("reports.no_operator")}`}
          </span>
        </span>
        <span className="pg-row-side">
          {value === null || metrics[drill.metric].kind === "count" ? null : (
            <b className="rp-drill-value">{writeNumber(drill.metric, value)}</b>
          )}
          <span>{momentIn(zone, session.opened_at)}</span>
        </span>
      </Link>
    </li>
  );
}

function periodOf(shown: Shown, drill: Drill, zone: string): string {
  if (drill.from && drill.until) {
    const known = { from: drill.from, until: drill.until };
    return stepName(shown.step, known, zone);
  }
  const days = daysWords(shown);
  if (drill.weekday === undefined || drill.hour === undefined) return days;
  const day = weekdays("long")[drill.weekday - 1] ?? "";
  return `${day} ${hourWords(drill.hour)}–${hourWords(drill.hour + 1)} · ${days}`;
}
