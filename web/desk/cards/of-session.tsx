/** The cards of a session in About the session: the client's, one of each kind, and what it is registered as. */
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import IconArrowUpRight from "@tabler/icons-react/dist/esm/icons/IconArrowUpRight.mjs";
import IconReplace from "@tabler/icons-react/dist/esm/icons/IconReplace.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import type { BoundCards, CardApp, CardOut, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { queryClient } from "../query";
import { notify } from "../ui/notify";
import { useWords, worded } from "../words";
import { boundQuery, fieldsOf, useApps } from "./queries";
import type { Draft } from "./values";
import "./cards.css";

// A dialog few sessions need: it comes when it is asked for.
const BindDialog = lazy(() => import("./bind-dialog").then((file) => ({ default: file.BindDialog })));

const telling = new Set(["card_bound", "card_unbound", "client_merged", "client_parted", "account_bound"]);

/** What is archived, or switched off in this live chat, stays where it is bound and is offered no more. */
const offered = (page: SessionPage, app: CardApp): boolean =>
  !app.archived && !app.off_in.includes(page.session.live_chat_id);

/** The kinds that bind a client or a session, with what is bound of each; without any there is nothing to show. */
export function useBound(page: SessionPage, binds: CardApp["binds"]) {
  const apps = useApps();
  const stamp = page.log.findLast((entry) => telling.has(entry.kind))?.seq ?? 0;
  const bound = useQuery(boundQuery(page.session.id, stamp)).data;
  if (!bound) return [];
  return apps
    .filter((app) => app.binds === binds)
    .map((app) => ({ app, cards: bound[binds].map((one) => one.card).filter((card) => card.app_id === app.id) }))
    .filter(({ app, cards }) => cards.length > 0 || (page.may.bind && offered(page, app)));
}

export function BoundTo({ page, binds }: { page: SessionPage; binds: CardApp["binds"] }) {
  const groups = useBound(page, binds);
  return groups.map(({ app, cards }) => <BoundOf key={app.id} page={page} app={app} cards={cards} />);
}

function BoundOf({ page, app, cards }: { page: SessionPage; app: CardApp; cards: CardOut[] }) {
  const t = useWords();
  const [opened, setOpened] = useState(false);
  const [asked, setAsked] = useState(false);
  const open = () => {
    setAsked(true);
    setOpened(true);
  };
  const session = page.session.id;
  const path = (card: CardOut) =>
    app.binds === "client" ? `sessions/${session}/client-cards/${app.id}` : `sessions/${session}/cards/${card.id}`;
  const keep = async (answer: Promise<BoundCards>) => {
    try {
      const bound = await answer;
      for (const [key] of queryClient.getQueriesData({ queryKey: ["bound-cards", session] })) {
        queryClient.setQueryData(key, bound);
      }
      for (const stale of ["card", "client"]) void queryClient.invalidateQueries({ queryKey: [stale] });
    } catch (refused) {
      notify.error(refused);
    }
  };
  const put = (card: CardOut) => keep(api.put(path(card), app.binds === "client" ? { card_id: card.id } : {}));
  const takeOff = (card: CardOut) => keep(api.del(path(card)));
  const name = worded(app.names);
  const one = app.binds === "client";
  const add = page.may.bind && offered(page, app);
  return (
    <div className="cd-bind-app">
      <div className="cd-bind-name">{name}</div>
      {cards.map((card) => (
        <div key={card.id} className="cd-bound">
          <CardLink card={card} />
          {add && one ? (
            <Tooltip label={t("cards.change_card", { app: name })}>
              <ActionIcon size={24} aria-label={t("cards.change_card", { app: name })} onClick={open}>
                <IconReplace size={14} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          ) : null}
          {page.may.bind ? (
            <Tooltip label={t("cards.unbind")}>
              <ActionIcon
                size={24}
                aria-label={t("cards.unbind_card", { card: card.title })}
                onClick={() => takeOff(card)}
              >
                <IconX size={14} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          ) : null}
        </div>
      ))}
      {add && (!one || cards.length === 0) ? (
        <Button
          className="cd-add"
          size="compact-xs"
          variant="subtle"
          aria-label={t(one ? "cards.bind_app" : "cards.register_app", { app: name })}
          onClick={open}
        >
          {t(one ? "cards.bind" : "cards.register")}
        </Button>
      ) : null}
      {asked ? (
        <Suspense>
          <BindDialog
            app={app}
            known={knownOf(page, app)}
            opened={opened}
            close={() => setOpened(false)}
            bind={put}
            bound={cards}
          />
        </Suspense>
      ) : null}
    </div>
  );
}

function CardLink({ card }: { card: CardOut }) {
  if (card.address) {
    return (
      <a href={card.address} target="_blank" rel="noopener noreferrer">
        {card.title} <IconArrowUpRight size={14} stroke={1.8} aria-hidden="true" />
      </a>
    );
  }
  return (
    <Link to="/cards/$appId/$cardId" params={{ appId: card.app_id, cardId: card.id }}>
      {card.title}
    </Link>
  );
}

/** What the session says already, for the form of a new card: by kind of field, the first of each. */
function knownOf({ session }: SessionPage, app: CardApp): Draft {
  const fields = fieldsOf(app);
  const first = (kind: string) => fields.find((field) => field.kind === kind)?.key;
  const anonymous = /^#\d+$/.test(session.client.name);
  const name = app.binds === "client" ? (anonymous ? "" : session.client.name) : (session.subject ?? "");
  const pairs: [string | undefined, string | null][] = [
    [first("text"), name],
    [first("email"), app.binds === "client" ? session.account.email : null],
    [first("phone"), app.binds === "client" ? session.account.phone : null],
  ];
  return Object.fromEntries(pairs.filter((pair): pair is [string, string] => Boolean(pair[0] && pair[1])));
}
