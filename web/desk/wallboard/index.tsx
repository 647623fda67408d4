// The live chat now, for its supervisors: on the desk, or over the whole of a screen on the wall.
import { Button } from "@mantine/core";
import IconMaximize from "@tabler/icons-react/dist/esm/icons/IconMaximize.mjs";
import IconMinimize from "@tabler/icons-react/dist/esm/icons/IconMinimize.mjs";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import type { LiveChatNow } from "../../wire/rest";
import { MissingPage } from "../app/broken";
import { useMe } from "../app/me";
import { EmptyState, LoadingPage } from "../ui/states";
import { duration, timeOfDay } from "../ui/time";
import { useTitle } from "../ui/title";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { Age, useSecond } from "./age";
import { Operators } from "./operators";
import { nowQuery } from "./queries";
import { Unanswered, Waiting } from "./waits";
import "./wallboard.css";

/** An answer older than this is said to be old: a wall that lies is worse than none. */
const OLD_MS = 60_000;

export function WallboardPage() {
  const { liveChatId = "" } = useParams({ strict: false });
  const me = useMe();
  const mine = me.live_chats.find((each) => each.id === liveChatId)?.roles.includes("supervisor");
  if (!mine && !me.person.administrator) return <MissingPage />;
  return <Wallboard key={liveChatId} liveChatId={liveChatId} />;
}

function Wallboard({ liveChatId }: { liveChatId: string }) {
  const t = useWords();
  const board = useQuery(nowQuery(liveChatId));
  const wall = useRef<HTMLDivElement>(null);
  const [whole, setWhole] = useWholeScreen();
  useTitle(t("wallboard.title"));

  if (board.isPending) return <LoadingPage />;
  if (!board.data) {
    return (
      <EmptyState
        sign="broken"
        title={t("wallboard.failed")}
        hint={errorWords(board.error)}
        action={
          <Button variant="default" onClick={() => board.refetch()}>
            {t("app.retry")}
          </Button>
        }
      />
    );
  }
  const now = board.data;
  const ahead = board.dataUpdatedAt - new Date(now.at).getTime();
  return (
    <div ref={wall} className="wb" data-whole={whole || undefined}>
      <header className="wb-head">
        <div className="wb-name">
          <h1>{now.live_chat.name}</h1>
          <AsOf at={board.dataUpdatedAt} />
        </div>
        <Button
          variant="default"
          size="xs"
          leftSection={whole ? <IconMinimize size={14} stroke={2} /> : <IconMaximize size={14} stroke={2} />}
          onClick={() => setWhole(!whole, wall.current)}
        >
          {t(whole ? "wallboard.part" : "wallboard.whole")}
        </Button>
      </header>
      <Heads now={now} ahead={ahead} />
      <Today now={now} />
      <div className="wb-columns">
        <Waiting now={now} ahead={ahead} />
        <Operators now={now} ahead={ahead} />
        <Unanswered now={now} ahead={ahead} />
      </div>
    </div>
  );
}

/** Full screen is dark: it hangs on a wall. The desk's own look comes back with the desk. */
function useWholeScreen(): [boolean, (whole: boolean, element: Element | null) => void] {
  const [whole, setWhole] = useState(false);
  useEffect(() => {
    const root = document.documentElement;
    const own = root.getAttribute("data-mantine-color-scheme");
    const look = () => {
      const now = document.fullscreenElement !== null;
      setWhole(now);
      if (now) root.setAttribute("data-mantine-color-scheme", "dark");
      else if (own) root.setAttribute("data-mantine-color-scheme", own);
    };
    document.addEventListener("fullscreenchange", look);
    return () => {
      document.removeEventListener("fullscreenchange", look);
      if (document.fullscreenElement) void document.exitFullscreen();
      if (own) root.setAttribute("data-mantine-color-scheme", own);
    };
  }, []);
  const set = (wanted: boolean, element: Element | null) => {
    if (wanted) void element?.requestFullscreen();
    else void document.exitFullscreen();
  };
  return [whole, set];
}

function AsOf({ at }: { at: number }) {
  const t = useWords();
  const old = useSecond() - at > OLD_MS;
  return (
    <p className="wb-as-of" data-old={old || undefined} role={old ? "alert" : undefined}>
      {t(old ? "wallboard.old" : "wallboard.as_of", { time: timeOfDay(at) })}
    </p>
  );
}

function Heads({ now, ahead }: { now: LiveChatNow; ahead: number }) {
  const t = useWords();
  const online = now.operators.filter((one) => one.status === "online");
  const reachable = online.filter((one) => one.reachable);
  const open = now.operators.reduce((sum, one) => sum + one.open_here, 0);
  return (
    <dl className="wb-heads">
      <Head words={t("wallboard.waiting")} n={now.waiting_count}>
        {now.waiting[0] ? (
          <>
            {t("wallboard.longest")} <Age since={now.waiting[0].since} ahead={ahead} long={now.long_wait} />
          </>
        ) : (
          t("wallboard.nobody_waits")
        )}
      </Head>
      <Head words={t("wallboard.unanswered")} n={now.unanswered_count}>
        {now.unanswered[0] ? (
          <>
            {t("wallboard.longest")} <Age since={now.unanswered[0].since} ahead={ahead} long={now.long_wait} />
          </>
        ) : (
          t("wallboard.all_answered")
        )}
      </Head>
      <Head words={t("wallboard.online")} n={online.length} bad={reachable.length === 0}>
        {t("wallboard.online_of", { n: now.operators.length, reachable: reachable.length })}
      </Head>
      <Head words={t("wallboard.open")} n={open}>
        {t("wallboard.per_operator", { n: online.length > 0 ? Math.round((10 * open) / online.length) / 10 : 0 })}
      </Head>
    </dl>
  );
}

type HeadProps = { words: string; n: number; bad?: boolean; children: React.ReactNode };

function Head({ words, n, bad, children }: HeadProps) {
  return (
    <div className="wb-card wb-big" data-bad={bad || undefined}>
      <dt>{words}</dt>
      <dd className="wb-number">{n}</dd>
      <dd className="wb-more">{children}</dd>
    </div>
  );
}

function Today({ now: { today, time_zone } }: { now: LiveChatNow }) {
  const t = useWords();
  const span = (seconds: number | null) => (seconds === null ? t("wallboard.none") : duration(Math.round(seconds)));
  const figures: [string, string | number][] = [
    [t("wallboard.opened"), today.opened],
    [t("wallboard.taken"), today.taken],
    [t("wallboard.closed"), today.closed],
    [t("wallboard.reopened"), today.reopened],
    [t("wallboard.abandoned"), today.abandoned],
    [t("wallboard.wait_average"), span(today.wait_average)],
    [t("wallboard.first_response"), span(today.first_response_average)],
  ];
  if (today.rating_average !== null) {
    figures.push([t("wallboard.rating", { n: today.rated }), today.rating_average.toFixed(1)]);
  }
  return (
    <section className="wb-card" aria-labelledby="wb-today">
      <header className="wb-card-head">
        <h2 id="wb-today">{t("wallboard.today")}</h2>
        <span>{time_zone}</span>
      </header>
      <dl className="wb-figures">
        {figures.map(([words, value]) => (
          <div key={words}>
            <dt>{words}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
