/** One's own session with a live chat: its messages, what is being sent, and earlier sessions above. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Message, Quote } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient } from "../query";
import { Files } from "../sessions/files";
import { Markup } from "../sessions/markup";
import { notify } from "../ui/notify";
import { LoadingPage } from "../ui/states";
import { dayName, fullTime, timeOfDay } from "../ui/time";
import { useWords } from "../words";
import { codeWords } from "../words/errors";
import { Composer } from "./composer";
import { earlierQuery, type Place, type PlaceThread, threadKey, threadQuery } from "./queries";
import { RatingBar } from "./rating";
import { discard, follow, resend, sayRead, useTalk } from "./talk";

export function PlaceThreadView({ place }: { place: Place }) {
  const t = useWords();
  const { data: thread, error } = useQuery(threadQuery(place.id));
  const waiting = useTalk((talk) => talk.waiting);
  const line = useTalk((talk) => talk.line);
  const typing = useTalk((talk) => (thread?.session ? talk.typing[thread.session.id] !== undefined : false));
  const [quote, setQuote] = useState<Quote | null>(null);
  const [shown, setShown] = useState<string[]>([]);
  const log = useRef<HTMLDivElement>(null);
  const stick = useRef(true);
  const own = waiting.filter((one) => one.channel === place.id);

  useEffect(() => {
    if (thread) follow(thread);
  }, [thread]);
  const session = thread?.session?.id;
  const last = thread?.messages.at(-1)?.seq ?? 0;
  const readSeq = thread?.session?.client_read_seq ?? 0;
  useEffect(() => {
    if (session && line === "open" && last > readSeq && document.visibilityState === "visible") sayRead(session, last);
  }, [session, last, readSeq, line]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end asks for it
  useLayoutEffect(() => {
    if (log.current && stick.current) log.current.scrollTop = log.current.scrollHeight;
  }, [last, own.length, typing]);

  if (error && !thread) throw error;
  if (!thread) return <LoadingPage />;
  const older = async () => {
    try {
      const path = withQuery(`internal-sessions/${session}/messages`, { before: thread.messages[0]?.seq });
      const page = await api.get<{ items: Message[]; has_older: boolean }>(path);
      stick.current = false;
      queryClient.setQueryData<PlaceThread>(
        threadKey(place.id),
        (now) => now && { ...now, messages: [...page.items, ...now.messages], has_older: page.has_older },
      );
    } catch (refused) {
      notify.error(refused);
    }
  };
  const above = thread.earlier.filter((one) => !shown.includes(one.id));
  return (
    <>
      <header className="ms-head">
        <div>
          <h2 dir="auto">{place.title}</h2>
          <p role="status">{stateOf(t, thread, line)}</p>
        </div>
      </header>
      <div
        className="ms-log"
        ref={log}
        role="log"
        aria-label={t("messages.thread")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
        onScroll={({ currentTarget: at }) => {
          stick.current = at.scrollHeight - at.scrollTop - at.clientHeight < 48;
        }}
      >
        {thread.has_older ? (
          <Button variant="default" size="compact-sm" onClick={older}>
            {t("messages.older")}
          </Button>
        ) : above.length > 0 ? (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              stick.current = false;
              setShown([above[0]?.id ?? "", ...shown]);
            }}
          >
            {t("messages.earlier", { day: dayName(above[0]?.opened_at ?? "") })}
          </Button>
        ) : null}
        {shown.map((id) => (
          <EarlierSession key={id} id={id} at={thread.earlier.find((one) => one.id === id)?.opened_at ?? ""} />
        ))}
        {thread.messages.length === 0 && own.length === 0 && thread.place.greeting ? (
          <p className="ms-greeting" dir="auto">
            {thread.place.greeting}
          </p>
        ) : null}
        {thread.messages.map((message, place_) => (
          <Line
            key={message.seq}
            session={session ?? ""}
            message={message}
            day={thread.messages[place_ - 1]?.posted_at}
            tick={tickOf(message, thread)}
            quote={() => setQuote(quoteOf(message))}
          />
        ))}
        {own.map((one) => (
          <div key={one.key} className="ms-message" data-mine data-waiting>
            {one.quote ? <blockquote dir="auto">{one.quote.text}</blockquote> : null}
            <div className="ms-text" dir="auto">
              {one.text}
            </div>
            {one.files.map((file) => (
              <span key={file.id} className="ms-file">
                {file.name}
              </span>
            ))}
            {one.code ? (
              <div className="ms-refused" role="alert">
                <span>{codeWords(one.code, one.params)}</span>
                <Button size="compact-xs" variant="default" onClick={() => resend(one.key)}>
                  {t("sessions.resend")}
                </Button>
                <Button size="compact-xs" variant="subtle" color="gray" onClick={() => discard(one.key)}>
                  {t("do.cancel")}
                </Button>
              </div>
            ) : (
              <span className="ms-meta">{t("sessions.tick_sending")}</span>
            )}
          </div>
        ))}
        {typing ? (
          <p className="ms-typing">{t("messages.typing", { name: thread.session?.operator?.name ?? "" })}</p>
        ) : null}
      </div>
      <RatingBar channel={place.id} session={thread.session} />
      <Composer place={thread.place} session={session} quote={quote} drop={() => setQuote(null)} />
    </>
  );
}

function stateOf(t: ReturnType<typeof useWords>, { session, place }: PlaceThread, line: string): string {
  if (line !== "open") return t("messages.connecting");
  if (!session || session.state === "closed") return t(place.online ? "messages.online" : "messages.offline");
  if (session.state === "with_operator") return t("messages.answers", { name: session.operator?.name ?? "" });
  return session.queue_position ? t("messages.waiting_at", { place: session.queue_position }) : t("messages.waiting");
}

function quoteOf(message: Message): Quote {
  return { seq: message.seq, text: message.text || message.files[0]?.name || "", author_name: message.author.name };
}

function tickOf(message: Message, { session }: PlaceThread): "sent" | "delivered" | "read" | null {
  if (message.client_no === null || !session) return null;
  return message.client_no <= session.staff_read_no ? "read" : "sent";
}

type LineProps = {
  session: string;
  message: Message;
  day: string | undefined;
  tick: "sent" | "delivered" | "read" | null;
  quote?: () => void;
};

function Line({ session, message, day, tick, quote }: LineProps) {
  const t = useWords();
  const mine = message.author.kind === "account";
  const today = dayName(message.posted_at);
  return (
    <>
      {!day || dayName(day) !== today ? <p className="ms-day">{today}</p> : null}
      <article className="ms-message" data-mine={mine || undefined}>
        {mine ? null : <b className="ms-author">{message.author.name}</b>}
        {message.quote ? <blockquote dir="auto">{message.quote.text}</blockquote> : null}
        {message.deleted_at ? <p className="ms-meta">{t("messages.deleted")}</p> : null}
        {message.text ? (
          <div className="ms-text" dir="auto">
            <Markup text={message.text} rich={!mine} />
          </div>
        ) : null}
        {message.files.length > 0 ? <Files door="internal-sessions" session={session} message={message} /> : null}
        <span className="ms-meta">
          <time dateTime={message.posted_at} title={fullTime(message.posted_at)}>
            {timeOfDay(message.posted_at)}
          </time>
          {message.edited_at && !message.deleted_at ? <span>{t("messages.edited")}</span> : null}
          {tick ? <span>{t(`sessions.tick_${tick}`)}</span> : null}
          {quote && !message.deleted_at ? (
            <button type="button" className="ms-quote" onClick={quote}>
              {t("sessions.quote")}
            </button>
          ) : null}
        </span>
      </article>
    </>
  );
}

function EarlierSession({ id, at }: { id: string; at: string }) {
  const t = useWords();
  const { data } = useQuery(earlierQuery(id));
  return (
    <section className="ms-earlier" aria-label={t("messages.earlier", { day: dayName(at) })}>
      {data?.items.map((message, place) => (
        <Line key={message.seq} session={id} message={message} day={data.items[place - 1]?.posted_at} tick={null} />
      ))}
    </section>
  );
}
