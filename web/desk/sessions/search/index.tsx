/** Search across sessions: what was written, newest first; a hit opens its session there. */
import { Button, Select, TextInput } from "@mantine/core";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import type { Named, Page, SessionRow } from "../../../wire/rest";
import { api, withQuery } from "../../api";
import { Page as DeskPage } from "../../ui/page";
import { EmptyState, RowsSkeleton } from "../../ui/states";
import { fullTime, shortTime } from "../../ui/time";
import { useWords } from "../../words";
import { errorWords } from "../../words/errors";
import { nameOf } from "../names";
import { choicesQuery } from "../table/queries";
import "./search.css";

type Hit = {
  session: SessionRow;
  live_chat: Named;
  seq: number;
  posted_at: string;
  author: { kind: string; id: string; name: string };
  note: boolean;
  snippet: { text: string; hit: boolean }[];
};
type Hits = Page<Hit> & { by: "words" | "parts" };

const hitsQuery = (q: string, liveChat: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["search", q, liveChat ?? ""],
    queryFn: ({ pageParam, signal }) =>
      api.get<Hits>(withQuery("search", { q, live_chat: liveChat, cursor: pageParam }), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    enabled: q.trim().length >= 2,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
  });

export function SearchPage() {
  const t = useWords();
  const navigate = useNavigate();
  const { q = "", live_chat } = useSearch({ strict: false }) as { q?: string; live_chat?: string };
  const [text, setText] = useState(q);
  const choices = useQuery(choicesQuery).data;
  const hits = useInfiniteQuery(hitsQuery(q, live_chat));
  const items = q.trim().length >= 2 ? (hits.data?.pages.flatMap((page) => page.items) ?? []) : [];
  useEffect(() => setText(q), [q]);
  useEffect(() => {
    if (text === q) return;
    const timer = setTimeout(
      () =>
        void navigate({ to: "/search", search: { q: text, ...(live_chat ? { live_chat } : {}) }, replace: q !== "" }),
      300,
    );
    return () => clearTimeout(timer);
  }, [text, q, live_chat, navigate]);

  return (
    <DeskPage title={t("search.title")} hint={t("search.hint")}>
      <div className="sr-asked" role="search">
        <TextInput
          value={text}
          placeholder={t("search.placeholder")}
          aria-label={t("search.placeholder")}
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
          maxLength={200}
          autoFocus
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {(choices?.live_chats.length ?? 0) > 1 ? (
          <Select
            aria-label={t("table.filter_live_chats")}
            placeholder={t("search.all_live_chats")}
            data={choices?.live_chats.map(({ id, name }) => ({ value: id, label: name })) ?? []}
            value={live_chat ?? null}
            clearable
            onChange={(chosen) =>
              void navigate({ to: "/search", search: { q, ...(chosen ? { live_chat: chosen } : {}) }, replace: true })
            }
          />
        ) : null}
      </div>
      {q.trim().length < 2 ? (
        <EmptyState compact sign="missing" title={t("search.start")} hint={t("search.start_hint")} />
      ) : hits.isError && items.length === 0 ? (
        <EmptyState
          compact
          sign="broken"
          title={t("search.failed")}
          hint={errorWords(hits.error)}
          action={
            <Button variant="default" onClick={() => hits.refetch()}>
              {t("app.retry")}
            </Button>
          }
        />
      ) : hits.isPending ? (
        <RowsSkeleton rows={6} />
      ) : items.length === 0 ? (
        <EmptyState compact sign="missing" title={t("search.nothing")} hint={t("search.nothing_hint")} />
      ) : (
        <>
          {hits.data?.pages[0]?.by === "parts" ? <p className="pg-hint">{t("search.parts")}</p> : null}
          <ol className="sr-hits" aria-busy={hits.isPlaceholderData || undefined}>
            {items.map((hit) => (
              <HitLine key={`${hit.session.id} ${hit.seq}`} hit={hit} />
            ))}
          </ol>
          {hits.hasNextPage ? (
            <Button variant="default" loading={hits.isFetchingNextPage} onClick={() => hits.fetchNextPage()}>
              {t("search.more")}
            </Button>
          ) : null}
        </>
      )}
    </DeskPage>
  );
}

function HitLine({ hit }: { hit: Hit }) {
  const t = useWords();
  return (
    <li>
      <Link
        to="/my-desk/sessions/$sessionId"
        params={{ sessionId: hit.session.id }}
        hash={`m${hit.seq}`}
        className="sr-hit"
      >
        <span className="sr-head">
          <b>{nameOf(hit.session.name)}</b>
          <span>
            #{hit.session.number} · {hit.live_chat.name}
          </span>
          {hit.note ? <span className="sr-note">{t("search.note")}</span> : null}
          <time dateTime={hit.posted_at} title={fullTime(hit.posted_at)}>
            {shortTime(hit.posted_at)}
          </time>
        </span>
        <span className="sr-text">
          <span className="sr-author">{nameOf(hit.author.name)}: </span>
          {hit.snippet.map((piece, place) =>
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text, in order
            piece.hit ? <mark key={place}>{piece.text}</mark> : <span key={place}>{piece.text}</span>,
          )}
        </span>
      </Link>
    </li>
  );
}
