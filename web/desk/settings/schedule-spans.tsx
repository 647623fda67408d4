// The hours of one day: spans from a time to another, one more, one less.
import { ActionIcon, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { Span } from "../../wire/rest-administration";
import { useWords } from "../words";
import { inOrder, nextSpan, timeTyped } from "./schedule-state";

const MOST = 6;

type SpansProps = { day: string; spans: Span[]; change: (spans: Span[]) => void };

export function Spans({ day, spans, change }: SpansProps) {
  const t = useWords();
  const put = (place: number, span: Span) => change(spans.map((one, at) => (at === place ? span : one)));
  const good = inOrder(spans);
  return (
    <div className="sc-spans">
      {spans.length === 0 ? <span className="sc-closed">{t("schedules.closed")}</span> : null}
      {spans.map((span, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a span is its place; its times change while they are typed
        <div key={place} className="sc-span">
          <TimeField
            label={t("schedules.from", { day })}
            good={good}
            time={span.from}
            change={(from) => put(place, { ...span, from })}
          />
          <span aria-hidden="true">–</span>
          <TimeField
            label={t("schedules.until", { day })}
            good={good}
            time={span.until}
            change={(until) => put(place, { ...span, until })}
            end
          />
          <ActionIcon
            aria-label={t("schedules.drop_span", { day })}
            onClick={() => change(spans.filter((_, at) => at !== place))}
          >
            <IconX size={16} stroke={1.7} />
          </ActionIcon>
        </div>
      ))}
      {spans.length < MOST ? (
        <ActionIcon aria-label={t("schedules.add_span", { day })} onClick={() => change([...spans, nextSpan(spans)])}>
          <IconPlus size={18} stroke={1.7} />
        </ActionIcon>
      ) : null}
      {good ? null : (
        <p className="sc-wrong" role="alert">
          {t("schedules.wrong_order")}
        </p>
      )}
    </div>
  );
}

type TimeProps = { label: string; good: boolean; time: string; change: (time: string) => void; end?: boolean };

/** Of twenty-four hours in every language; the browser's own field would show what its system shows, and no 24:00. */
function TimeField({ label, good, time, change, end = false }: TimeProps) {
  return (
    <TextInput
      aria-label={label}
      aria-invalid={!good || undefined}
      inputMode="numeric"
      placeholder="00:00"
      maxLength={5}
      autoComplete="off"
      value={time}
      onChange={(event) => change(event.currentTarget.value)}
      onBlur={() => change(timeTyped(time, end))}
      onKeyDown={(event) => {
        if (event.key === "Enter") change(timeTyped(time, end));
      }}
    />
  );
}
