/** The thread: virtual, older messages above on the way up, at its end only as long as the reader is there. */
import { Skeleton } from "@mantine/core";
import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import {
  type KeyboardEvent,
  lazy,
  Suspense,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Message, SessionPage } from "../../wire/rest";
import { api, withQuery } from "../api";
import { useMe } from "../app/me";
import { useShortcuts } from "../app/shortcuts";
import { queryClient } from "../query";
import { withOlder } from "../store/apply";
import { sessionKey } from "../store/cache";
import { isHeld, useChannelState } from "../store/channels";
import { markRead } from "../store/desk";
import { draftOf, saveDraft } from "../store/drafts";
import { useOutbox } from "../store/hooks";
import { useLive } from "../store/live";
import { dayName } from "../ui/time";
import { useWords } from "../words";
import { type Block, blocksOf } from "./blocks";
import { Bubble } from "./bubble";
import { tellRefusal } from "./deeds";
import { EarlierLink } from "./earlier";
import { SystemLine } from "./line";
import type { Chosen } from "./message-menu";
import { authorName, nameOf } from "./names";

const MessageMenu = lazy(() => import("./message-menu").then((file) => ({ default: file.MessageMenu })));

const LetterOf = lazy(() => import("./letters").then((file) => ({ default: file.LetterOf })));
const FindBar = lazy(() => import("./find-bar").then((file) => ({ default: file.FindBar })));

/** This near to the end counts as being there. */
const END_PX = 48;
const OLDER_AHEAD_PX = 1200;

export function Thread({ page, lookedAt }: { page: SessionPage; lookedAt: boolean }) {
  const t = useWords();
  const { person } = useMe();
  const { session } = page;
  const outbox = useOutbox(session.id);
  const offline = useLive((live) => live.socket !== "open");
  const held = isHeld(useChannelState(session.channel_id));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const [atEnd, setAtEnd] = useState(true);
  const stick = useRef(true);
  const [loading, setLoading] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const shift = useRef(false);

  const [newFrom, forgetNew] = useNewFrom(page, lookedAt);
  const blocks = useMemo(
    () => blocksOf(page, outbox, person, newFrom, offline, held),
    [page, outbox, person, newFrom, offline, held],
  );
  const firstSeq = page.messages[0]?.seq ?? 0;

  // Everything below the first message is as before: only then did what is new come from above.
  const firstBefore = useRef(firstSeq);
  shift.current = firstSeq < firstBefore.current;
  useLayoutEffect(() => {
    firstBefore.current = firstSeq;
  }, [firstSeq]);

  const shown = useRef(blocks);
  shown.current = blocks;
  const offset = useRef(0);
  const toEnd = useCallback(() => {
    stick.current = true;
    virtual.current?.scrollToIndex(shown.current.length - 1, { align: "end" });
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the thread opens
  useLayoutEffect(() => {
    const place = blocks.findIndex((block) => block.kind === "new");
    if (place > 1) {
      virtual.current?.scrollToIndex(Math.max(0, place - 1), { align: "start" });
      stick.current = false;
    } else toEnd();
  }, []);

  const own = outbox.at(-1)?.send_key;
  const ownBefore = useRef(own);
  useLayoutEffect(() => {
    if (own && own !== ownBefore.current) {
      stick.current = true;
      forgetNew();
    }
    ownBefore.current = own;
  }, [own, forgetNew]);

  const lastKey = blocks.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the last row is what asks for it
  useLayoutEffect(() => {
    if (stick.current) toEnd();
  }, [lastKey, toEnd]);

  const unseen = page.messages.filter((message) => (message.client_no ?? 0) > page.my_read_no).length;
  // What was read in the queue is told again by who takes it: only the responsible operator's mark is the client's tick.
  const isUntold =
    session.operator?.id === person.id && !session.closed_at && session.staff_read_no < session.client_count;
  const isUnread = session.client_count > page.my_read_no;
  // Told apart, and again when the line is back: what he says while he takes it may be heard before it is his.
  useEffect(() => {
    if (!lookedAt || !atEnd || offline || !(isUnread || isUntold)) return;
    markRead(session.id, session.client_count, isUntold);
  }, [lookedAt, atEnd, offline, session.id, session.client_count, isUnread, isUntold]);

  const sought = useRef<number | null>(null);
  const loadOlder = useCallback(async () => {
    if (loading || !page.has_older) return;
    setLoading(true);
    try {
      const path = withQuery(`sessions/${session.id}/messages`, { before: firstSeq, limit: 50 });
      const older = await api.get<{ items: Message[]; has_older: boolean }>(path);
      queryClient.setQueryData<SessionPage>(sessionKey(session.id), (now) => now && withOlder(now, older));
    } catch (error) {
      // Not sought any further: the end of this loading would ask again at once.
      sought.current = null;
      tellRefusal(error);
    } finally {
      setLoading(false);
    }
  }, [loading, page.has_older, session.id, firstSeq]);

  const look = () => {
    const at = virtual.current;
    if (!at) return;
    const end = at.scrollSize - at.scrollOffset - at.viewportSize < END_PX;
    setAtEnd(end);
    if (at.scrollOffset < OLDER_AHEAD_PX) void loadOlder();
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
  const onResize = () => {
    if (stick.current) toEnd();
    look();
  };

  const messages = blocks.flatMap((block, place) => (block.kind === "message" ? [{ key: block.key, place }] : []));
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!by || messages.length === 0) return;
    event.preventDefault();
    const at = messages.findIndex(({ key }) => key === active);
    const next = messages[at < 0 ? messages.length - 1 : Math.min(messages.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setActive(next.key);
    stick.current = false;
    virtual.current?.scrollToIndex(next.place, { align: "nearest" });
    requestAnimationFrame(() => document.getElementById(`ss-m-${next.key}`)?.focus({ preventScroll: true }));
  };
  const activePlace = messages.find(({ key }) => key === active)?.place;

  const quote = useCallback(
    (message: Message) => {
      saveDraft(session.id, {
        // What no client sees is quoted in notes alone, and who may not reply writes notes alone.
        ...((message.audience === "staff" || !page.may.reply) && { note: draftOf(session.id).note ?? [] }),
        quote: {
          seq: message.seq,
          text: message.text || message.files[0]?.name || "",
          author_name: authorName(message, session.client.name),
        },
      });
      requestAnimationFrame(() => document.getElementById("ss-composer")?.focus());
    },
    [session.id, session.client.name, page.may.reply],
  );
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const more = useCallback((message: Message, at: DOMRect) => setChosen({ message, at }), []);

  // A quoted message may lie above what is loaded: older ones are fetched until it is there.
  const goTo = useCallback(
    (seq: number) => {
      const place = shown.current.findIndex((block) => block.kind === "message" && block.message.seq === seq);
      sought.current = place < 0 ? seq : null;
      stick.current = false;
      if (place < 0) return void loadOlder();
      virtual.current?.scrollToIndex(place, { align: "center" });
      const id = `ss-m-${shown.current[place]?.key}`;
      requestAnimationFrame(() => document.getElementById(id)?.animate([{ opacity: 0.35 }, { opacity: 1 }], 700));
    },
    [loadOlder],
  );
  useEffect(() => {
    if (sought.current === null || loading) return;
    if (firstSeq <= sought.current || !page.has_older) {
      const seq = sought.current;
      sought.current = null;
      if (firstSeq <= seq) goTo(seq);
    } else void loadOlder();
  }, [firstSeq, loading, page.has_older, goTo, loadOlder]);

  const [finding, setFinding] = useState(false);
  useShortcuts({ find: () => setFinding(true) });

  // A link to one message: its place is sought once, where the thread opens.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only where the thread opens
  useEffect(() => {
    const linked = /^#m(\d+)$/.exec(location.hash)?.[1];
    if (linked) goTo(Number(linked));
  }, []);

  const draw = (block: Block) => {
    if (block.kind === "day") {
      return (
        <h3 key={block.key} className="ss-day">
          <span>{dayName(block.at)}</span>
        </h3>
      );
    }
    if (block.kind === "earlier") return <EarlierLink key={block.key} session={session} />;
    if (block.kind === "new") {
      return (
        <div key={block.key} className="ss-new">
          <span>{t("sessions.new_divider")}</span>
        </div>
      );
    }
    if (block.kind === "line") return <SystemLine key={block.key} entry={block.entry} client={session.client.name} />;
    return (
      <Bubble
        key={block.key}
        block={block}
        session={session.id}
        client={session.client.name}
        active={block.key === active}
        kind={session.channel.kind}
        below={
          session.channel.kind === "email" && block.message.author.kind === "account" ? (
            <Suspense>
              <LetterOf session={session} seq={block.message.seq} may={page.may.transfer} />
            </Suspense>
          ) : null
        }
        mayResend={page.may.reply}
        mayQuote={(page.may.reply || page.may.note) && !block.pending}
        onQuote={quote}
        onGoTo={goTo}
        onMore={more}
      />
    );
  };

  return (
    <div className="ss-thread">
      {finding ? (
        <Suspense fallback={null}>
          <FindBar session={session.id} within={scroller} goTo={goTo} close={() => setFinding(false)} />
        </Suspense>
      ) : null}
      <div
        className="ss-scroll ss-thread-scroll"
        ref={scroller}
        role="log"
        aria-live="off"
        aria-label={t("sessions.thread_label", { name: nameOf(session.client.name) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable without a pointer
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setActive(null)}
      >
        <div className="ss-thread-room" />
        <Virtualizer
          ref={virtual}
          data={blocks}
          scrollRef={scroller}
          shift={shift.current}
          bufferSize={800}
          keepMounted={activePlace === undefined ? [] : [activePlace]}
          onScroll={onScroll}
          onResize={onResize}
        >
          {draw}
        </Virtualizer>
      </div>
      {loading ? (
        <div className="ss-older" role="status">
          <Skeleton h={8} w={96} radius="xl" />
          <span className="dk-hidden">{t("sessions.loading_older")}</span>
        </div>
      ) : null}
      {atEnd ? null : (
        <button type="button" className="ss-pill ss-pill-end" onClick={toEnd}>
          <IconArrowDown size={14} stroke={2.2} aria-hidden="true" />
          {unseen > 0 ? t("sessions.new_below", { n: unseen }) : t("sessions.to_end")}
        </button>
      )}
      {chosen ? (
        <Suspense fallback={null}>
          <MessageMenu page={page} chosen={chosen} close={() => setChosen(null)} />
        </Suspense>
      ) : null}
      <Spoken messages={page.messages} client={session.client.name} />
      <TypingLine session={session.id} client={nameOf(session.client.name)} />
    </div>
  );
}

/**
 * Where "new" began: what was unread at opening, or came while the reader was elsewhere. What comes before his eyes is
 * not new to him, and answering ends it.
 */
function useNewFrom(page: SessionPage, lookedAt: boolean): [number | null, () => void] {
  const count = page.session.client_count;
  const [range, setRange] = useState({ from: page.my_read_no, to: count });
  const latest = useRef({ read: page.my_read_no, count });
  latest.current = { read: page.my_read_no, count };
  useEffect(() => {
    if (!lookedAt) return;
    setRange((now) => (now.to === Number.POSITIVE_INFINITY ? { ...now, to: latest.current.count } : now));
    return () => setRange({ from: latest.current.read, to: Number.POSITIVE_INFINITY });
  }, [lookedAt]);
  const forget = useCallback(() => setRange({ from: latest.current.count, to: latest.current.count }), []);
  return [Math.min(range.to, count) > range.from ? range.from : null, forget];
}

/** Says new messages of the client aloud; the log itself is silent, for a virtual one would read old rows again. */
function Spoken({ messages, client }: { messages: Message[]; client: string }) {
  const t = useWords();
  const last = messages.at(-1);
  const from = useRef(last?.seq ?? 0);
  const isNew = last !== undefined && last.seq > from.current && last.author.kind === "account";
  return (
    <div className="dk-hidden" role="status" aria-live="polite">
      {isNew ? `${authorName(last, client)}: ${last.text || t("sessions.preview_file")}` : ""}
    </div>
  );
}

function TypingLine({ session, client }: { session: string; client: string }) {
  const t = useWords();
  const typing = useLive((live) => live.typing[session]);
  const first = typing?.[0];
  return (
    <div className="ss-typing" aria-hidden={first ? undefined : true}>
      {first ? (
        <>
          <span className="ss-typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {typing.length > 1
            ? t("sessions.typing_many", { n: typing.length })
            : t("sessions.typing", { name: first.name || client })}
        </>
      ) : null}
    </div>
  );
}
