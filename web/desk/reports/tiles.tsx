// The main figures: each names itself, is pressed to be drawn below, and its number opens the sessions.
import { UnstyledButton } from "@mantine/core";
import type { Report, ReportKind } from "../../wire/rest";
import { useWords } from "../words";
import type { Drill } from "./address";
import { Sparkline } from "./chart";
import { type MetricKey, mainMetrics } from "./metrics";
import { Delta, Figure, Means } from "./parts";
import { aside, numberIn, written } from "./values";
import "./tiles.css";

type TilesProps = {
  kind: ReportKind;
  report: Report;
  metric: MetricKey;
  choose: (metric: MetricKey) => void;
  open: (drill: Drill) => void;
};

export function Tiles({ kind, report, metric, choose, open }: TilesProps) {
  const t = useWords();
  const shown = mainMetrics[kind].filter((key) => report.metrics.includes(key));
  return (
    <section className="rp-tiles" aria-label={t("reports.figures")}>
      {shown.map((key) => {
        const value = report.totals[key];
        const name = t(`reports.metric_${key}`);
        return (
          <div key={key} className="rp-tile" data-chosen={key === metric || undefined}>
            <div className="rp-tile-head">
              <UnstyledButton
                className="rp-tile-name"
                aria-pressed={key === metric}
                title={t("reports.draw", { metric: name })}
                onClick={() => choose(key)}
              >
                {name}
              </UnstyledButton>
              <Means metric={key} />
            </div>
            <div className="rp-tile-value">
              <Figure
                metric={key}
                value={value}
                label={t("reports.open", { metric: name, value: written(key, value) })}
                open={() => open({ metric: key })}
              />
              {report.before ? <Delta metric={key} now={value} before={report.before[key]} /> : null}
            </div>
            <div className="rp-tile-foot">
              <span className="rp-aside" title={aside(value) ?? undefined}>
                {aside(value)}
              </span>
              <Sparkline values={(report.series[key] ?? []).map(numberIn)} />
            </div>
          </div>
        );
      })}
    </section>
  );
}
