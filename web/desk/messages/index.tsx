/** Messages: an employee writes to the live chats that are offered to his groups. It needs no desk. */
import IconChevronLeft from "@tabler/icons-react/dist/esm/icons/IconChevronLeft.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { MissingPage } from "../app/broken";
import { useMe } from "../app/me";
import { EmptyState, LoadingPage } from "../ui/states";
import { shortTime } from "../ui/time";
import { useTitle } from "../ui/title";
import { useWords } from "../words";
import { type Place, placesQuery } from "./queries";
import { startTalk } from "./talk";
import { PlaceThreadView } from "./thread";
import "../sessions/files.css";
import "./messages.css";

export function MessagesPage() {
  const t = useWords();
  const me = useMe();
  const { channelId } = useParams({ strict: false });
  const places = useQuery(placesQuery);
  useTitle(t("messages.title"));
  useEffect(() => startTalk(me.person.id, me.epoch), [me.person.id, me.epoch]);
  if (places.error && !places.data) throw places.error;
  if (!places.data) return <LoadingPage />;
  const { items } = places.data;
  if (items.length === 0)
    return <EmptyState sign="live-chat" title={t("messages.none")} hint={t("messages.none_hint")} />;
  const shown = channelId ?? (items.length === 1 ? items[0]?.id : undefined);
  const place = items.find((one) => one.id === shown);
  if (channelId && !place) return <MissingPage />;
  return (
    <div className="ms" data-open={place ? true : undefined}>
      {items.length > 1 ? (
        <nav className="ms-places" aria-label={t("messages.places")}>
          <h1 className="ms-title">{t("messages.title")}</h1>
          <ul>
            {items.map((one) => (
              <li key={one.id}>
                <PlaceLink place={one} />
              </li>
            ))}
          </ul>
        </nav>
      ) : null}
      {place ? (
        <section className="ms-thread" aria-label={place.title}>
          {items.length > 1 ? (
            <Link to="/messages" className="ms-back">
              <IconChevronLeft size={18} stroke={1.8} aria-hidden="true" />
              {t("messages.back")}
            </Link>
          ) : null}
          <PlaceThreadView key={place.id} place={place} />
        </section>
      ) : (
        <section className="ms-thread">
          <EmptyState sign="live-chat" title={t("messages.choose")} hint={t("messages.choose_hint")} />
        </section>
      )}
    </div>
  );
}

function PlaceLink({ place }: { place: Place }) {
  const t = useWords();
  return (
    <Link
      to="/messages/$channelId"
      params={{ channelId: place.id }}
      className="ms-place"
      activeProps={{ "data-active": true }}
    >
      <span className="ms-place-top">
        <b dir="auto">{place.title}</b>
        {place.last_message_at ? (
          <time dateTime={place.last_message_at}>{shortTime(place.last_message_at)}</time>
        ) : null}
      </span>
      <span className="ms-place-top">
        <span className="ms-preview" dir="auto">
          {place.preview ?? t(place.offered ? "messages.write_first" : "messages.not_offered")}
        </span>
        {place.unread > 0 ? (
          <span className="ms-unread">
            {place.unread}
            <span className="dk-hidden"> {t("messages.unread", { n: place.unread })}</span>
          </span>
        ) : null}
      </span>
    </Link>
  );
}
