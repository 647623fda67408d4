/** The fields of each filter, in the drop-down of its chip. */
import { Checkbox, MultiSelect, NumberInput, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { inUse, type useLabels } from "../../labels/queries";
import { useWords, type WordKey } from "../../words";
import type { Parameters } from "./cell";
import { valueWords } from "./cell";
import type { Choices, Filters, ParameterFilter, Period, Span } from "./model";

export const filterKeys = [
  "states",
  "live_chats",
  "channels",
  "operators",
  "groups",
  "priorities",
  "opened",
  "closed",
  "tags",
  "close_reasons",
  "ratings",
] as const;
export type FilterKey = (typeof filterKeys)[number];

type Option = { value: string; label: string };
export type Offered = { choices: Choices; labels: ReturnType<typeof useLabels>; parameters: Parameters };

export function optionsOf(key: FilterKey, offered: Offered, t: (key: WordKey) => string): Option[] {
  const named = (items: readonly { id: string; name: string }[]) =>
    items.map(({ id, name }) => ({ value: id, label: name }));
  const { choices, labels } = offered;
  switch (key) {
    case "states":
      return (["waiting", "with_operator", "closed", "spam"] as const).map((value) => ({
        value,
        label: t(`table.state_${value}`),
      }));
    case "priorities":
      return (["high", "normal", "low"] as const).map((value) => ({ value, label: t(`sessions.priority_${value}`) }));
    case "ratings":
      return [5, 4, 3, 2, 1].map((value) => ({ value: String(value), label: "★".repeat(value) }));
    case "tags":
      return named(inUse(labels.tags));
    case "close_reasons":
      return named(inUse(labels.close_reasons));
    case "live_chats":
    case "channels":
    case "operators":
    case "groups":
      return named(choices[key]);
    default:
      return [];
  }
}

const spans: Span[] = [
  "today",
  "yesterday",
  "this_week",
  "last_week",
  "this_month",
  "last_month",
  "last_7_days",
  "last_30_days",
];

/** What a chip says of its filter. */
export function chipWords(key: FilterKey, filters: Filters, offered: Offered, t: (key: WordKey) => string): string {
  if (key === "opened" || key === "closed") {
    const period = filters[key];
    if (period?.span) return t(`table.span_${period.span}`);
    return `${period?.since ? dayOf(period.since) : "…"} – ${period?.until ? dayBefore(period.until) : "…"}`;
  }
  const options = optionsOf(key, offered, t);
  const said = (filters[key] ?? []).map((value) => options.find((each) => each.value === String(value))?.label ?? "?");
  if (key === "operators" && filters.unassigned) said.unshift(t("table.unassigned"));
  return said.length > 2 ? `${said.slice(0, 2).join(", ")} +${said.length - 2}` : said.join(", ");
}

export function parameterWords(filter: ParameterFilter, parameter: Parameters[number] | undefined): string {
  if (filter.contains) return `“${filter.contains}”`;
  if (filter.one_of) return filter.one_of.map((value) => valueWords(value, parameter)).join(", ");
  return `${filter.least ?? "…"} – ${filter.most ?? "…"}`;
}

const dayOf = (moment: string) => {
  const at = new Date(moment);
  return `${at.getFullYear()}-${String(at.getMonth() + 1).padStart(2, "0")}-${String(at.getDate()).padStart(2, "0")}`;
};
const dayBefore = (moment: string) => dayOf(new Date(new Date(moment).getTime() - 1).toISOString());
const midnight = (day: string, after = 0) => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + after).toISOString();
};

type FieldsProps = { filter: FilterKey; filters: Filters; offered: Offered; change: (filters: Filters) => void };

export function FilterFields({ filter, filters, offered, change }: FieldsProps) {
  const t = useWords();
  if (filter === "opened" || filter === "closed")
    return (
      <PeriodFields period={filters[filter] ?? {}} change={(period) => change({ ...filters, [filter]: period })} />
    );
  const values = (filters[filter] ?? []).map(String);
  const set = (chosen: string[]) =>
    change({ ...filters, [filter]: filter === "ratings" ? chosen.map(Number) : chosen });
  return (
    <Stack gap="sm">
      <MultiSelect
        label={t(`table.filter_${filter}`)}
        data={optionsOf(filter, offered, t)}
        value={values}
        onChange={set}
        searchable
        hidePickedOptions
        comboboxProps={{ withinPortal: false }}
        placeholder={values.length ? "" : t("table.any")}
        data-autofocus
      />
      {filter === "operators" ? (
        <Checkbox
          label={t("table.unassigned")}
          checked={filters.unassigned ?? false}
          onChange={(event) => change({ ...filters, unassigned: event.currentTarget.checked })}
        />
      ) : null}
    </Stack>
  );
}

function PeriodFields({ period, change }: { period: Period; change: (period: Period) => void }) {
  const t = useWords();
  return (
    <Stack gap="sm">
      <div className="tb-spans">
        {spans.map((span) => (
          <button key={span} type="button" aria-pressed={period.span === span} onClick={() => change({ span })}>
            {t(`table.span_${span}`)}
          </button>
        ))}
      </div>
      <div className="tb-days">
        <TextInput
          type="date"
          label={t("table.since")}
          value={period.since ? dayOf(period.since) : ""}
          onChange={({ currentTarget: { value } }) =>
            change({ ...(value && { since: midnight(value) }), ...(period.until && { until: period.until }) })
          }
        />
        <TextInput
          type="date"
          label={t("table.until")}
          value={period.until ? dayBefore(period.until) : ""}
          onChange={({ currentTarget: { value } }) =>
            change({ ...(period.since && { since: period.since }), ...(value && { until: midnight(value, 1) }) })
          }
        />
      </div>
    </Stack>
  );
}

type ParameterProps = {
  parameter: Parameters[number];
  filter: ParameterFilter;
  change: (filter: ParameterFilter) => void;
};

export function ParameterFields({ parameter, filter, change }: ParameterProps) {
  const t = useWords();
  switch (parameter.kind) {
    case "text":
      return (
        <TextInput
          label={t("table.contains")}
          value={filter.contains ?? ""}
          data-autofocus
          onChange={({ currentTarget: { value } }) => change(value ? { contains: value } : {})}
        />
      );
    case "choice":
      return (
        <MultiSelect
          label={t("table.any")}
          data={parameter.choices.map((choice) => ({ value: choice.key, label: valueWords(choice.key, parameter) }))}
          value={(filter.one_of ?? []) as string[]}
          comboboxProps={{ withinPortal: false }}
          onChange={(one_of) => change(one_of.length ? { one_of } : {})}
        />
      );
    case "boolean":
      return (
        <SegmentedControl
          data={[
            { value: "any", label: t("table.any") },
            { value: "true", label: t("table.yes") },
            { value: "false", label: t("table.no") },
          ]}
          value={filter.one_of ? String(filter.one_of[0]) : "any"}
          onChange={(value) => change(value === "any" ? {} : { one_of: [value === "true"] })}
        />
      );
    case "number":
      return (
        <div className="tb-days">
          {(["least", "most"] as const).map((edge) => (
            <NumberInput
              key={edge}
              label={t(`table.${edge}`)}
              value={(filter[edge] as number | undefined) ?? ""}
              onChange={(value) => change(withEdge(filter, edge, typeof value === "number" ? value : undefined))}
            />
          ))}
        </div>
      );
    default:
      return (
        <div className="tb-days">
          {(["least", "most"] as const).map((edge) => (
            <TextInput
              key={edge}
              type="date"
              label={t(edge === "least" ? "table.since" : "table.until")}
              value={(filter[edge] as string | undefined) ?? ""}
              onChange={({ currentTarget: { value } }) => change(withEdge(filter, edge, value || undefined))}
            />
          ))}
        </div>
      );
  }
}

function withEdge(filter: ParameterFilter, edge: "least" | "most", value: unknown): ParameterFilter {
  const { [edge]: _, ...rest } = filter;
  return value === undefined ? rest : { ...rest, [edge]: value };
}
