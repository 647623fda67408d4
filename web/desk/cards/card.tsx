/** A card's page: its form, then sections in order. `sections` is where other rooms put theirs. */
import { Button } from "@mantine/core";
import IconArrowUpRight from "@tabler/icons-react/dist/esm/icons/IconArrowUpRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ComponentType, useEffect } from "react";
import type { CardPage as CardAnswer, CardApp, CardOut } from "../../wire/rest";
import { ApiError, api } from "../api";
import { MissingPage } from "../app/broken";
import { CardMessages } from "../embed/section";
import { drawn } from "../query";
import { BackLink } from "../ui/back-link";
import { confirm } from "../ui/confirm";
import { changesOf, useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { LoadingPage } from "../ui/states";
import { useWords, worded } from "../words";
import { CardFields } from "./fields";
import { OutsideFields } from "./new-card";
import { appsQuery, cardQuery, fieldsOf, keepCard } from "./queries";
import { CardRecord } from "./record";
import { CardClients, CardHistory, CardSessions } from "./sections";
import { changedValues, type Draft, draftOf } from "./values";
import "./cards.css";

export type CardSection = ComponentType<{ app: CardApp; card: CardOut }>;

/** What stands under the form of every card, in this order. A section that has nothing to say draws nothing. */
const sections: CardSection[] = [CardMessages, CardClients, CardSessions, CardHistory];

export function CardPage() {
  const { cardId } = useParams({ strict: false });
  const page = useQuery(cardQuery(cardId ?? ""));
  const apps = useQuery(appsQuery);
  if (page.error instanceof ApiError && page.error.code === "not_found") return <MissingPage />;
  if (page.error && !page.data) throw page.error;
  const app = apps.data?.items.find((each) => each.id === page.data?.card.app_id);
  if (!page.data || !app) return <LoadingPage />;
  return <OneCard key={page.data.card.id} app={app} page={page.data} />;
}

function OneCard({ app, page }: { app: CardApp; page: CardAnswer }) {
  const t = useWords();
  const { card } = page;
  return (
    <Page
      title={card.title}
      hint={
        <>
          {worded(app.names)} #{card.number}
          {card.archived ? <span className="pg-tag cd-archived">{t("cards.archived")}</span> : null}
        </>
      }
      above={
        <BackLink to="/cards/$appId" params={{ appId: app.id }}>
          {t("cards.back", { app: worded(app.names) })}
        </BackLink>
      }
      action={page.may_change ? <ArchiveButton card={card} /> : null}
    >
      <CardForm app={app} page={page} />
      {sections.map((Section) => (
        <Section key={Section.displayName ?? Section.name} app={app} card={card} />
      ))}
    </Page>
  );
}

function CardForm({ app, page: { card, may_change } }: { app: CardApp; page: CardAnswer }) {
  const t = useWords();
  const fields = fieldsOf(app);
  const outside = app.outside_url !== null;
  const written = (of: CardOut): Draft =>
    outside ? { outside_id: of.outside_id ?? "", title: of.title } : draftOf(fields, of.values);
  const stored = written(card);
  const form = useForm<Draft>({
    initial: stored,
    send: async (values, before) => {
      const change = outside ? changesOf(before, values) : { values: changedValues(fields, before, values) };
      const answer = await api.patch<CardAnswer>(`cards/${card.id}`, change);
      keepCard(answer);
      await drawn();
      form.take(written(answer.card), values);
      notify.ok(t("cards.saved"));
    },
  });
  // What a colleague or another system changed is shown at once, but never in place of what is being filled in: that is
  // sent alone, field by field, when it is saved.
  const news = JSON.stringify(stored);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the values
  useEffect(() => {
    if (!form.dirty) form.reset(stored);
  }, [news, form.dirty]);
  const readOnly = !may_change || card.archived;
  return (
    <form onSubmit={form.submit} noValidate>
      <Card
        title={t("cards.details")}
        hint={outside ? t("cards.outside_hint") : may_change ? undefined : t("cards.read_only")}
        action={
          card.address ? (
            <Button
              component="a"
              href={card.address}
              target="_blank"
              rel="noopener noreferrer"
              variant="default"
              rightSection={<IconArrowUpRight size={16} stroke={1.8} aria-hidden="true" />}
            >
              {t("cards.outside_open")}
            </Button>
          ) : null
        }
      >
        <Problem words={form.problem} />
        {readOnly ? (
          <CardRecord fields={fields} values={stored} outside={outside} />
        ) : outside ? (
          <OutsideFields values={form.values} errors={form.errors} set={form.set} />
        ) : (
          <CardFields fields={fields} values={form.values} errors={form.errors} set={form.set} />
        )}
        {readOnly ? null : <SaveBar form={form} discard={() => form.reset(stored)} />}
      </Card>
    </form>
  );
}

function ArchiveButton({ card }: { card: CardOut }) {
  const t = useWords();
  const put = async () => {
    const sure =
      card.archived ||
      (await confirm({ title: t("cards.archive_ask"), body: t("cards.archive_body"), action: t("cards.archive") }));
    if (!sure) return;
    try {
      keepCard(await api.patch<CardAnswer>(`cards/${card.id}`, { archived: !card.archived }));
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <Button variant="default" onClick={put}>
      {t(card.archived ? "cards.restore" : "cards.archive")}
    </Button>
  );
}
