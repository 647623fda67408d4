/** The rows: one scroller, only what is in sight is drawn, an order that nothing pushed can change; cards where narrow. */
import { Checkbox } from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import { type KeyboardEvent, type MouseEvent, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useWords } from "../../words";
import { nameOf } from "../names";
import { Cell, headOf, type Parameters } from "./cell";
import { sortOf, type TableRow, widthOf } from "./model";

type GridProps = {
  rows: TableRow[];
  columns: string[];
  parameters: Parameters;
  sort: string;
  cards: boolean;
  selected: ReadonlySet<string>;
  onSelect: (ids: string[], on: boolean) => void;
  onSort: (sort: string) => void;
  onOpen: (id: string) => void;
  onNearEnd: () => void;
  foot: string;
};

const CHECK = 44;
/** The last column takes the room that is left. */
const trackOf = (column: string, last: boolean) =>
  last ? `minmax(${widthOf(column)}px, 1fr)` : `${widthOf(column)}px`;

export function Grid(props: GridProps) {
  const { rows, columns, parameters, sort, cards, selected, onSelect, onSort, onOpen, onNearEnd, foot } = props;
  const t = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const [active, setActive] = useState(0);
  const last = useRef<number | null>(null);
  const template = `${CHECK}px ${columns.map((column, place) => trackOf(column, place === columns.length - 1)).join(" ")}`;
  const width = CHECK + columns.reduce((sum, column) => sum + widthOf(column), 0);
  const all = rows.length > 0 && rows.every((row) => selected.has(row.id));

  const goTo = (place: number) => {
    const to = Math.min(rows.length - 1, Math.max(0, place));
    setActive(to);
    virtual.current?.scrollToIndex(to, { align: "nearest" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-place="${to}"]`)?.focus());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const moves: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + 10,
      PageUp: active - 10,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    const row = rows[active];
    if (to !== undefined) {
      event.preventDefault();
      goTo(to);
    } else if (
      event.key === "Enter" &&
      row &&
      event.target === event.currentTarget.querySelector(`[data-place="${active}"]`)
    ) {
      event.preventDefault();
      onOpen(row.id);
    } else if (event.key === " " && row && !(event.target instanceof HTMLInputElement)) {
      event.preventDefault();
      onSelect([row.id], !selected.has(row.id));
    }
  };
  const check = (place: number, event: MouseEvent) => {
    const row = rows[place];
    if (!row) return;
    const on = !selected.has(row.id);
    const from = event.shiftKey && last.current !== null ? last.current : place;
    const range = rows.slice(Math.min(from, place), Math.max(from, place) + 1).map((each) => each.id);
    last.current = place;
    onSelect(range, on);
  };
  const onScroll = () => {
    const at = virtual.current;
    if (at && at.scrollOffset + at.viewportSize > at.scrollSize - 1200) onNearEnd();
  };

  return (
    <div ref={scroller} className="tb-scroll" data-cards={cards || undefined}>
      <div
        role="table"
        aria-label={t("table.label")}
        aria-rowcount={rows.length + 1}
        style={cards ? undefined : { minWidth: width }}
      >
        <div role="row" className="tb-head" style={{ gridTemplateColumns: template }} aria-rowindex={1} tabIndex={-1}>
          <span role="columnheader" className="tb-check" tabIndex={-1}>
            <Checkbox
              size="xs"
              checked={all}
              indeterminate={!all && selected.size > 0}
              aria-label={t("table.select_all")}
              onChange={() =>
                onSelect(
                  rows.map((row) => row.id),
                  !all,
                )
              }
            />
          </span>
          {columns.map((column) => (
            <Head key={column} label={headOf(column, parameters)} by={sortOf(column)} sort={sort} onSort={onSort} />
          ))}
        </div>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the rows inside */}
        <div onKeyDown={onKeyDown}>
          <Virtualizer
            ref={virtual}
            data={rows}
            scrollRef={scroller}
            startMargin={cards ? 0 : 40}
            itemSize={cards ? 96 : 44}
            bufferSize={440}
            keepMounted={[Math.min(active, Math.max(0, rows.length - 1))]}
            onScroll={onScroll}
          >
            {(row: TableRow, place: number) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are taken above, for all rows
              <div
                key={row.id}
                role="row"
                className="tb-row"
                data-place={place}
                data-selected={selected.has(row.id) || undefined}
                aria-rowindex={place + 2}
                aria-selected={selected.has(row.id)}
                tabIndex={place === active ? 0 : -1}
                style={cards ? undefined : { gridTemplateColumns: template }}
                onFocus={() => setActive(place)}
                onClick={() => onOpen(row.id)}
              >
                {/* biome-ignore lint/a11y/useKeyWithClickEvents: the box inside has its own */}
                <span
                  role="cell"
                  className="tb-check"
                  onClick={(event) => {
                    event.stopPropagation();
                    check(place, event);
                  }}
                >
                  <Checkbox
                    size="xs"
                    tabIndex={-1}
                    checked={selected.has(row.id)}
                    aria-label={t("table.select", { name: nameOf(row.name) })}
                    onChange={() => undefined}
                  />
                </span>
                {columns.map((column) => (
                  <span key={column} role="cell" className={`tb-cell tb-${column.replace(/:.*/, "")}`}>
                    <Cell row={row} column={column} parameters={parameters} />
                  </span>
                ))}
              </div>
            )}
          </Virtualizer>
        </div>
      </div>
      <p className="tb-foot" role="status">
        {foot}
      </p>
    </div>
  );
}

type HeadProps = { label: string; by: string | null; sort: string; onSort: (sort: string) => void };

function Head({ label, by, sort, onSort }: HeadProps) {
  const t = useWords();
  const here = by !== null && sort.replace(/^-/, "") === by;
  const falling = sort.startsWith("-");
  const Arrow = falling ? IconArrowDown : IconArrowUp;
  return (
    <span
      role="columnheader"
      tabIndex={-1}
      className="tb-column"
      aria-sort={here ? (falling ? "descending" : "ascending") : undefined}
    >
      {by ? (
        <button
          type="button"
          title={t("table.sort_by", { column: label })}
          onClick={() => onSort(here && falling ? by : `-${by}`)}
        >
          <span>{label}</span>
          {here ? <Arrow size={14} stroke={2} aria-hidden="true" /> : null}
        </button>
      ) : (
        <span>{label}</span>
      )}
    </span>
  );
}
