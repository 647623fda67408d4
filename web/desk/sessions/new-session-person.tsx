/** The person of +New session: looked for among clients and the cards of those who may be written to. */
import { CloseButton, Loader, TextInput } from "@mantine/core";
import IconCards from "@tabler/icons-react/dist/esm/icons/IconCards.mjs";
import IconUserPlus from "@tabler/icons-react/dist/esm/icons/IconUserPlus.mjs";
import { useQueries, useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import type { CardApp, CardOut, FoundClient, Page } from "../../wire/rest";
import { api, withQuery } from "../api";
import { hintOf } from "../cards/hint";
import { appsQuery, inUse } from "../cards/queries";
import { useSettled } from "../ui/settled";
import { useWords, worded } from "../words";

export type Person =
  | { kind: "client"; client: FoundClient }
  | { kind: "card"; card: CardOut; app: CardApp }
  | { kind: "new" };

const CARDS_MOST = 10;

type FindProps = {
  liveChatId: string;
  asked: string;
  ask: (words: string) => void;
  choose: (person: Person) => void;
  makeCard: (app: CardApp) => void;
};

export function FindPerson({ liveChatId, asked, ask, choose, makeCard }: FindProps) {
  const t = useWords();
  const field = useRef<HTMLInputElement>(null);
  // Also after another person is asked for: what was typed is still there.
  useEffect(() => field.current?.focus(), []);
  const search = useSettled(asked.trim(), 200);
  // What is switched off here is bound to nothing here.
  const known = useQuery(appsQuery);
  const apps = inUse(known.data?.items ?? []).filter(
    (app) => app.binds === "client" && !app.off_in.includes(liveChatId),
  );
  const clients = useQuery({
    queryKey: ["clients", search],
    queryFn: ({ signal }) => api.get<{ items: FoundClient[] }>(withQuery("clients", { search }), { signal }),
    enabled: search.length >= 2,
  });
  const cards = useQueries({
    queries: apps.map((app) => ({
      queryKey: ["cards-found", app.id, search],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        api.get<Page<CardOut>>(withQuery("cards", { app: app.id, search, limit: CARDS_MOST }), { signal }),
      enabled: search.length >= 2,
    })),
  });
  const people = (clients.data?.items ?? []).filter((client) => !client.internal);
  const ofApps = apps.map((app, place) => ({ app, cards: cards[place]?.data?.items ?? [] }));
  const all: Person[] = [
    ...people.map((client) => ({ kind: "client" as const, client })),
    ...ofApps.flatMap(({ app, cards }) => cards.map((card) => ({ kind: "card" as const, card, app }))),
  ];
  // Until the apps are known, neither is whether nobody is found, nor what is offered then: both are said together, so
  // that the key pressed at "nobody" falls on the first of the offers.
  const looking = known.isPending || clients.isFetching || cards.some((one) => one.isFetching);
  const failed = known.isError || clients.isError || cards.some((one) => one.isError);
  const asIs = search === asked.trim() && search.length >= 2 && !looking;

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shortcut; Tab reaches every button too
    <div className="nw-find" onKeyDown={walk}>
      <TextInput
        ref={field}
        label={t("sessions.begin_person")}
        placeholder={t("sessions.begin_find")}
        data-autofocus
        autoComplete="off"
        maxLength={100}
        value={asked}
        rightSection={looking ? <Loader size={14} /> : null}
        onChange={(event) => ask(event.currentTarget.value)}
        onKeyDown={(event) => {
          // Enter looks for a person, it does not send half a form.
          if (event.key !== "Enter") return;
          event.preventDefault();
          const [only] = all;
          if (only && all.length === 1 && asIs) choose(only);
        }}
      />
      <div className="nw-found">
        {people.length > 0 ? (
          <Group title={t("sessions.begin_clients")}>
            {people.map((client) => (
              <Row
                key={client.id}
                title={client.name ?? t("sessions.begin_nameless")}
                hint={[
                  client.accounts.map((account) => account.email ?? account.phone).find(Boolean),
                  client.accounts.some((account) => account.verified) ? t("sessions.begin_signed") : null,
                ]
                  .filter(Boolean)
                  .join(" · ")}
                choose={() => choose({ kind: "client", client })}
              />
            ))}
          </Group>
        ) : null}
        {ofApps.map(({ app, cards }) =>
          cards.length > 0 ? (
            <Group key={app.id} title={worded(app.names)}>
              {cards.map((card) => (
                <Row
                  key={card.id}
                  title={card.title}
                  hint={hintOf(app, card)}
                  choose={() => choose({ kind: "card", card, app })}
                />
              ))}
            </Group>
          ) : null,
        )}
        <p className="nw-none" aria-live="polite">
          {failed ? t("sessions.begin_unread") : asIs && all.length === 0 ? t("sessions.begin_nobody") : ""}
        </p>
        <ul className="nw-make" aria-label={t("sessions.begin_new")}>
          {apps.map((app) => (
            <Row
              key={app.id}
              icon={<IconCards size={16} stroke={1.8} aria-hidden="true" />}
              title={t("sessions.begin_card", { app: worded(app.names) })}
              choose={() => makeCard(app)}
            />
          ))}
          <Row
            icon={<IconUserPlus size={16} stroke={1.8} aria-hidden="true" />}
            title={t("sessions.begin_new")}
            choose={() => choose({ kind: "new" })}
          />
        </ul>
      </div>
    </div>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <div className="nw-group" aria-hidden="true">
        {title}
      </div>
      <ul aria-label={title}>{children}</ul>
    </section>
  );
}

type RowProps = { title: string; hint?: string; icon?: ReactNode; choose: () => void };

function Row({ title, hint, icon, choose }: RowProps) {
  return (
    <li>
      <button type="button" className="nw-person" onClick={choose}>
        {icon}
        <span>{title}</span>
        {hint ? <small>{hint}</small> : null}
      </button>
    </li>
  );
}

/** Up and down from the field through everything that was found, and back. */
function walk(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.nativeEvent.isComposing) return;
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>("input, .nw-person")];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[here + step];
  if (here < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

export function Chosen({ person, clear }: { person: Person; clear: () => void }) {
  const t = useWords();
  const box = useRef<HTMLDivElement>(null);
  // The list with the focus has gone: who reads the page by ear hears whom he chose.
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="nw-chosen" ref={box} tabIndex={-1} role="group" aria-label={t("sessions.begin_person")}>
      <div>
        <span>{nameOf(person, t)}</span>
        {person.kind === "card" ? (
          <small>
            {worded(person.app.names)} · {t("sessions.begin_will_bind")}
          </small>
        ) : null}
      </div>
      <CloseButton size="sm" aria-label={t("sessions.begin_other")} onClick={clear} />
    </div>
  );
}

function nameOf(person: Person, t: ReturnType<typeof useWords>): string {
  if (person.kind === "new") return t("sessions.begin_new");
  if (person.kind === "card") return person.card.title;
  return person.client.name ?? t("sessions.begin_nameless");
}
