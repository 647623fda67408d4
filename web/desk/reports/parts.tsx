// Small parts that all views of a report use: what a metric means, how it stands against before, the number to press.
import { ActionIcon, Popover, UnstyledButton } from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import IconInfoCircle from "@tabler/icons-react/dist/esm/icons/IconInfoCircle.mjs";
import type { ReactNode } from "react";
import type { MetricValue } from "../../wire/rest";
import { useWords } from "../words";
import { type MetricKey, metrics } from "./metrics";
import { changeOf, numberIn, written } from "./values";
import "../ui/page.css";
import "./parts.css";

export function Means({ metric }: { metric: MetricKey }) {
  const t = useWords();
  const name = t(`reports.metric_${metric}`);
  return (
    <Popover position="bottom" shadow="md" width={280} withArrow returnFocus>
      <Popover.Target>
        <ActionIcon size="sm" color="gray" aria-label={t("reports.what", { metric: name })}>
          <IconInfoCircle size={15} stroke={1.7} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <b>{name}</b>
        <p className="pg-hint">{t(`reports.means_${metric}`)}</p>
      </Popover.Dropdown>
    </Popover>
  );
}

type DeltaProps = { metric: MetricKey; now: MetricValue | undefined; before: MetricValue | undefined; short?: boolean };

/** An arrow, by how much, and in a word whether that is better. `short`: the word only for who listens. */
export function Delta({ metric, now, before, short }: DeltaProps) {
  const t = useWords();
  const change = changeOf(metric, now, before);
  if (!change) return null;
  const title = t("reports.before", { value: written(metric, before) });
  if (change.direction === "same") {
    return (
      <span className="rp-delta" title={title}>
        {short ? "=" : t("reports.same")}
      </span>
    );
  }
  const Arrow = change.direction === "up" ? IconArrowUp : IconArrowDown;
  return (
    <span className="rp-delta" data-meaning={change.meaning ?? undefined} title={title}>
      <Arrow size={13} stroke={2.2} aria-hidden="true" />
      <span className="dk-hidden">{t(`reports.${change.direction}`, { by: change.words })}</span>
      <span aria-hidden="true">{change.words}</span>
      {change.meaning ? (
        <span className={short ? "dk-hidden" : undefined}>{t(`reports.${change.meaning}`)}</span>
      ) : null}
    </span>
  );
}

type FigureProps = {
  metric: MetricKey;
  value: MetricValue | undefined;
  /** What is read aloud instead of the bare number. */
  label: string;
  open: () => void;
  children?: ReactNode;
};

/** A number that opens the sessions behind it; plain where there are none. */
export function Figure({ metric, value, label, open, children }: FigureProps) {
  const words = children ?? written(metric, value);
  const number = numberIn(value);
  if (!metrics[metric].sessions || number === null || (metrics[metric].kind === "count" && number === 0)) {
    return <span className="rp-figure">{words}</span>;
  }
  return (
    <UnstyledButton className="rp-figure" aria-label={label} onClick={open}>
      {words}
    </UnstyledButton>
  );
}
