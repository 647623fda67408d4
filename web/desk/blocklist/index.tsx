// My Desk → Blocklist: who is locked and who never is, found, made, changed and put away.
import { ActionIcon, Button, Menu, SegmentedControl, TextInput } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { BlocklistEntry } from "../../wire/rest";
import { api } from "../api";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { fullTime, shortTime } from "../ui/time";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { EntryForm } from "./entry-form";
import { entriesQuery, refreshBlocklist, type Show, shows } from "./queries";
import { shownValue } from "./span";
import "./blocklist.css";

type Address = { show?: Show; q?: string; entry?: string };

export function BlocklistPage() {
  const t = useWords();
  const { show = "all", q = "", entry: asked } = useSearch({ strict: false }) as Address;
  const navigate = useNavigate();
  const go = (next: Address) => {
    const { entry: _, ...rest } = { show, q, ...next };
    const search = { ...(rest.show === "all" ? {} : { show: rest.show }), ...(rest.q ? { q: rest.q } : {}) };
    void navigate({ to: "/blocklist", search, replace: true });
  };
  const [words, setWords] = useState(q);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address follows the words, never the other way
  useEffect(() => {
    const timer = setTimeout(() => words !== q && go({ q: words }), 250);
    return () => clearTimeout(timer);
  }, [words]);
  const [opened, setOpened] = useState<{ entry: BlocklistEntry | null } | null>(null);
  // A link in a session's log names one entry: it is opened over the list.
  const linked = useQuery({
    queryKey: ["blocklist", "one", asked],
    queryFn: ({ signal }) => api.get<BlocklistEntry>(`blocklist/${asked}`, { signal }),
    enabled: asked !== undefined,
  });
  useEffect(() => {
    if (linked.data) setOpened({ entry: linked.data });
  }, [linked.data]);

  return (
    <Page
      title={t("blocklist.title")}
      hint={t("blocklist.hint")}
      action={<Button onClick={() => setOpened({ entry: null })}>{t("blocklist.new")}</Button>}
    >
      <div className="pg-bar">
        <TextInput
          className="bl-search"
          type="search"
          aria-label={t("blocklist.search")}
          placeholder={t("blocklist.search")}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <SegmentedControl
          className="bl-shows"
          aria-label={t("blocklist.show")}
          data={shows.map((each) => ({ value: each, label: t(`blocklist.show_${each}`) }))}
          value={show}
          onChange={(value) => go({ show: value as Show })}
        />
      </div>
      {linked.error ? <p className="bl-dim">{errorWords(linked.error)}</p> : null}
      <Entries show={show} search={q} edit={(entry) => setOpened({ entry })} />
      <EntryForm opened={opened !== null} entry={opened?.entry ?? null} close={() => setOpened(null)} />
    </Page>
  );
}

function Entries({ show, search, edit }: { show: Show; search: string; edit: (entry: BlocklistEntry) => void }) {
  const t = useWords();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    entriesQuery(show, search),
  );
  const slow = useSlow();
  if (error && !data) {
    return (
      <EmptyState
        sign="broken"
        title={t("blocklist.failed")}
        hint={errorWords(error)}
        action={<Button onClick={() => refetch()}>{t("app.retry")}</Button>}
      />
    );
  }
  if (!data) return slow ? <RowsSkeleton rows={6} /> : null;
  const entries = data.pages.flatMap((page) => page.items);
  if (entries.length === 0) {
    return search ? (
      <EmptyState title={t("blocklist.none_found")} hint={t("blocklist.none_found_hint", { words: search })} />
    ) : (
      <EmptyState sign="done" title={t(`blocklist.none_${show}`)} hint={t("blocklist.none_hint")} />
    );
  }
  return (
    <Card flush>
      <ul className="pg-list">
        {entries.map((entry) => (
          <li key={entry.id}>
            <EntryRow entry={entry} edit={() => edit(entry)} />
          </li>
        ))}
      </ul>
      {hasNextPage ? (
        <div className="bl-more">
          <Button variant="default" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {t("blocklist.more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function EntryRow({ entry, edit }: { entry: BlocklistEntry; edit: () => void }) {
  const t = useWords();
  const keep = async (deed: "archive" | "restore") => {
    try {
      await api.post(`blocklist/${entry.id}/${deed}`);
      await refreshBlocklist();
      if (deed === "archive") notify.undo(t("blocklist.archived_toast", { name: entry.name }), () => keep("restore"));
    } catch (refused) {
      notify.error(refused);
    }
  };
  const places = entry.everywhere
    ? t("blocklist.everywhere")
    : [
        ...entry.live_chats.map((place) => place.name),
        ...(entry.elsewhere > 0 ? [t("blocklist.elsewhere", { n: entry.elsewhere })] : []),
      ].join(", ");
  const changeable = entry.may_change && entry.archived_at === null;
  return (
    <div className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          {changeable ? (
            <button type="button" className="pg-row-open bl-open" onClick={edit}>
              {entry.name}
            </button>
          ) : (
            entry.name
          )}
          <span className={entry.list === "block" ? "pg-tag bl-block" : "pg-tag bl-allow"}>
            {t(`blocklist.${entry.list}`)}
          </span>
          {entry.expired && !entry.archived_at ? <span className="pg-tag">{t("blocklist.expired")}</span> : null}
        </span>
        <span className="pg-row-hint" title={entry.value}>
          {t(`blocklist.kind_${entry.kind}`)}
          {entry.kind === "account" || entry.value === entry.name ? "" : ` · ${shownValue(entry.value)}`} · {places}
        </span>
      </div>
      <span className="pg-row-side bl-side">
        {entry.archived_at ? (
          <span title={fullTime(entry.archived_at)}>
            {t("blocklist.archived_at", { when: shortTime(entry.archived_at) })}
          </span>
        ) : entry.valid_until ? (
          <span title={fullTime(entry.valid_until)}>
            {t(entry.expired ? "blocklist.ended_at" : "blocklist.ends_at", { when: fullTime(entry.valid_until) })}
          </span>
        ) : (
          <span>{t("blocklist.span_forever")}</span>
        )}
        <span title={fullTime(entry.created_at)}>
          {t("blocklist.made", { by: entry.created_by?.name ?? "", when: shortTime(entry.created_at) })}
        </span>
      </span>
      {entry.may_change ? (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t("blocklist.deeds", { name: entry.name })}>
              <IconDots size={18} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {changeable ? (
              <Menu.Item leftSection={<IconPencil size={16} stroke={1.7} />} onClick={edit}>
                {t("do.edit")}
              </Menu.Item>
            ) : null}
            {entry.archived_at ? (
              <Menu.Item leftSection={<IconRestore size={16} stroke={1.7} />} onClick={() => keep("restore")}>
                {t("do.restore")}
              </Menu.Item>
            ) : (
              <Menu.Item leftSection={<IconArchive size={16} stroke={1.7} />} onClick={() => keep("archive")}>
                {t("do.archive")}
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      ) : null}
    </div>
  );
}
