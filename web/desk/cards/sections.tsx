/** What a card's page says beside its values: who and which sessions belong to it, and who changed it. */

import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMe } from "../app/me";
import { SessionRows } from "../clients/session-rows";
import { Card } from "../ui/page";
import { ago, fullTime } from "../ui/time";
import { useWords, worded } from "../words";
import type { CardSection } from "./card";
import { cardClientsQuery, cardHistoryQuery, cardSessionsQuery } from "./queries";

/** A reader has no page of a client and no desk to open a session on: he reads them among the messages. */
function useWorks(): boolean {
  const me = useMe();
  return me.person.administrator || me.live_chats.length > 0;
}

export const CardClients: CardSection = ({ app, card }) => {
  const t = useWords();
  const works = useWorks();
  const enabled = works && app.binds === "client";
  const clients = useQuery({ ...cardClientsQuery(card.id), enabled }).data?.items;
  if (!enabled || !clients) return null;
  return (
    <Card title={t("cards.clients")} flush>
      {clients.length > 0 ? (
        <ul className="pg-list">
          {clients.map((client) => (
            <li key={client.id}>
              <Link to="/clients/$clientId" params={{ clientId: client.id }} className="pg-row">
                <span className="pg-row-title">{client.name ?? t("clients.nameless")}</span>
              </Link>
            </li>
          ))}
        </ul>
      ) : (
        <p className="cd-none">{t("cards.clients_none")}</p>
      )}
    </Card>
  );
};
CardClients.displayName = "CardClients";

export const CardSessions: CardSection = ({ card }) => {
  const t = useWords();
  const works = useWorks();
  const sessions = useQuery({ ...cardSessionsQuery(card.id), enabled: works }).data?.items;
  if (!works || !sessions) return null;
  return (
    <Card title={t("cards.sessions")} flush>
      {sessions.length > 0 ? <SessionRows rows={sessions} /> : <p className="cd-none">{t("cards.sessions_none")}</p>}
    </Card>
  );
};
CardSessions.displayName = "CardSessions";

export const CardHistory: CardSection = ({ app, card }) => {
  const t = useWords();
  const changes = useQuery(cardHistoryQuery(card.id)).data?.items ?? [];
  const named = (key: string) => {
    const field = app.fields.find((each) => each.key === key);
    if (field) return worded(field.names);
    if (key === "outside_id") return t("cards.outside_id");
    return key === "archived" ? t("cards.archived") : t("cards.outside_title");
  };
  const made = card.created_by ? t("cards.history_made", { by: card.created_by.name }) : t("cards.history_made_nobody");
  return (
    <Card title={t("cards.history")}>
      <ol className="cd-history">
        {changes.map((change) => (
          <li key={change.id}>
            <span>
              {t("cards.history_changed", { by: change.person.name, fields: change.fields.map(named).join(", ") })}
            </span>
            <Moment at={change.at} />
          </li>
        ))}
        <li>
          <span>{made}</span>
          <Moment at={card.created_at} />
        </li>
      </ol>
    </Card>
  );
};
CardHistory.displayName = "CardHistory";

function Moment({ at }: { at: string }) {
  return (
    <time dateTime={at} title={fullTime(at)}>
      {ago(at)}
    </time>
  );
}
