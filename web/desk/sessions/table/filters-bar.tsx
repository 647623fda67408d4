/** The filters: a text, and a chip for each that is set; a press opens its fields. */
import { Button, CloseButton, Menu, Popover, TextInput } from "@mantine/core";
import IconFilterPlus from "@tabler/icons-react/dist/esm/icons/IconFilterPlus.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { type Ref, useEffect, useState } from "react";
import { useWords, worded } from "../../words";
import {
  chipWords,
  FilterFields,
  type FilterKey,
  filterKeys,
  type Offered,
  ParameterFields,
  parameterWords,
} from "./filter-fields";
import { type Filters, tidy } from "./model";

type BarProps = {
  filters: Filters;
  offered: Offered;
  change: (filters: Filters) => void;
  search: Ref<HTMLInputElement>;
};

export function FiltersBar({ filters, offered, change, search }: BarProps) {
  const t = useWords();
  const [opened, setOpened] = useState<string | null>(null);
  const [text, setText] = useState(filters.text ?? "");
  useEffect(() => setText(filters.text ?? ""), [filters.text]);
  // What is typed is asked for when the hand rests.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only the text's own change asks
  useEffect(() => {
    const asked = text.trim();
    if (asked === (filters.text ?? "") || asked.length === 1) return;
    const timer = setTimeout(() => change({ ...filters, text: asked }), 300);
    return () => clearTimeout(timer);
  }, [text]);

  const set = tidy(filters);
  const isSet = (key: FilterKey) => key in set || (key === "operators" && filters.unassigned === true);
  const without = (key: FilterKey) =>
    change({ ...filters, [key]: undefined, ...(key === "operators" ? { unassigned: false } : {}) });
  const shown = filterKeys.filter((key) => isSet(key) || opened === key);
  const parameters = offered.parameters.filter(
    (each) => filters.parameters?.[each.key] || opened === `parameter:${each.key}`,
  );
  const setParameter = (key: string, filter: object | null) => {
    const { [key]: _, ...rest } = filters.parameters ?? {};
    change({ ...filters, parameters: filter && Object.keys(filter).length > 0 ? { ...rest, [key]: filter } : rest });
  };

  return (
    <div className="tb-filters" role="group" aria-label={t("table.filters")}>
      <TextInput
        ref={search}
        size="xs"
        className="tb-text"
        value={text}
        placeholder={t("table.text")}
        aria-label={t("table.text")}
        leftSection={<IconSearch size={14} stroke={2} aria-hidden="true" />}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && setText("")}
      />
      {shown.map((key) => (
        <Chip
          key={key}
          name={t(`table.filter_${key}`)}
          words={isSet(key) ? chipWords(key, filters, offered, t) : t("table.any")}
          opened={opened === key}
          setOpened={(open) => setOpened(open ? key : null)}
          remove={() => without(key)}
        >
          <FilterFields filter={key} filters={filters} offered={offered} change={change} />
        </Chip>
      ))}
      {parameters.map((parameter) => {
        const filter = filters.parameters?.[parameter.key];
        return (
          <Chip
            key={parameter.key}
            name={worded(parameter.names)}
            words={filter ? parameterWords(filter, parameter) : t("table.any")}
            opened={opened === `parameter:${parameter.key}`}
            setOpened={(open) => setOpened(open ? `parameter:${parameter.key}` : null)}
            remove={() => setParameter(parameter.key, null)}
          >
            <ParameterFields
              parameter={parameter}
              filter={filter ?? {}}
              change={(next) => setParameter(parameter.key, next)}
            />
          </Chip>
        );
      })}
      <Menu position="bottom-start" shadow="md" trapFocus>
        <Menu.Target>
          <Button size="compact-sm" variant="default" leftSection={<IconFilterPlus size={14} stroke={1.8} />}>
            {t("table.filter_add")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
          {filterKeys
            .filter((key) => !isSet(key))
            .map((key) => (
              <Menu.Item key={key} onClick={() => setTimeout(() => setOpened(key))}>
                {t(`table.filter_${key}`)}
              </Menu.Item>
            ))}
          {offered.parameters
            .filter((each) => !filters.parameters?.[each.key])
            .map((each) => (
              <Menu.Item key={each.key} onClick={() => setTimeout(() => setOpened(`parameter:${each.key}`))}>
                {worded(each.names)}
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
      {Object.keys(set).length > 0 ? (
        <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change({})}>
          {t("table.filter_clear")}
        </Button>
      ) : null}
    </div>
  );
}

type ChipProps = {
  name: string;
  words: string;
  opened: boolean;
  setOpened: (open: boolean) => void;
  remove: () => void;
  children: React.ReactNode;
};

function Chip({ name, words, opened, setOpened, remove, children }: ChipProps) {
  const t = useWords();
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-start" shadow="md" width={340} trapFocus returnFocus>
      <span className="tb-chip">
        <Popover.Target>
          <button type="button" onClick={() => setOpened(!opened)}>
            <span className="tb-chip-name">{name}:</span> {words}
          </button>
        </Popover.Target>
        <CloseButton size="xs" aria-label={t("table.filter_remove", { name })} onClick={remove} />
      </span>
      <Popover.Dropdown>{children}</Popover.Dropdown>
    </Popover>
  );
}
