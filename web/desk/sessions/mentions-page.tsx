/** Notes that call me and sessions forwarded to me, newest first: each opens its session where the note stands. */
import { Button } from "@mantine/core";
import IconArrowForwardUp from "@tabler/icons-react/dist/esm/icons/IconArrowForwardUp.mjs";
import IconAt from "@tabler/icons-react/dist/esm/icons/IconAt.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Mention, Mentions } from "../../wire/rest";
import { api, withQuery } from "../api";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton } from "../ui/states";
import { fullTime, shortTime } from "../ui/time";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { tellRefusal } from "./deeds";
import { mentionsQuery } from "./mentions";
import { nameOf } from "./names";
import "./mentions.css";

export function MentionsPage() {
  const t = useWords();
  const { data, error, refetch } = useQuery(mentionsQuery);
  const [older, setOlder] = useState<Mentions | null>(null);
  const next = older ? older.next : (data?.next ?? null);
  const items = [...(data?.items ?? []), ...(older?.items ?? [])];
  const more = () =>
    api
      .get<Mentions>(withQuery("mentions", { cursor: next }))
      .then((page) => setOlder({ ...page, items: [...(older?.items ?? []), ...page.items] }))
      .catch(tellRefusal);
  return (
    <Page title={t("colleagues.mentions")} hint={t("colleagues.mentions_hint")}>
      {error && !data ? (
        <EmptyState
          sign="broken"
          title={t("colleagues.mentions_failed")}
          hint={errorWords(error)}
          action={
            <Button variant="default" onClick={() => refetch()}>
              {t("app.retry")}
            </Button>
          }
        />
      ) : !data ? (
        <RowsSkeleton rows={4} />
      ) : items.length === 0 ? (
        <EmptyState sign="inbox" title={t("colleagues.mentions_none")} hint={t("colleagues.mentions_none_hint")} />
      ) : (
        <Card flush>
          <ul className="ss-called">
            {items.map((one) => (
              <Row key={`${one.session} ${one.seq}`} one={one} />
            ))}
          </ul>
          {next ? (
            <Button variant="subtle" fullWidth onClick={more}>
              {t("colleagues.mentions_more")}
            </Button>
          ) : null}
        </Card>
      )}
    </Page>
  );
}

function Row({ one }: { one: Mention }) {
  const t = useWords();
  const Sign = one.forwarded ? IconArrowForwardUp : IconAt;
  return (
    <li data-unseen={one.seen_at === null || undefined}>
      <Link to="/my-desk/sessions/$sessionId" params={{ sessionId: one.session }} hash={`m${one.seq}`}>
        <Sign size={18} stroke={1.8} aria-hidden="true" />
        <span className="ss-called-text">
          <b>{nameOf(one.name)}</b>
          <span>{t(one.forwarded ? "colleagues.forwarded_by" : "colleagues.mentioned_by", { name: one.by.name })}</span>
          <span dir="auto">{one.text}</span>
        </span>
        <span className="ss-called-side">
          <time dateTime={one.at} title={fullTime(one.at)}>
            {shortTime(one.at)}
          </time>
          {one.seen_at === null ? <span className="ss-badge">{t("colleagues.mentions_unseen")}</span> : null}
        </span>
      </Link>
    </li>
  );
}
