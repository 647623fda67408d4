/** A client's page: the name, every account, the cards, the sessions one may see, merging and its undoing. */
import { Button } from "@mantine/core";
import IconRosetteDiscountCheck from "@tabler/icons-react/dist/esm/icons/IconRosetteDiscountCheck.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, Navigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ClientPage as Client, ClientAccount } from "../../wire/rest";
import { ApiError, api } from "../api";
import { MissingPage } from "../app/broken";
import { useApps } from "../cards/queries";
import { NameField } from "../sessions/name-field";
import { BackLink } from "../ui/back-link";
import { confirm } from "../ui/confirm";
import { Line } from "../ui/line";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { LoadingPage } from "../ui/states";
import { ago, fullTime } from "../ui/time";
import { known, useWords, type WordKey, worded } from "../words";
import { MergeDialog } from "./merge";
import { clientQuery, clientSessionsQuery, keepClient } from "./queries";
import { SessionRows } from "./session-rows";
import "./clients.css";

export function ClientPage() {
  const { clientId = "" } = useParams({ strict: false });
  const client = useQuery(clientQuery(clientId));
  if (client.error instanceof ApiError && client.error.code === "not_found") return <MissingPage />;
  if (client.error && !client.data) throw client.error;
  if (!client.data) return <LoadingPage />;
  // Whom he was merged into is another address.
  if (client.data.id !== clientId) {
    return <Navigate to="/clients/$clientId" params={{ clientId: client.data.id }} replace />;
  }
  return <OneClient key={client.data.id} client={client.data} />;
}

function OneClient({ client }: { client: Client }) {
  const t = useWords();
  const [merging, setMerging] = useState(false);
  const name = client.name ?? t("clients.nameless");
  const rename = async (given: string) => {
    try {
      keepClient(await api.patch<Client>(`clients/${client.id}`, { name: given }));
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Page
      title={name}
      hint={client.internal ? <span className="pg-tag">{t("clients.internal")}</span> : undefined}
      above={<BackLink to="/clients">{t("clients.title")}</BackLink>}
      action={
        client.may.merge ? (
          <Button variant="default" onClick={() => setMerging(true)}>
            {t("clients.merge")}
          </Button>
        ) : null
      }
    >
      <Card>
        <Line label={t("clients.name")} hint={t("clients.name_hint")}>
          <NameField
            value={client.name ?? ""}
            shown={name}
            label={t("clients.rename")}
            may={client.may.rename}
            onSave={rename}
          />
        </Line>
      </Card>
      <Card title={t("clients.accounts")} hint={t("clients.accounts_hint")}>
        <ul className="cl-accounts">
          {client.accounts.map((account) => (
            <AccountLine key={account.id} account={account} />
          ))}
        </ul>
      </Card>
      <Cards client={client} />
      <Sessions id={client.id} />
      {client.merges.length > 0 ? <Merges client={client} /> : null}
      <MergeDialog client={client} opened={merging} close={() => setMerging(false)} />
    </Page>
  );
}

function AccountLine({ account }: { account: ClientAccount }) {
  const t = useWords();
  const key = `clients.kind_${account.channel_kind}`;
  const kind = account.channel?.name ?? (known(key) ? t(key as WordKey) : account.channel_kind);
  const said = [account.name, account.email, account.phone].filter(Boolean).join(" · ");
  return (
    <li>
      <div className="pg-row-words">
        <span className="pg-row-title">
          {said || account.person?.name || t("clients.nameless")}
          {account.verified ? (
            <span className="cl-verified">
              <IconRosetteDiscountCheck size={16} stroke={1.8} aria-hidden="true" />
              {t("clients.verified")}
            </span>
          ) : null}
        </span>
        <span className="pg-row-hint">
          {account.dormant ? `${kind} · ${t("clients.dormant")}` : kind}
          {account.seen_at ? (
            <time dateTime={account.seen_at} title={fullTime(account.seen_at)}>
              {` · ${t("clients.seen", { ago: ago(account.seen_at) })}`}
            </time>
          ) : null}
        </span>
      </div>
    </li>
  );
}

function Cards({ client }: { client: Client }) {
  const t = useWords();
  const apps = useApps();
  return (
    <Card title={t("clients.cards")} flush>
      {client.cards.length > 0 ? (
        <ul className="pg-list">
          {client.cards.map(({ card }) => (
            <li key={card.id}>
              <Link to="/cards/$appId/$cardId" params={{ appId: card.app_id, cardId: card.id }} className="pg-row">
                <div className="pg-row-words">
                  <span className="pg-row-title">{card.title}</span>
                  <span className="pg-row-hint">
                    {worded(apps.find((app) => app.id === card.app_id)?.names ?? {})} #{card.number}
                  </span>
                </div>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="cl-none">{t("clients.cards_none")}</p>
      )}
    </Card>
  );
}

function Sessions({ id }: { id: string }) {
  const t = useWords();
  const sessions = useInfiniteQuery(clientSessionsQuery(id));
  const rows = sessions.data?.pages.flatMap((page) => page.items);
  if (!rows) return null;
  return (
    <Card title={t("clients.sessions")} hint={t("clients.sessions_hint")} flush>
      {rows.length > 0 ? <SessionRows rows={rows} /> : <p className="cl-none">{t("clients.sessions_none")}</p>}
      {sessions.hasNextPage ? (
        <div className="cl-more">
          <Button variant="default" loading={sessions.isFetchingNextPage} onClick={() => sessions.fetchNextPage()}>
            {t("clients.sessions_more")}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}

function Merges({ client }: { client: Client }) {
  const t = useWords();
  const undo = async (id: string) => {
    const sure = await confirm({
      title: t("clients.undo_ask"),
      body: t("clients.undo_body"),
      action: t("clients.undo"),
    });
    if (!sure) return;
    try {
      keepClient(await api.post<Client>(`clients/${client.id}/merges/${id}/undo`));
      notify.ok(t("clients.parted"));
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Card title={t("clients.merges")} flush>
      <ul className="pg-list">
        {client.merges.map((merge) => {
          const name = merge.client.name ?? t("clients.nameless");
          const when = ago(merge.merged_at);
          return (
            <li key={merge.id} className="pg-row">
              <div className="pg-row-words">
                {merge.by
                  ? t("clients.merged", { name, by: merge.by.name, ago: when })
                  : t("clients.merged_nobody", { name, ago: when })}
              </div>
              {client.may.merge ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={t("clients.undo_one", { name })}
                  onClick={() => undo(merge.id)}
                >
                  {t("clients.undo")}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
