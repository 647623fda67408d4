/** Cards: the kinds as tabs, the cards of one in a list that is searched by any piece of them. */
import { Button, TextInput } from "@mantine/core";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { CardApp, CardOut } from "../../wire/rest";
import { useMe } from "../app/me";
import { Card, Page } from "../ui/page";
import { useSettled } from "../ui/settled";
import { EmptyState, LoadingPage, RowsSkeleton, useSlow } from "../ui/states";
import { ago } from "../ui/time";
import { useWords, worded } from "../words";
import { errorWords } from "../words/errors";
import { hintOf } from "./hint";
import { NewCard } from "./new-card";
import { appsQuery, cardsQuery, inUse } from "./queries";
import "./cards.css";

export function CardsPage() {
  const t = useWords();
  const apps = useQuery(appsQuery);
  const { appId } = useParams({ strict: false });
  if (apps.error && !apps.data) throw apps.error;
  if (!apps.data) return <LoadingPage />;
  const listed = inUse(apps.data.items);
  const app = apps.data.items.find((each) => each.id === appId);
  const first = listed[0];
  if (!app && first && appId === undefined) return <Navigate to="/cards/$appId" params={{ appId: first.id }} replace />;
  if (!app) {
    return (
      <Page title={t("cards.title")} hint={t("cards.hint")}>
        <EmptyState title={t("cards.no_apps")} hint={t("cards.no_apps_hint")} />
      </Page>
    );
  }
  return <CardsOf key={app.id} app={app} apps={listed} />;
}

function CardsOf({ app, apps }: { app: CardApp; apps: CardApp[] }) {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const [words, setWords] = useState("");
  const [making, setMaking] = useState(false);
  const search = useSettled(words.trim());
  const cards = useInfiniteQuery(cardsQuery(app.id, search));
  const slow = useSlow();
  const items = cards.data?.pages.flatMap((page) => page.items) ?? [];
  const mayMake = me.live_chats.length > 0 && me.person.status !== "offline" && !app.archived;
  const button = <Button onClick={() => setMaking(true)}>{t("cards.new")}</Button>;
  return (
    <Page title={t("cards.title")} hint={t("cards.hint")} action={mayMake ? button : null}>
      <nav className="cd-apps" aria-label={t("cards.apps")}>
        {apps.map((each) => (
          <Link
            key={each.id}
            to="/cards/$appId"
            params={{ appId: each.id }}
            className="cd-app"
            activeProps={{ "data-active": true }}
          >
            {worded(each.names)}
          </Link>
        ))}
      </nav>
      <TextInput
        className="cd-search"
        type="search"
        aria-label={t("cards.search")}
        placeholder={t("cards.search")}
        leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
      />
      <Card flush>
        {cards.error ? <p className="cd-problem">{errorWords(cards.error)}</p> : null}
        {cards.isPending && slow ? <RowsSkeleton rows={4} /> : null}
        {items.length > 0 ? (
          <ul className="pg-list">
            {items.map((card) => (
              <CardRow key={card.id} app={app} card={card} />
            ))}
          </ul>
        ) : null}
        {cards.isSuccess && items.length === 0 ? (
          <EmptyState
            compact
            title={t(search ? "cards.nothing_found" : "cards.none")}
            hint={t(search ? "cards.nothing_found_hint" : "cards.none_hint")}
          />
        ) : null}
      </Card>
      {cards.hasNextPage ? (
        <Button variant="default" loading={cards.isFetchingNextPage} onClick={() => cards.fetchNextPage()}>
          {t("cards.more")}
        </Button>
      ) : null}
      <NewCard
        app={app}
        opened={making}
        close={() => setMaking(false)}
        made={({ id }) => navigate({ to: "/cards/$appId/$cardId", params: { appId: app.id, cardId: id } })}
      />
    </Page>
  );
}

function CardRow({ app, card }: { app: CardApp; card: CardOut }) {
  const t = useWords();
  return (
    <li>
      <Link to="/cards/$appId/$cardId" params={{ appId: app.id, cardId: card.id }} className="pg-row">
        <div className="pg-row-words">
          <span className="pg-row-title">{card.title}</span>
          <span className="pg-row-hint cd-hint">{hintOf(app, card)}</span>
        </div>
        <span className="pg-row-side cd-side">{t("cards.changed", { ago: ago(card.changed_at) })}</span>
        <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
      </Link>
    </li>
  );
}
