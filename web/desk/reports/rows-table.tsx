// The big table: a row per operator or live chat, a column per metric, all of them together at the top.
import { UnstyledButton } from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import { useId, useMemo } from "react";
import type { MetricValue, Report, ReportKind } from "../../wire/rest";
import { useWords } from "../words";
import type { Drill } from "./address";
import { Sparkline } from "./chart";
import { type MetricKey, metricsOf } from "./metrics";
import { Delta, Figure } from "./parts";
import { sortedRows } from "./sorting";
import { numberIn, percent, written } from "./values";
import "./table.css";

type TableProps = {
  kind: ReportKind;
  report: Report;
  metric: MetricKey;
  sort: string;
  onSort: (sort: string) => void;
  open: (drill: Drill) => void;
};

export function RowsTable({ kind, report, metric, sort, onSort, open }: TableProps) {
  const t = useWords();
  const heading = useId();
  const keys = metricsOf(report.metrics);
  const rows = useMemo(() => sortedRows(report.rows, sort), [report.rows, sort]);
  return (
    <section className="rp-card rp-rows" aria-labelledby={heading}>
      <header className="rp-card-head">
        <h2 id={heading}>{t(`reports.rows_${kind}`)}</h2>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="rp-scroll" tabIndex={0} aria-labelledby={heading}>
        <table className="rp-table">
          <thead>
            <tr>
              <Head name={t("reports.name")} by="name" sort={sort} onSort={onSort} />
              <th scope="col" title={t("reports.trend_of", { metric: t(`reports.metric_${metric}`) })}>
                {t("reports.trend")}
                <span className="rp-under">{t(`reports.metric_${metric}`)}</span>
              </th>
              {keys.map((key) => (
                <Head key={key} name={t(`reports.metric_${key}`)} by={key} sort={sort} onSort={onSort} number />
              ))}
            </tr>
          </thead>
          <tbody>
            <Row
              name={t("reports.totals")}
              strong
              keys={keys}
              course={report.series[metric] ?? []}
              now={report.totals}
              before={report.before}
              open={open}
            />
            {rows.map((row) => (
              <Row
                key={row.id}
                id={row.id}
                name={row.name}
                note={row.archived ? t("reports.archived") : undefined}
                keys={keys}
                course={row.series[metric] ?? []}
                now={row.totals}
                before={row.before}
                open={open}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

type HeadProps = { name: string; by: string; sort: string; onSort: (sort: string) => void; number?: boolean };

function Head({ name, by, sort, onSort, number }: HeadProps) {
  const t = useWords();
  const here = sort.replace(/^-/, "") === by;
  const falling = sort.startsWith("-");
  const Arrow = falling ? IconArrowDown : IconArrowUp;
  // Of numbers the greatest is wanted first, of names the first.
  const next = here ? (falling ? by : `-${by}`) : number ? `-${by}` : by;
  return (
    <th
      scope="col"
      className={number ? "rp-number" : undefined}
      aria-sort={here ? (falling ? "descending" : "ascending") : undefined}
    >
      <UnstyledButton className="rp-sort" title={t("reports.sort_by", { metric: name })} onClick={() => onSort(next)}>
        <span>{name}</span>
        {here ? <Arrow size={13} stroke={2.2} aria-hidden="true" /> : null}
      </UnstyledButton>
    </th>
  );
}

type RowProps = {
  id?: string;
  name: string;
  note?: string | undefined;
  strong?: boolean;
  keys: MetricKey[];
  course: MetricValue[];
  now: Record<string, MetricValue>;
  before: Record<string, MetricValue> | null;
  open: (drill: Drill) => void;
};

function Row({ id, name, note, strong, keys, course, now, before, open }: RowProps) {
  const t = useWords();
  return (
    <tr data-strong={strong || undefined}>
      <th scope="row">
        <span className="rp-name" title={name}>
          {name}
        </span>
        {note ? <span className="pg-tag">{note}</span> : null}
      </th>
      <td>
        <Sparkline values={course.map(numberIn)} />
      </td>
      {keys.map((key) => {
        const value = now[key];
        const share = typeof value === "object" && value !== null && "share" in value ? value.share : null;
        return (
          <td key={key} className="rp-number">
            <Figure
              metric={key}
              value={value}
              label={t("reports.open_row", { name, metric: t(`reports.metric_${key}`), value: written(key, value) })}
              open={() => open({ metric: key, ...(id ? { row: id } : {}) })}
            />
            {before ? <Delta metric={key} now={value} before={before[key]} short /> : null}
            {share === null ? null : <span className="rp-under">{percent(share)}</span>}
          </td>
        );
      })}
    </tr>
  );
}
