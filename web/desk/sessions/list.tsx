/** A group's sessions: one scroller, rows of 56 px, an order that holds still under the pointer. */
import { Button, CloseButton, TextInput, Tooltip } from "@mantine/core";
import IconPlayerPlay from "@tabler/icons-react/dist/esm/icons/IconPlayerPlay.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { type FocusEvent, type KeyboardEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { SessionGroup, SessionRow } from "../../wire/rest";
import { type Command, useCommands } from "../app/commands";
import { useMe } from "../app/me";
import { useShortcuts } from "../app/shortcuts";
import { loadMoreRows, useCounters, useRows, warmPage } from "../store/hooks";
import type { ListView } from "../store/rows";
import { useSettled } from "../ui/settled";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { tellRefusal } from "./deeds";
import { type ListedRow, useFrozenOrder } from "./frozen";
import { Item, List, ListedCount, ListSkeleton } from "./list-parts";
import { nameOf } from "./names";
import { BeginButton } from "./new-session-button";
import { Row } from "./row";
import { useSelection } from "./selection";

const ListViewBar = lazy(() => import("./list-view").then((file) => ({ default: file.ListViewBar })));
const BulkBar = lazy(() => import("./bulk-bar").then((file) => ({ default: file.BulkBar })));

type ListProps = {
  liveChatId: string;
  group: SessionGroup;
  sessionId?: string;
  onOpen: (id: string) => void;
  onTakeNext: () => Promise<void>;
  view: ListView;
  onView: (view: ListView) => void;
};

const noRows: SessionRow[] = [];

/** So short a text is looked for in what is loaded alone. */
const ASKED_LEAST = 2;

export function SessionList({ liveChatId, group, sessionId, onOpen, onTakeNext, view, onView }: ListProps) {
  const t = useWords();
  const me = useMe();
  const waiting = useCounters()?.live_chats[liveChatId]?.queue ?? null;
  const [asked, setAsked] = useState("");
  const settled = useSettled(asked.trim(), 250);
  // The whole of a long list is on the server; a short one is here, and answers letter by letter.
  const whole = useRows(liveChatId, group, view);
  const far = group === "closed" || (group === "active" && whole.data !== undefined && whole.data.next !== null);
  const text = far && asked.trim().length >= ASKED_LEAST && settled.length >= ASKED_LEAST ? settled : undefined;
  const looked = useMemo<ListView>(() => (text ? { ...view, text } : view), [view, text]);
  const rows = useRows(liveChatId, group, looked);
  const [pointerIn, setPointerIn] = useState(false);
  const [focused, setFocused] = useState<number | null>(null);
  const [taking, setTaking] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);

  const items = rows.data?.items ?? noRows;
  const found = useMemo(() => (text ? items : filterRows(items, asked)), [items, asked, text]);
  const [keysIn, setKeysIn] = useState(false);
  const still = (pointerIn || keysIn) && asked === "" && !rows.isPlaceholderData;
  const { listed, held } = useFrozenOrder(found, still, looked);
  const thaw = () => {
    setPointerIn(false);
    setKeysIn(false);
  };
  const place = listed.findIndex(({ row }) => row.id === sessionId);

  const step = (by: 1 | -1) => {
    const next = listed[place < 0 ? (by > 0 ? 0 : listed.length - 1) : place + by];
    if (!next) return;
    onOpen(next.row.id);
    virtual.current?.scrollToIndex(listed.indexOf(next), { align: "nearest" });
  };
  // "Next" and "previous" are pressed in runs: their pages come while this one is read.
  const before = listed[place - 1]?.row.id;
  const after = place < 0 ? undefined : listed[place + 1]?.row.id;
  useEffect(() => {
    const timer = setTimeout(() => {
      if (after) warmPage(after);
      if (before) warmPage(before);
    }, 300);
    return () => clearTimeout(timer);
  }, [before, after]);
  const liveChat = me.live_chats.find((each) => each.id === liveChatId);
  const supervises = liveChat?.roles.includes("supervisor");
  // In the queue an operator can only take, and that one by one.
  const choosable = group !== "queue" || supervises === true;
  const order = useMemo(() => listed.filter((each) => !each.gone).map((each) => each.row.id), [listed]);
  const { selected, toggle, all, clear } = useSelection(order);
  const chosen = useMemo(() => found.filter((row) => selected.has(row.id)), [found, selected]);
  const select = () => {
    const at = focused === null ? sessionId : listed[focused]?.row.id;
    if (choosable && at && order.includes(at)) toggle(at);
  };
  useShortcuts({ select, next: () => step(1), previous: () => step(-1), search: () => search.current?.focus() });

  const open = useRef(onOpen);
  useEffect(() => {
    open.current = onOpen;
  });
  const commands = useMemo<Command[]>(
    () =>
      items.slice(0, 200).map((row) => ({
        id: `open-${row.id}`,
        section: t(`menu.${group}`),
        label: nameOf(row.name),
        hint: `#${row.number} ${row.preview ?? ""}`,
        run: () => open.current(row.id),
      })),
    [items, group, t],
  );
  useCommands(commands);

  const onKeyDown = (event: KeyboardEvent) => {
    if (choosable && (event.ctrlKey || event.metaKey) && event.code === "KeyA") {
      event.preventDefault();
      all();
      return;
    }
    if (event.key === "Escape" && selected.size > 0) {
      event.preventDefault();
      clear();
      return;
    }
    const moves: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Home: -listed.length, End: listed.length };
    const by = moves[event.key];
    if (by === undefined || focused === null) return;
    event.preventDefault();
    const to = Math.min(listed.length - 1, Math.max(0, focused + by));
    const [from, onto] = [listed[focused]?.row.id, listed[to]?.row.id];
    if (event.shiftKey && choosable && from && onto) {
      if (!selected.has(from)) toggle(from);
      toggle(onto, true);
    }
    setFocused(to);
    virtual.current?.scrollToIndex(to, { align: "nearest" });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-row="${to}"]`)?.focus());
  };

  // A click leaves the focus on its row while its session is read: only who moves by keys holds the order.
  const onFocus = (event: FocusEvent) => setKeysIn(event.target.matches(":focus-visible"));
  const onBlur = () => {
    setFocused(null);
    setKeysIn(false);
  };

  const onScroll = () => {
    const at = virtual.current;
    if (at && at.scrollOffset + at.viewportSize > at.scrollSize - 600)
      loadMoreRows(liveChatId, group, looked).catch(tellRefusal);
  };

  const takeNext = async () => {
    setTaking(true);
    await onTakeNext();
    setTaking(false);
  };
  // Who only supervises assigns; taking is the operators'.
  const operates = liveChat?.roles.includes("operator");
  const canTake = me.person.status !== "offline";

  return (
    <section className="ss-list" aria-label={t(`menu.${group}`)}>
      <div className="ss-list-top">
        <header className="ss-list-head">
          <div className="ss-list-name">
            <h1>{t(`menu.${group}`)}</h1>
            {me.live_chats.length > 1 ? <span>{liveChat?.name}</span> : null}
          </div>
          {group === "queue" && operates ? (
            <Tooltip
              label={canTake ? t("sessions.take_next_hint") : t("error.offline_may_only_look")}
              multiline
              maw={240}
            >
              <Button
                size="compact-sm"
                variant={sessionId ? "default" : "filled"}
                leftSection={<IconPlayerPlay size={14} stroke={2} />}
                disabled={!canTake || waiting === 0 || (waiting === null && items.length === 0)}
                loading={taking}
                onClick={takeNext}
              >
                {t("sessions.take_next")}
              </Button>
            </Tooltip>
          ) : null}
          {group === "mine" && operates && liveChat?.can_begin ? <BeginButton liveChatId={liveChatId} /> : null}
        </header>
        <div className="ss-list-search">
          <TextInput
            ref={search}
            size="xs"
            value={asked}
            placeholder={t(group === "closed" ? "sessions.search_closed" : "sessions.filter")}
            aria-label={t(group === "closed" ? "sessions.search_closed" : "sessions.filter")}
            leftSection={<IconSearch size={14} stroke={2} />}
            rightSection={
              asked ? (
                <CloseButton size="xs" aria-label={t("sessions.filter_clear")} onClick={() => setAsked("")} />
              ) : null
            }
            onChange={(event) => setAsked(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") {
                setAsked("");
                event.currentTarget.blur();
              }
              if (event.key === "ArrowDown" || event.key === "Enter") {
                event.preventDefault();
                scroller.current?.querySelector<HTMLElement>("[data-row]")?.focus();
              }
            }}
          />
        </div>
        {group === "active" || group === "closed" ? (
          <div className="ss-list-view">
            <Suspense fallback={null}>
              <ListViewBar liveChatId={liveChatId} group={group} view={view} onView={onView} />
            </Suspense>
          </div>
        ) : null}
      </div>
      <div
        className="ss-scroll"
        data-choosing={selected.size > 0 || undefined}
        ref={scroller}
        onPointerEnter={(event) => event.pointerType === "mouse" && setPointerIn(true)}
        onPointerLeave={() => setPointerIn(false)}
      >
        {held > 0 ? (
          <button type="button" className="ss-pill ss-pill-top" onClick={thaw}>
            {t("sessions.new_rows", { n: held })}
          </button>
        ) : null}
        {rows.isPending ? (
          <ListSkeleton />
        ) : rows.isError && !rows.data ? (
          <EmptyState
            compact
            sign="broken"
            title={t("sessions.list_failed")}
            hint={errorWords(rows.error)}
            action={
              <Button size="xs" variant="default" onClick={() => rows.refetch()}>
                {t("app.retry")}
              </Button>
            }
          />
        ) : listed.length === 0 ? (
          asked || view.operator || view.period ? (
            <EmptyState
              compact
              sign="missing"
              title={t("sessions.filter_nothing")}
              hint={t(asked && !text ? "sessions.filter_nothing_hint" : "sessions.filter_nothing_whole")}
            />
          ) : (
            <EmptyState
              compact
              sign={group === "queue" ? "done" : "inbox"}
              title={t(`sessions.empty_${group}`)}
              hint={t(`sessions.empty_${group}_hint`)}
            />
          )
        ) : (
          <ListedCount.Provider value={listed.length}>
            {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the links inside */}
            <div onKeyDown={onKeyDown} onFocus={onFocus} onBlur={onBlur}>
              <Virtualizer
                ref={virtual}
                data={listed}
                as={List}
                item={Item}
                scrollRef={scroller}
                itemSize={56}
                bufferSize={560}
                keepMounted={focused === null ? [] : [focused]}
                onScroll={onScroll}
              >
                {({ row, gone }: ListedRow, index: number) => (
                  <Row
                    key={row.id}
                    row={row}
                    gone={gone}
                    index={index}
                    group={group}
                    me={me.person.id}
                    open={row.id === sessionId}
                    onFocus={() => setFocused(index)}
                    {...(choosable && !gone ? { onChoose: toggle, chosen: selected.has(row.id) } : {})}
                  />
                )}
              </Virtualizer>
            </div>
          </ListedCount.Provider>
        )}
      </div>
      {chosen.length > 0 ? (
        <Suspense fallback={null}>
          <BulkBar rows={chosen} onClear={clear} />
        </Suspense>
      ) : null}
    </section>
  );
}

function filterRows(rows: SessionRow[], asked: string): SessionRow[] {
  const words = asked.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text =
      `${row.name} ${row.client.name} #${row.number} ${row.operator?.name ?? ""} ${row.preview ?? ""}`.toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  });
}
