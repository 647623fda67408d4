// The hours of one day: spans from a time to another, one more, one less.
import { ActionIcon, TextInput } from "@mantine/core";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import type { Span } from "../../wire/rest-administration";
import { useWords } from "../words";
import { inOrder, nextSpan, shownUntil, typedUntil } from "./schedule-state";

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
          <TextInput
            type="time"
            aria-label={t("schedules.from", { day })}
            aria-invalid={!good || undefined}
            value={span.from}
            onChange={(event) => put(place, { ...span, from: event.currentTarget.value })}
          />
          <span aria-hidden="true">–</span>
          <TextInput
            type="time"
            aria-label={t("schedules.until", { day })}
            aria-invalid={!good || undefined}
            value={shownUntil(span.until)}
            onChange={(event) => put(place, { ...span, until: typedUntil(event.currentTarget.value) })}
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
