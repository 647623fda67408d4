// A metric drawn over the period, with its table: the chosen one large, or one of all.
import { Button, NativeSelect, SegmentedControl } from "@mantine/core";
import IconTable from "@tabler/icons-react/dist/esm/icons/IconTable.mjs";
import { useId, useMemo, useState } from "react";
import type { MetricValue, Report, ReportKind } from "../../wire/rest";
import { useWords } from "../words";
import type { Drill, Shown } from "./address";
import { Chart, freshIn, type Line, Swatch } from "./chart";
import { groups, isMetric, type MetricKey, metrics, metricsOf } from "./metrics";
import { Delta, Figure, Means } from "./parts";
import { type Column, StepTable } from "./step-table";
import type { Change } from "./use-shown";
import { aside, numberIn, written } from "./values";

/** More lines than these nobody can tell apart. */
const MOST_LINES = 6;

type CardProps = { kind: ReportKind; shown: Shown; report: Report; metric: MetricKey; open: (drill: Drill) => void };

/** The chosen metric, large: what is drawn, whether by row, and its table. */
export function MainChart({ change, ...props }: CardProps & { change: Change }) {
  const { kind, shown, report, metric } = props;
  const t = useWords();
  const heading = useId();
  const known = metricsOf(report.metrics);
  const several = report.rows.length > 1;
  return (
    <section className="rp-card" aria-labelledby={heading}>
      <header className="rp-card-head">
        <h2 id={heading} className="dk-hidden">
          {t("reports.chart")}
        </h2>
        <NativeSelect
          size="sm"
          className="rp-choice"
          aria-label={t("reports.metric")}
          value={metric}
          onChange={({ currentTarget: { value } }) => isMetric(value) && change({ metric: value })}
          data={groups
            .map((group) => ({
              group: t(`reports.group_${group}`),
              items: known
                .filter((key) => metrics[key].group === group)
                .map((key) => ({ value: key, label: t(`reports.metric_${key}`) })),
            }))
            .filter(({ items }) => items.length > 0)}
        />
        {several ? (
          <SegmentedControl
            size="xs"
            aria-label={t("reports.chart")}
            value={shown.split ? "split" : "all"}
            onChange={(value) => change({ split: value === "split" })}
            data={[
              { value: "all", label: t("reports.chart_all") },
              { value: "split", label: t(`reports.chart_split_${kind}`) },
            ]}
          />
        ) : null}
        <p className="rp-means">{t(`reports.means_${metric}`)}</p>
      </header>
      <Drawn {...props} split={several && shown.split} height={260} />
    </section>
  );
}

/** One of all charts. */
export function SmallChart(props: CardProps) {
  const { report, metric, open } = props;
  const t = useWords();
  const heading = useId();
  const name = t(`reports.metric_${metric}`);
  const value = report.totals[metric];
  return (
    <section className="rp-card" aria-labelledby={heading}>
      <header className="rp-small-head">
        <h3 id={heading}>{name}</h3>
        <Means metric={metric} />
      </header>
      <div className="rp-small-value">
        <Figure
          metric={metric}
          value={value}
          label={t("reports.open", { metric: name, value: written(metric, value) })}
          open={() => open({ metric })}
        />
        {report.before ? <Delta metric={metric} now={value} before={report.before[metric]} /> : null}
        <span className="rp-aside">{aside(value)}</span>
      </div>
      <Drawn {...props} split={false} height={150} />
    </section>
  );
}

function Drawn({ shown, report, metric, open, split, height }: CardProps & { split: boolean; height: number }) {
  const t = useWords();
  const [table, setTable] = useState(false);
  const id = useId();
  const name = t(`reports.metric_${metric}`);
  const columns = useMemo<Column[]>(() => {
    if (!split) return [{ id: null, name: t("reports.all"), values: report.series[metric] ?? [] }];
    const rows = report.rows.filter((row) => row.series[metric]?.some((value) => numberIn(value) !== null));
    const by = (values: Record<string, MetricValue>) => numberIn(values[metric]) ?? 0;
    return rows
      .sort((one, other) => by(other.totals) - by(one.totals))
      .map((row) => ({ id: row.id, name: row.name, values: row.series[metric] ?? [] }));
  }, [report, metric, split, t]);
  const lines = useMemo<Line[]>(
    () =>
      columns.slice(0, MOST_LINES).map((column) => ({
        name: column.name,
        // Of what is still to come nothing is drawn.
        values: report.steps.map((step, place) =>
          Date.parse(step.from) > freshIn(report) ? null : numberIn(column.values[place]),
        ),
      })),
    [columns, report],
  );
  const nothing = lines.every((line) => line.values.every((value) => value === null));
  const pick = (place: number) => {
    const step = report.steps[place];
    if (step) open({ metric, from: step.from, until: step.until });
  };
  return (
    <>
      {nothing ? (
        <p className="rp-nothing" style={{ minHeight: height }}>
          {t("reports.chart_nothing")}
        </p>
      ) : (
        <Chart
          metric={metric}
          step={shown.step}
          report={report}
          lines={lines}
          height={height}
          label={t("reports.table_of", { metric: name, step: t(`reports.step_of_${shown.step}`) })}
          onPick={metrics[metric].sessions ? pick : undefined}
        />
      )}
      <footer className="rp-card-foot">
        {lines.length > 1 ? (
          <ul className="rp-legend">
            {lines.map((line, place) => (
              <li key={line.name}>
                <Swatch line={place} /> {line.name}
              </li>
            ))}
          </ul>
        ) : null}
        {columns.length > MOST_LINES ? (
          <span className="rp-aside">{t("reports.chart_most", { n: MOST_LINES })}</span>
        ) : null}
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          className="rp-table-switch"
          leftSection={<IconTable size={14} stroke={1.8} />}
          aria-expanded={table}
          aria-controls={id}
          aria-label={`${t(table ? "reports.hide_table" : "reports.table")}: ${name}`}
          onClick={() => setTable(!table)}
        >
          {t(table ? "reports.hide_table" : "reports.table")}
        </Button>
      </footer>
      <div id={id}>
        {table ? <StepTable metric={metric} step={shown.step} report={report} columns={columns} open={open} /> : null}
      </div>
    </>
  );
}
