/** One's own session with a live chat: its messages, what is being sent, and earlier sessions above; virtual. */
import { Button } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Message, Quote } from "../../wire/rest";
import { api, withQuery } from "../api";
import { queryClient, worthARetry } from "../query";
import { Files } from "../sessions/files";
import { Markup } from "../sessions/markup";
import { useVisible } from "../sessions/visible";
import { withOlder } from "../store/apply";
import { notify } from "../ui/notify";
import { LoadingPage } from "../ui/states";
import { dayName, fullTime, timeOfDay } from "../ui/time";
import { useWords } from "../words";
import { codeWords } from "../words/errors";
import { Composer } from "./composer";
import { earlierQuery, type Place, type PlaceThread, threadKey, threadQuery } from "./queries";
import { RatingBar } from "./rating";
import { type Earlier, type Row, rowsOf } from "./rows";
import { discard, follow, resend, sayRead, useTalk, type Waiting } from "./talk";

/** This near to the end counts as being there. */
const END_PX = 48;
const OLDER_AHEAD_PX = 1200;
type Part = { items: Message[]; has_older: boolean };

export function PlaceThreadView({ place }: { place: Place }) {
  const t = useWords();
  const { data: thread, error } = useQuery(threadQuery(place.id));
  const line = useTalk((talk) => talk.line);
  const visible = useVisible();
  const [quote, setQuote] = useState<Quote | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a thread from the cache is here before the line
  useEffect(() => {
    if (thread) follow(thread);
  }, [thread, line]);
  const session = thread?.session?.id;
  const last = thread?.messages.at(-1)?.seq ?? 0;
  const readSeq = thread?.session?.client_read_seq ?? 0;
  useEffect(() => {
    if (session && line === "open" && last > readSeq && visible) sayRead(session, last);
  }, [session, last, readSeq, line, visible]);

  if (error && !thread) throw error;
  if (!thread) return <LoadingPage />;
  return (
    <>
      <header className="ms-head">
        <div>
          <h2 dir="auto">{place.title}</h2>
          <p role="status">{stateOf(t, thread, line)}</p>
        </div>
      </header>
      <Log key={session ?? "none"} place={place} thread={thread} setQuote={setQuote} />
      <RatingBar channel={place.id} session={thread.session} />
      <Composer place={thread.place} session={session} quote={quote} drop={() => setQuote(null)} />
    </>
  );
}

type LogProps = { place: Place; thread: PlaceThread; setQuote: (quote: Quote) => void };

function Log({ place, thread, setQuote }: LogProps) {
  const t = useWords();
  const waiting = useTalk((talk) => talk.waiting);
  const typing = useTalk((talk) => (thread.session ? talk.typing[thread.session.id] !== undefined : false));
  const [shown, setShown] = useState<string[]>([]);
  const log = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const stick = useRef(true);
  const offset = useRef(0);
  const loading = useRef(false);
  const earlier = useQueries({
    queries: shown.map((id) => earlierQuery(id)),
    combine: (all): Earlier[] =>
      all.flatMap(({ data }, at) =>
        data ? [{ id: shown[at] ?? "", items: data.items, has_older: data.has_older }] : [],
      ),
  });
  const rows = useMemo(
    () =>
      rowsOf(
        thread,
        earlier,
        waiting.filter((one) => one.channel === place.id),
        typing,
      ),
    [thread, earlier, waiting, typing, place.id],
  );

  // What stood first stands lower now: what is new came from above, and what is read stays before the eyes. It is the
  // first message that tells: the day above it stays the first row where what came is of the same day.
  const firstKey = rows.find((row) => row.kind === "message")?.key;
  const firstBefore = useRef(firstKey);
  const lastKey = rows.at(-1)?.key;
  const lastBefore = useRef(lastKey);
  const shift = firstKey !== firstBefore.current && lastKey === lastBefore.current;
  useLayoutEffect(() => {
    firstBefore.current = firstKey;
    lastBefore.current = lastKey;
  }, [firstKey, lastKey]);
  const end = rows.length - 1;
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new at the end asks for it
  useLayoutEffect(() => {
    if (stick.current) virtual.current?.scrollToIndex(end, { align: "end" });
  }, [lastKey]);

  const older = async (session: string, before: number | undefined, put: (part: Part) => void) => {
    if (loading.current) return;
    loading.current = true;
    try {
      // At the top nothing scrolls that would ask again: a moment's trouble is asked through.
      put(
        await queryClient.fetchQuery({
          queryKey: ["older messages", session, before],
          queryFn: () => api.get<Part>(withQuery(`internal-sessions/${session}/messages`, { before })),
          retry: worthARetry,
          gcTime: 0,
        }),
      );
    } catch (refused) {
      notify.error(refused);
    } finally {
      loading.current = false;
    }
  };
  const olderHere = () =>
    // What is kept is asked, not what is drawn: one part may have come since, and it must not be asked for twice.
    older(
      thread.session?.id ?? "",
      queryClient.getQueryData<PlaceThread>(threadKey(place.id))?.messages[0]?.seq,
      (part) => queryClient.setQueryData<PlaceThread>(threadKey(place.id), (now) => now && withOlder(now, part)),
    );
  const olderOf = (session: string) =>
    older(session, earlier.find((one) => one.id === session)?.items[0]?.seq, (part) =>
      queryClient.setQueryData<Part>(earlierQuery(session).queryKey, (now) => {
        if (!now) return now;
        const { messages: items, has_older } = withOlder({ messages: now.items, has_older: now.has_older }, part);
        return { items, has_older };
      }),
    );
  const look = () => {
    const at = virtual.current;
    if (at && !stick.current && at.scrollOffset < OLDER_AHEAD_PX && thread.has_older) void olderHere();
  };
  const onScroll = () => {
    const at = virtual.current;
    if (!at) return;
    // Only going up leaves the end: rows measured on the way make it recede by itself. At the very top one has gone up,
    // also where the way down and up again was told as one.
    if (at.scrollSize - at.scrollOffset - at.viewportSize < END_PX) stick.current = true;
    else if (at.scrollOffset < offset.current || at.scrollOffset <= 0) stick.current = false;
    offset.current = at.scrollOffset;
    look();
  };
  // Where the top is reached before what is above has come, nothing scrolls any more: it is looked again.
  const onResize = () => {
    if (stick.current) virtual.current?.scrollToIndex(end, { align: "end" });
    look();
  };
  const above = thread.earlier.filter((one) => !shown.includes(one.id));
  return (
    <>
      {thread.has_older || above.length > 0 ? (
        <div className="ms-above">
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => {
              stick.current = false;
              if (thread.has_older) void olderHere();
              else setShown([above[0]?.id ?? "", ...shown]);
            }}
          >
            {thread.has_older
              ? t("messages.older")
              : t("messages.earlier", { day: dayName(above[0]?.opened_at ?? "") })}
          </Button>
        </div>
      ) : null}
      <div
        className="ms-log"
        ref={log}
        role="log"
        aria-label={t("messages.thread")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
        tabIndex={0}
      >
        <Virtualizer
          ref={virtual}
          data={rows}
          scrollRef={log}
          shift={shift}
          bufferSize={800}
          onScroll={onScroll}
          onResize={onResize}
        >
          {(row) => <Drawn key={row.key} row={row} quote={setQuote} older={olderOf} />}
        </Virtualizer>
      </div>
    </>
  );
}

type DrawnProps = { row: Row; quote: (quote: Quote) => void; older: (session: string) => void };

function Drawn({ row, quote, older }: DrawnProps) {
  const t = useWords();
  if (row.kind === "day") return <p className="ms-day">{dayName(row.at)}</p>;
  if (row.kind === "parting") return <hr className="ms-parting" />;
  if (row.kind === "typing") return <p className="ms-typing">{t("messages.typing", { name: row.name })}</p>;
  if (row.kind === "waiting") return <OnItsWay one={row.one} />;
  if (row.kind === "greeting")
    return (
      <p className="ms-greeting" dir="auto">
        {row.text}
      </p>
    );
  if (row.kind === "older")
    return (
      <p className="ms-day">
        <Button variant="default" size="compact-sm" onClick={() => older(row.session)}>
          {t("messages.older")}
        </Button>
      </p>
    );
  return <Line row={row} quote={row.own ? () => quote(quoteOf(row.message)) : null} />;
}

/** What is being sent, or was refused. */
function OnItsWay({ one }: { one: Waiting }) {
  const t = useWords();
  return (
    <div className="ms-row">
      <div className="ms-message" data-mine data-waiting>
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
    </div>
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

type LineProps = { row: Extract<Row, { kind: "message" }>; quote: (() => void) | null };

function Line({ row: { session, message, tick }, quote }: LineProps) {
  const t = useWords();
  const mine = message.author.kind === "account";
  return (
    <div className="ms-row">
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
    </div>
  );
}
