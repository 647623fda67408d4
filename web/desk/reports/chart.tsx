// One chart: bars for a count of all, lines for the rest. Drawn to the width there is; walked along by pointer or arrows.
// What it shows stands also in a table beside it.
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import type { Report, ReportStep } from "../../wire/rest";
import { useWords } from "../words";
import { type MetricKey, metrics } from "./metrics";
import { labelsShown, ticksOf } from "./scale";
import { writeNumber } from "./values";
import { stepLabel, stepName } from "./when";
import "./chart.css";

export type Line = { name: string; values: (number | null)[] };
type ChartProps = {
  metric: MetricKey;
  step: ReportStep;
  report: Pick<Report, "steps" | "zone" | "fresh_until">;
  lines: Line[];
  height: number;
  label: string;
  /** Shows the sessions of a step. */
  onPick?: ((step: number) => void) | undefined;
};

const TOP = 8;
const BOTTOM = 24;
const RIGHT = 12;

export function Chart({ metric, step, report, lines, height, label, onPick }: ChartProps) {
  const t = useWords();
  const hint = useId();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [cursor, setCursor] = useState<number | null>(null);
  const { steps, zone } = report;
  const { kind } = metrics[metric];
  const count = steps.length;
  const most = Math.max(0, ...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
  const ticks = ticksOf(most, height < 180 ? 3 : 5, kind);
  const [low, high] = [kind === "rating" ? 1 : 0, ticks.at(-1) ?? 1];
  const left = 12 + 6.8 * Math.max(2, ...ticks.map((tick) => writeNumber(metric, tick).length));
  const [inner, tall] = [Math.max(0, width - left - RIGHT), height - TOP - BOTTOM];
  const slot = inner / Math.max(1, count);
  const x = (place: number) => left + slot * (place + 0.5);
  const y = (value: number) => TOP + tall * (1 - (value - low) / (high - low));
  const bars = kind === "count" && lines.length === 1;
  const said = (place: number) => {
    const at = steps[place];
    return at ? stepName(step, at, zone) : "";
  };
  // What is not over yet is drawn lighter.
  const unfinished = steps.findIndex((each) => Date.parse(each.until) > freshIn(report));

  const move = (event: PointerEvent<HTMLDivElement>) => {
    const from = event.currentTarget.getBoundingClientRect().left;
    const place = Math.floor((event.clientX - from - left) / slot);
    setCursor(place >= 0 && place < count ? place : null);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const now = cursor ?? count - 1;
    const to = {
      ArrowLeft: now - 1,
      ArrowDown: now - 1,
      ArrowRight: now + 1,
      ArrowUp: now + 1,
      Home: 0,
      End: count - 1,
    }[event.key];
    if (to !== undefined) setCursor(Math.min(count - 1, Math.max(0, to)));
    else if (event.key === "Enter" && cursor !== null && onPick) onPick(cursor);
    else return;
    event.preventDefault();
  };
  const told = cursor ?? count - 1;
  const valuesAt = (place: number) =>
    lines.map((line) => `${lines.length > 1 ? `${line.name} ` : ""}${writeNumber(metric, line.values[place] ?? null)}`);

  return (
    <div className="rp-chart" ref={ref} style={{ height }}>
      <div
        className="rp-plot"
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={onPick ? hint : undefined}
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={count}
        aria-valuenow={told + 1}
        aria-valuetext={`${said(told)}: ${valuesAt(told).join(", ")}`}
        data-picks={onPick ? true : undefined}
        onKeyDown={onKeyDown}
        onFocus={() => setCursor((now) => now ?? count - 1)}
        onBlur={() => setCursor(null)}
        onPointerMove={move}
        onPointerLeave={() => setCursor(null)}
        onClick={() => cursor !== null && onPick?.(cursor)}
      >
        {width > 0 ? (
          <svg width={width} height={height} aria-hidden="true">
            {ticks.map((tick) => (
              <g key={tick}>
                <line className="rp-grid" x1={left} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
                <text className="rp-tick" x={left - 8} y={y(tick)} dy="0.32em" textAnchor="end">
                  {writeNumber(metric, tick)}
                </text>
              </g>
            ))}
            {labelsShown(count, inner, step === "hour" ? 52 : 60).map((place) => (
              <text key={place} className="rp-tick" x={x(place)} y={height - 6} textAnchor="middle">
                {steps[place] ? stepLabel(step, steps[place], zone) : ""}
              </text>
            ))}
            {cursor === null ? null : (
              <rect className="rp-cursor" x={left + slot * cursor} y={TOP} width={slot} height={tall} />
            )}
            {bars
              ? lines[0]?.values.map((value, place) =>
                  value ? (
                    <rect
                      key={steps[place]?.from}
                      className="rp-bar"
                      data-unfinished={place === unfinished || undefined}
                      x={left + slot * place + Math.min(slot * 0.15, 6)}
                      width={Math.max(1, slot - 2 * Math.min(slot * 0.15, 6))}
                      y={y(value)}
                      height={y(low) - y(value)}
                      rx={Math.min(3, slot / 4)}
                    />
                  ) : null,
                )
              : lines.map((line, place) => <Course key={line.name} values={line.values} line={place} x={x} y={y} />)}
          </svg>
        ) : null}
      </div>
      {cursor === null || !steps[cursor] ? null : (
        <div
          className="rp-tip"
          aria-hidden="true"
          style={x(cursor) > width / 2 ? { right: width - x(cursor) + 12 } : { left: x(cursor) + 12 }}
        >
          <b>{said(cursor)}</b>
          {lines.map((line, place) => (
            <span key={line.name}>
              {lines.length > 1 ? (
                <>
                  <Swatch line={place} /> <span className="rp-tip-name">{line.name}</span>
                </>
              ) : null}
              <span className="rp-tip-value">{writeNumber(metric, line.values[cursor] ?? null)}</span>
            </span>
          ))}
        </div>
      )}
      {onPick ? (
        <span id={hint} className="dk-hidden">
          {t("reports.chart_keys")}
        </span>
      ) : null}
    </div>
  );
}

/** Until when the log was known; never before there is any of it. */
export const freshIn = ({ fresh_until }: Pick<Report, "fresh_until">): number =>
  fresh_until === null ? Number.NEGATIVE_INFINITY : Date.parse(fresh_until);

type CourseProps = {
  values: (number | null)[];
  line: number;
  x: (place: number) => number;
  y: (value: number) => number;
};

/** A line with gaps where nothing happened; straight, for a curve dips below what was measured. */
function Course({ values, line, x, y }: CourseProps) {
  const path = pathOf(values, x, y);
  const few = values.length <= 62;
  return (
    <g className="rp-line" data-line={line}>
      <path d={path} />
      {values.map((value, place) => {
        if (value === null) return null;
        const alone = (values[place - 1] ?? null) === null && (values[place + 1] ?? null) === null;
        return few || alone ? <circle key={x(place)} cx={x(place)} cy={y(value)} r={few ? 2.5 : 2} /> : null;
      })}
    </g>
  );
}

function pathOf(values: (number | null)[], x: (place: number) => number, y: (value: number) => number): string {
  let path = "";
  let down = false;
  values.forEach((value, place) => {
    if (value === null) down = false;
    else {
      path += `${down ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
      down = true;
    }
  });
  return path;
}

/** The sign of a line: its colour and its dashes. */
export function Swatch({ line }: { line: number }) {
  return (
    <svg className="rp-swatch" width={24} height={10} aria-hidden="true">
      <g className="rp-line" data-line={line}>
        <path d="M0 5L24 5" />
      </g>
    </svg>
  );
}

/** A course as small as a word. */
export function Sparkline({ values }: { values: (number | null)[] }) {
  const numbers = values.filter((value): value is number => value !== null);
  if (numbers.length === 0) return <span className="rp-spark" aria-hidden="true" />;
  const most = Math.max(...numbers, 1e-9);
  const x = (place: number) => (values.length < 2 ? 40 : 2 + (76 * place) / (values.length - 1));
  const y = (value: number) => 20 - (18 * value) / most;
  return (
    <svg className="rp-spark" width={80} height={22} aria-hidden="true">
      <path d={pathOf(values, x, y)} />
      {numbers.length === 1 ? (
        <circle cx={x(values.findIndex((value) => value !== null))} cy={y(numbers[0] ?? 0)} r={2} />
      ) : null}
    </svg>
  );
}
