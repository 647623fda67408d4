// The table of a chart: a row per step, the same numbers, each opening its sessions.
import type { MetricValue, Report, ReportStep } from "../../wire/rest";
import { duration } from "../ui/time";
import { useWords } from "../words";
import type { Drill } from "./address";
import { type MetricKey, metrics } from "./metrics";
import { Figure } from "./parts";
import { numberIn, percent, written } from "./values";
import { stepName } from "./when";
import "./table.css";

export type Column = { id: string | null; name: string; values: MetricValue[] };
type TableProps = {
  metric: MetricKey;
  step: ReportStep;
  report: Report;
  columns: Column[];
  open: (drill: Drill) => void;
};

export function StepTable({ metric, step, report, columns, open }: TableProps) {
  const t = useWords();
  const name = t(`reports.metric_${metric}`);
  const { kind } = metrics[metric];
  const alone = columns.length === 1 ? columns[0] : undefined;
  const label = t("reports.table_of", { metric: name, step: t(`reports.step_of_${step}`) });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="rp-steps" aria-label={label} tabIndex={0}>
      <table className="rp-table">
        <caption className="dk-hidden">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t("reports.step_column")}</th>
            {columns.map((column) => (
              <th key={column.id} scope="col" className="rp-number">
                {alone ? name : column.name}
              </th>
            ))}
            {alone && (kind === "span" || kind === "rating") ? (
              <th scope="col" className="rp-number">
                {t("reports.cases")}
              </th>
            ) : null}
            {alone && kind === "span" ? (
              <th scope="col" className="rp-number">
                {t("reports.most")}
              </th>
            ) : null}
            {alone && kind === "time" ? (
              <th scope="col" className="rp-number">
                {t("reports.share")}
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {report.steps.map((each, place) => {
            const said = stepName(step, each, report.zone);
            const value = alone?.values[place];
            return (
              <tr key={each.from}>
                <th scope="row">{said}</th>
                {columns.map((column) => (
                  <td key={column.id} className="rp-number">
                    <Figure
                      metric={metric}
                      value={column.values[place]}
                      label={t("reports.open_row", {
                        name: alone ? said : `${said}, ${column.name}`,
                        metric: name,
                        value: written(metric, column.values[place]),
                      })}
                      open={() =>
                        open({ metric, from: each.from, until: each.until, ...(column.id ? { row: column.id } : {}) })
                      }
                    />
                  </td>
                ))}
                {alone ? <More kind={kind} value={value} /> : null}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** Of how many cases, and how long at most; of a time at work its share. */
function More({ kind, value }: { kind: string; value: MetricValue | undefined }) {
  const held = typeof value === "object" && value !== null && numberIn(value) !== null ? value : null;
  const cells =
    kind === "span"
      ? [held && "max" in held ? held.n : "–", held && "max" in held ? duration(Math.round(held.max)) : "–"]
      : kind === "rating"
        ? [held && "n" in held ? held.n : "–"]
        : kind === "time"
          ? [held && "seconds" in held && held.share !== null ? percent(held.share) : "–"]
          : [];
  return cells.map((cell, place) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the columns stand still
    <td key={place} className="rp-number">
      {cell}
    </td>
  ));
}
