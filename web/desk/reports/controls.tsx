// What a report shows: period, step, live chats, operators, comparison. Each choice goes into the address at once.
import { ActionIcon, Button, MultiSelect, Popover, SegmentedControl, Switch, TextInput, Tooltip } from "@mantine/core";
import IconCalendar from "@tabler/icons-react/dist/esm/icons/IconCalendar.mjs";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconChevronLeft from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { type FormEvent, useState } from "react";
import type { Report, ReportKind, ReportStep, Reports } from "../../wire/rest";
import { useWords } from "../words";
import type { Shown } from "./address";
import { fits, isDay, lengthOf, MOST_DAYS, periods, shifted, steps } from "./periods";
import type { Change } from "./use-shown";
import { daysWords } from "./when";

type ControlsProps = {
  kind: ReportKind;
  shown: Shown;
  change: Change;
  today: string;
  offered: Reports | undefined;
  /** Whoever may read only of himself has nobody to choose. */
  own: boolean;
  before: Report["before_period"];
};

export function Controls({ kind, shown, change, today, offered, own, before }: ControlsProps) {
  const t = useWords();
  return (
    <div className="rp-controls" role="group" aria-label={t("reports.settings")}>
      <Period shown={shown} change={change} today={today} />
      <SegmentedControl
        size="xs"
        aria-label={t("reports.step")}
        value={shown.step}
        onChange={(step) => change({ step })}
        data={steps.map((step: ReportStep) => ({
          value: step,
          label: t(`reports.step_${step}`),
          disabled: !fits(step, shown),
        }))}
      />
      {offered && offered.live_chats.length > 1 ? (
        <Narrow
          name={t("reports.live_chat")}
          all={t("reports.all_live_chats")}
          some={t("reports.n_live_chats", { n: shown.live_chats.length })}
          choices={offered.live_chats}
          chosen={shown.live_chats}
          choose={(live_chats) => change({ live_chats })}
        />
      ) : null}
      {offered && !own && kind === "operators" && offered.operators.length > 1 ? (
        <Narrow
          name={t("reports.operator")}
          all={t("reports.all_operators")}
          some={t("reports.n_operators", { n: shown.operators.length })}
          choices={offered.operators}
          chosen={shown.operators}
          choose={(operators) => change({ operators })}
        />
      ) : null}
      <Tooltip label={before ? t("reports.compare_hint", { days: daysWords(before) }) : ""} disabled={!before}>
        <Switch
          size="xs"
          className="rp-compare"
          label={t("reports.compare")}
          checked={shown.compare}
          onChange={(event) => change({ compare: event.currentTarget.checked })}
        />
      </Tooltip>
    </div>
  );
}

type PeriodProps = Pick<ControlsProps, "shown" | "change" | "today">;

function Period({ shown, change, today }: PeriodProps) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const later = shifted(shown, 1);
  const go = (days: { since: string; until: string }) => change({ ...days, period: undefined, step: keptStep(days) });
  const keptStep = (days: { since: string; until: string }) =>
    shown.chosenStep && fits(shown.chosenStep, days) ? shown.chosenStep : undefined;
  return (
    <div className="rp-period">
      <ActionIcon variant="default" size="md" aria-label={t("reports.earlier")} onClick={() => go(shifted(shown, -1))}>
        <IconChevronLeft className="rp-before" size={16} stroke={1.8} />
      </ActionIcon>
      <Popover
        opened={opened}
        onChange={setOpened}
        position="bottom-start"
        shadow="md"
        width={320}
        trapFocus
        returnFocus
      >
        <Popover.Target>
          <Button
            size="xs"
            variant="default"
            aria-label={`${t("reports.period")}: ${t(`reports.period_${shown.period}`)}, ${daysWords(shown)}`}
            leftSection={<IconCalendar size={14} stroke={1.8} />}
            rightSection={<IconChevronDown size={14} stroke={1.8} />}
            onClick={() => setOpened(!opened)}
          >
            {shown.period === "custom" ? null : (
              <span className="rp-period-name">{t(`reports.period_${shown.period}`)}&nbsp;·&nbsp;</span>
            )}
            {daysWords(shown)}
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <div className="rp-periods">
            {periods.map((period) => (
              <button
                key={period}
                type="button"
                aria-pressed={shown.period === period}
                onClick={() => {
                  change({ period, since: undefined, until: undefined, step: undefined });
                  setOpened(false);
                }}
              >
                {t(`reports.period_${period}`)}
              </button>
            ))}
          </div>
          <OwnPeriod
            key={`${shown.since}${shown.until}`}
            shown={shown}
            show={(days) => {
              go(days);
              setOpened(false);
            }}
          />
        </Popover.Dropdown>
      </Popover>
      <ActionIcon
        variant="default"
        size="md"
        aria-label={t("reports.later")}
        disabled={later.since > today}
        onClick={() => go(later)}
      >
        <IconChevronRight className="rp-after" size={16} stroke={1.8} />
      </ActionIcon>
    </div>
  );
}

function OwnPeriod({ shown, show }: { shown: Shown; show: (days: { since: string; until: string }) => void }) {
  const t = useWords();
  const [days, setDays] = useState({ since: shown.since, until: shown.until });
  const [bad, setBad] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    const right = isDay(days.since) && isDay(days.until) && days.since <= days.until && lengthOf(days) <= MOST_DAYS;
    setBad(!right);
    if (right) show(days);
  };
  return (
    <form className="rp-own" onSubmit={send} aria-label={t("reports.period_custom")}>
      <TextInput
        type="date"
        label={t("reports.since")}
        value={days.since}
        onChange={({ currentTarget: { value } }) => setDays({ ...days, since: value })}
      />
      <TextInput
        type="date"
        label={t("reports.until")}
        value={days.until}
        onChange={({ currentTarget: { value } }) => setDays({ ...days, until: value })}
      />
      {bad ? (
        <p className="rp-bad" role="alert">
          {t("reports.bad_days")}
        </p>
      ) : null}
      <Button type="submit" size="xs" variant="light">
        {t("reports.show")}
      </Button>
    </form>
  );
}

type NarrowProps = {
  name: string;
  all: string;
  some: string;
  choices: Reports["live_chats"];
  chosen: string[];
  choose: (ids: string[]) => void;
};

function Narrow({ name, all, some, choices, chosen, choose }: NarrowProps) {
  const t = useWords();
  const only = chosen.length === 1 ? choices.find(({ id }) => id === chosen[0])?.name : undefined;
  return (
    <Popover position="bottom-start" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          size="xs"
          variant={chosen.length > 0 ? "light" : "default"}
          className="rp-narrow"
          aria-label={`${name}: ${chosen.length === 0 ? all : (only ?? some)}`}
          rightSection={<IconChevronDown size={14} stroke={1.8} />}
        >
          {chosen.length === 0 ? all : (only ?? some)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <MultiSelect
          label={name}
          data={choices.map(({ id, name: label, archived }) => ({
            value: id,
            label: archived ? `${label} (${t("reports.archived")})` : label,
          }))}
          value={chosen}
          onChange={choose}
          searchable
          clearable
          hidePickedOptions
          nothingFoundMessage={t("reports.nobody_found")}
          placeholder={chosen.length > 0 ? "" : all}
          comboboxProps={{ withinPortal: false }}
          data-autofocus
        />
      </Popover.Dropdown>
    </Popover>
  );
}
