/**
 * The messages. The scroller is `column-reverse`: its zero is the end, so older messages put on top move nothing, and a
 * thread read at its end stays there. New messages below are the one case to make up for.
 */
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Quote } from "../../wire/frames";
import { nextOlder } from "./apply";
import { Group } from "./group";
import { Icon } from "./icons";
import { isLive, type State } from "./model";
import { type Row, toRows } from "./rows";
import { Text } from "./text";
import { initials, useRoom } from "./use";
import { count, day, say } from "./words";

interface Props {
  state: State;
  onQuote: (quote: Quote) => void;
}

const NEAR_PX = 24;
const AHEAD_PX = 400;

export function Thread({ state, onQuote }: Props) {
  const { chat } = useRoom();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const before = useRef({ height: 0, last: "" });
  const [below, setBelow] = useState(0);
  const { past, messages, pending, session, open } = state;
  const rows = useMemo(() => toRows({ past, messages, pending, session }), [past, messages, pending, session]);
  const drawn = useMemo(
    () => rows.map((row) => <RowView key={row.key} row={row} onQuote={onQuote} />),
    [rows, onQuote],
  );
  const lastGroup = rows.at(-1);
  const last = (lastGroup?.kind === "group" && lastGroup.lines.at(-1)?.key) || "";

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const grown = box.scrollHeight - before.current.height;
    if (last !== before.current.last) {
      const mine = lastGroup?.kind === "group" && lastGroup.side === "mine";
      if (atEnd.current || mine) box.scrollTop = 0;
      else {
        box.scrollTop -= grown;
        setBelow((n) => n + 1);
      }
    }
    before.current = { height: box.scrollHeight, last };
  });

  const look = useCallback(() => {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = Math.abs(box.scrollTop) < NEAR_PX;
    if (!atEnd.current) return;
    setBelow(0);
    if (open && document.visibilityState === "visible") chat.seen();
  }, [chat, open]);

  const scrolled = () => {
    look();
    const box = scroller.current as HTMLElement;
    const above = box.scrollHeight - box.clientHeight - Math.abs(box.scrollTop);
    if (above < AHEAD_PX && box.scrollTop !== 0) chat.older().catch(() => undefined);
  };

  // After every drawing: a message that has just come may stand before the client's eyes.
  useEffect(look);
  useEffect(() => {
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, [look]);

  const toEnd = () => scroller.current?.scrollTo({ top: 0, behavior: "smooth" });

  return (
    <div class="thread-box">
      <div class="thread" ref={scroller} onScroll={scrolled}>
        <div class="thread-in" role="log" aria-live="off" aria-label={say("messages")}>
          <Older state={state} />
          {drawn}
          <Foot state={state} />
        </div>
      </div>
      {below > 0 && (
        <button type="button" class="pill" onClick={toEnd}>
          <Icon name="down" />
          {count("newBelow", below)}
        </button>
      )}
    </div>
  );
}

function RowView({ row, onQuote }: { row: Row; onQuote: (quote: Quote) => void }) {
  if (row.kind === "group") return <Group row={row} onQuote={onQuote} />;
  return (
    <div class="divider">
      <span>{row.kind === "day" ? day(row.at) : say("newStretch")}</span>
    </div>
  );
}

/** What stands above the messages: a way to older ones, or the greeting. */
function Older({ state }: { state: State }) {
  const { chat } = useRoom();
  if (nextOlder(state))
    return (
      <button
        type="button"
        class="link older"
        disabled={state.loadingOlder}
        onClick={() => chat.older().catch(() => undefined)}
      >
        {say(state.loadingOlder ? "loading" : "older")}
      </button>
    );
  const { channel } = state;
  if (!channel) return null;
  return (
    <div class="group theirs greeting">
      <span class="avatar" aria-hidden="true">
        {initials(channel.title) || <Icon name="chat" />}
      </span>
      <div class="run">
        {channel.title && <bdi class="author">{channel.title}</bdi>}
        <div class="line">
          <div class="bubble">
            <Text text={channel.greeting || say("hello")} rich />
          </div>
        </div>
      </div>
    </div>
  );
}

/** What stands below them: who types, the place in the queue, the end. */
function Foot({ state }: { state: State }) {
  const { session, typing, online, channel } = state;
  if (typing !== null) {
    const name = typing || session?.operator?.name || channel?.title || "";
    return (
      <div class="group theirs">
        <span class="avatar" aria-hidden="true">
          {initials(name) || <Icon name="chat" />}
        </span>
        <div class="run">
          <span class="bubble dots">
            <i />
            <i />
            <i />
          </span>
          <span class="meta">{say("typing", { name })}</span>
        </div>
      </div>
    );
  }
  if (state.paused || (session && !isLive(session) && !state.pending.length))
    return (
      <p class="system" role="status">
        {say(state.paused ? "paused" : "closed")}
      </p>
    );
  if (session?.state !== "waiting") return online || session ? null : <Away words={channel?.offline_words} />;
  if (!online) return <Away words={channel?.offline_words} />;
  const place = session.queue_position;
  return <p class="system">{!place ? say("waiting") : place === 1 ? say("next") : say("position", { n: place })}</p>;
}

function Away({ words }: { words: string | undefined }) {
  return (
    <p class="system away">
      <Icon name="sending" />
      <span dir="auto">{words || say("offline")}</span>
    </p>
  );
}
