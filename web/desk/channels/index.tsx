// A channel as the doctor sees it: what was found and the mend, what comes and goes, what was given up.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ChannelStanding, DeadLetter } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import { queryClient } from "../query";
import { Findings } from "../settings/channels/findings";
import { type KindWords, kindName, useKindWords } from "../settings/channels/kinds";
import { ChannelSign, channelColour } from "../ui/channel-sign";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, LoadingPage, RowsSkeleton } from "../ui/states";
import { ago, duration, fullTime } from "../ui/time";
import { known, useWords, type WordKey } from "../words";
import { attemptsQuery, deadQuery, standingQuery } from "./queries";
import "../settings/channels/channels.css";
import "./channels.css";

export function ChannelStatePage() {
  const { channelId } = useParams({ from: "/desk/channels/$channelId" });
  const { data, error } = useQuery(standingQuery(channelId));
  const say = useKindWords();
  if (error) throw error;
  return data && say ? <Loaded channel={data} say={say} /> : <LoadingPage />;
}

function Loaded({ channel, say }: { channel: ChannelStanding; say: KindWords }) {
  const t = useWords();
  const { person } = useMe();
  const outside = channel.kind !== "widget" && channel.kind !== "internal";
  return (
    <Page
      title={channel.name}
      hint={
        <span className="st-kind">
          <span className="st-kind-sign" style={{ background: channelColour(channel.kind) }} aria-hidden="true">
            <ChannelSign kind={channel.kind} size={14} />
          </span>
          {kindName(say, t, channel.kind)} · {t("channels.of", { live_chat: channel.live_chat_name })}
          {channel.named ? ` · ${channel.named}` : ""}
        </span>
      }
      action={
        person.administrator ? (
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link
                to="/settings/live-chats/$liveChatId/channels/$channelId"
                params={{ liveChatId: channel.live_chat_id, channelId: channel.channel_id }}
                {...props}
              />
            )}
          >
            {t("channels.settings")}
          </Button>
        ) : null
      }
    >
      <Seen channel={channel} say={say} />
      {outside ? <Flow channel={channel} /> : null}
      {outside && person.administrator ? (
        <>
          <GivenUp channel={channel} />
          <Log channel={channel.channel_id} />
        </>
      ) : null}
    </Page>
  );
}

function Seen({ channel, say }: { channel: ChannelStanding; say: KindWords }) {
  const t = useWords();
  const paused = channel.state === "paused";
  const title = paused
    ? t("channel.paused")
    : channel.health
      ? t(`channels.health.${channel.health}`)
      : t("channels.never_looked");
  const since =
    channel.changed_at && channel.health !== "ok" ? t("channels.since", { when: fullTime(channel.changed_at) }) : "";
  const looked = channel.looked_at ? t("channels.looked", { when: ago(channel.looked_at) }) : t("channels.look_hint");
  return (
    <Card title={title} hint={[since, looked].filter(Boolean).join(" · ")}>
      {channel.findings.length > 0 ? <Findings kind={channel.kind} findings={channel.findings} say={say} /> : null}
    </Card>
  );
}

function Flow({ channel }: { channel: ChannelStanding }) {
  const t = useWords();
  const when = (at: string | null) => (at ? <time dateTime={at}>{fullTime(at)}</time> : t("channels.never"));
  const line = ({ waiting, oldest_seconds }: ChannelStanding["outgoing"]) =>
    waiting === 0
      ? t("channels.nothing")
      : t("channels.waiting", { n: waiting, span: duration(Math.max(1, Math.round(oldest_seconds ?? 0))) });
  return (
    <Card title={t("channels.facts")}>
      <dl className="ch-facts">
        <dt>{t("channels.last_in")}</dt>
        <dd>{when(channel.last_event_at)}</dd>
        <dt>{t("channels.last_out")}</dt>
        <dd>{when(channel.last_sent_at)}</dd>
        {channel.polled_at ? (
          <>
            <dt>{t("channels.polled")}</dt>
            <dd>{when(channel.polled_at)}</dd>
          </>
        ) : null}
        <dt>{t("channels.waits_out")}</dt>
        <dd>{line(channel.outgoing)}</dd>
        <dt>{t("channels.waits_in")}</dt>
        <dd>{line(channel.incoming)}</dd>
      </dl>
    </Card>
  );
}

function GivenUp({ channel }: { channel: ChannelStanding }) {
  const t = useWords();
  const some = channel.outgoing.dead + channel.incoming.dead > 0;
  return (
    <Card title={t("channels.dead")} hint={some ? t("channels.dead_hint") : t("channels.dead_none")} flush={some}>
      {some ? (
        <>
          {channel.outgoing.dead > 0 ? <Dead channel={channel.channel_id} direction="out" /> : null}
          {channel.incoming.dead > 0 ? <Dead channel={channel.channel_id} direction="in" /> : null}
        </>
      ) : null}
    </Card>
  );
}

function Dead({ channel, direction }: { channel: string; direction: "out" | "in" }) {
  const t = useWords();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    deadQuery(channel, direction),
  );
  if (error) throw error;
  if (!data) return <RowsSkeleton rows={2} />;
  const letters = data.pages.flatMap((page) => page.items);
  return (
    <section>
      <h3 className="ch-heading">{t(`channels.dead_${direction}`)}</h3>
      <ul className="pg-list">
        {letters.map((letter) => (
          <Letter key={letter.id} channel={channel} letter={letter} />
        ))}
      </ul>
      {hasNextPage ? (
        <Button className="ch-more" variant="subtle" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("channels.more")}
        </Button>
      ) : null}
    </section>
  );
}

function Letter({ channel, letter }: { channel: string; letter: DeadLetter }) {
  const t = useWords();
  const [busy, setBusy] = useState(false);
  const decide = async (deed: "replay" | "discard", done: WordKey) => {
    setBusy(true);
    try {
      await api.post(`channels/${channel}/dead-letters/${letter.direction}/${letter.id}/${deed}`);
      notify.ok(t(done));
      await queryClient.invalidateQueries({ queryKey: ["channel-health", channel] });
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  const discard = async () => {
    const words = {
      title: t("channels.discard_title"),
      body: t("channels.discard_body"),
      action: t("channels.discard"),
    };
    if (await confirm({ ...words, danger: true })) await decide("discard", "channels.discarded");
  };
  const kind = `channels.deed.${letter.kind}`;
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          {known(kind) ? t(kind as WordKey) : letter.kind}
          {letter.session_number ? ` #${letter.session_number}` : ""}
        </span>
        <span className="pg-row-hint">
          {fullTime(letter.dead_at)} · {[letter.code, letter.detail].filter(Boolean).join(": ")}
        </span>
      </div>
      {letter.direction === "in" ? (
        <Button size="compact-sm" variant="subtle" color="red" c="var(--dk-red)" disabled={busy} onClick={discard}>
          {t("channels.discard")}
        </Button>
      ) : null}
      <Button size="compact-sm" variant="default" loading={busy} onClick={() => decide("replay", "channels.replayed")}>
        {t("channels.replay")}
      </Button>
    </li>
  );
}

function Log({ channel }: { channel: string }) {
  const t = useWords();
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(attemptsQuery(channel));
  if (error) throw error;
  const tries = data?.pages.flatMap((page) => page.items);
  const outcome = (code: string) => {
    const key = `channels.outcome.${code}`;
    return known(key) ? t(key as WordKey) : code;
  };
  return (
    <Card title={t("channels.log")} hint={t("channels.log_hint")} flush>
      {!tries ? (
        <RowsSkeleton rows={4} />
      ) : tries.length === 0 ? (
        <EmptyState compact title={t("channels.log_none")} hint={t("channels.log_none_hint")} />
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what is cut off must be reached by keys
        <section className="ch-log" tabIndex={0} aria-label={t("channels.log")}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("channels.when")}</th>
                <th scope="col">{t("channels.session")}</th>
                <th scope="col">{t("channels.what")}</th>
                <th scope="col">{t("channels.outcome")}</th>
                <th scope="col">{t("channels.took")}</th>
              </tr>
            </thead>
            <tbody>
              {tries.map((one) => (
                <tr key={one.id} data-outcome={one.outcome === "sent" || one.outcome === "queued" ? "ok" : one.outcome}>
                  <td>
                    <time dateTime={one.at}>{fullTime(one.at)}</time>
                  </td>
                  <td>#{one.session_number}</td>
                  <td>
                    {t(`channels.deed.${one.deed}`)}
                    {one.number > 1 ? <small>{`${t("channels.try")} ${one.number}`}</small> : null}
                  </td>
                  <td>
                    <b>{outcome(one.outcome)}</b>
                    {one.code || one.detail ? <small>{[one.code, one.detail].filter(Boolean).join(": ")}</small> : null}
                  </td>
                  <td>{t("channels.ms", { n: one.took_ms })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
      {hasNextPage ? (
        <Button className="ch-more" variant="subtle" loading={isFetchingNextPage} onClick={() => fetchNextPage()}>
          {t("channels.more")}
        </Button>
      ) : null}
    </Card>
  );
}
