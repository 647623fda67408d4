// The heat map: a table of weekdays and hours whose cells are as deep as they are full. Each cell is also its number.
import { NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type CSSProperties, useId } from "react";
import type { MetricValue, ReportKind } from "../../wire/rest";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import type { Drill, Shown } from "./address";
import { heatMetricsOf, type MetricKey, metrics } from "./metrics";
import { Figure, Means } from "./parts";
import { heatQuery } from "./queries";
import type { Change } from "./use-shown";
import { numberIn, roughly, written } from "./values";
import { hourWords, weekdays } from "./when";
import "./heat.css";

const hours = Array.from({ length: 24 }, (_, hour) => hour);

type HeatProps = { kind: ReportKind; shown: Shown; known: string[]; change: Change; open: (drill: Drill) => void };

export function Heat({ kind, shown, known, change, open }: HeatProps) {
  const t = useWords();
  const heading = useId();
  const offered = heatMetricsOf(known);
  const metric = offered.includes(shown.heat) ? shown.heat : "taken";
  const heat = useQuery(heatQuery(kind, { ...shown, heat: metric }));
  return (
    <section className="rp-card" aria-labelledby={heading}>
      <header className="rp-card-head">
        <h2 id={heading}>{t("reports.heat")}</h2>
        <NativeSelect
          size="sm"
          className="rp-choice"
          aria-label={t("reports.metric")}
          value={metric}
          onChange={({ currentTarget: { value } }) => change({ heat: value })}
          data={offered.map((key) => ({ value: key, label: t(`reports.metric_${key}`) }))}
        />
        <Means metric={metric} />
        <p className="rp-means">{t("reports.heat_hint")}</p>
      </header>
      {heat.isError ? (
        <EmptyState compact sign="broken" title={t("reports.failed")} hint={errorWords(heat.error)} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        <section className="rp-scroll" tabIndex={0} aria-labelledby={heading} aria-busy={heat.isFetching}>
          <Cells metric={metric} cells={heat.data?.cells ?? []} open={open} />
        </section>
      )}
    </section>
  );
}

type CellsProps = { metric: MetricKey; cells: MetricValue[][]; open: (drill: Drill) => void };

function Cells({ metric, cells, open }: CellsProps) {
  const t = useWords();
  const most = Math.max(1e-9, ...cells.flat().map((value) => numberIn(value) ?? 0));
  const [long, short] = [weekdays("long"), weekdays("short")];
  const counts = metrics[metric].kind === "count";
  return (
    <table className="rp-heat" data-wide={counts ? undefined : true}>
      <caption className="dk-hidden">{`${t(`reports.metric_${metric}`)}: ${t("reports.view_heat")}`}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="dk-hidden">{t("reports.weekday")}</span>
          </th>
          {hours.map((hour) => (
            <th key={hour} scope="col">
              <span className="dk-hidden">{hourWords(hour)}</span>
              <span aria-hidden="true">{String(hour).padStart(2, "0")}</span>
            </th>
          ))}
          {counts ? <th scope="col">{t("reports.day_total")}</th> : null}
        </tr>
      </thead>
      <tbody>
        {long.map((day, weekday) => (
          <tr key={day}>
            <th scope="row">
              <span className="dk-hidden">{day}</span>
              <span aria-hidden="true">{short[weekday]}</span>
            </th>
            {hours.map((hour) => {
              const value = cells[weekday]?.[hour] ?? null;
              const number = numberIn(value) ?? 0;
              const place = { day, from: hourWords(hour), until: hourWords(hour + 1), n: written(metric, value) };
              return (
                <td
                  key={hour}
                  style={{ "--heat": number / most } as CSSProperties}
                  data-none={number === 0 || undefined}
                >
                  <Figure
                    metric={metric}
                    value={value}
                    label={t("reports.heat_cell", place)}
                    open={() => open({ metric, weekday: weekday + 1, hour })}
                  >
                    {roughly(metric, value)}
                  </Figure>
                </td>
              );
            })}
            {counts ? (
              <td className="rp-heat-total">
                {written(
                  metric,
                  (cells[weekday] ?? []).reduce<number>((sum, value) => sum + (numberIn(value) ?? 0), 0),
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
