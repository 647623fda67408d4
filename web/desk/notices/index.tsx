/** Notices: sound, desktop notice, a count in the title, a dot on the icon. One tab rings for all. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { NoticeFrame } from "../../wire/frames";
import type { Me } from "../../wire/rest";
import { useMe } from "../app/me";
import { onNotice, useCounters } from "../store";
import { useWords } from "../words";
import { showBadge } from "./badge";
import { useLeading } from "./leading";
import { isLookedAt, isTyping, sayLooking, watchTyping } from "./looking";
import { primeSound, ring } from "./sound";

/** A waiting client is rung for again, this often and this many times, until somebody takes him. */
const AGAIN_MS = 20_000;
const AGAIN_TIMES = 6;

export function Notices() {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const counters = useCounters();
  const { sessionId } = useParams({ strict: false });
  const leading = useLeading(me.person.id);
  const latest = useRef<Me>(me);
  const again = useRef<{ timer: ReturnType<typeof setInterval>; left: number } | null>(null);

  useEffect(() => {
    latest.current = me;
  });

  const waiting = counters?.waiting ?? 0;
  const count = waiting + (counters?.unread ?? 0);
  useEffect(() => {
    showBadge(count);
    return () => showBadge(0);
  }, [count]);

  useEffect(() => {
    const prime = () => void primeSound();
    // The sign-in click counts; after a reload nothing has been clicked yet, and trying would only be refused.
    if (navigator.userActivation?.hasBeenActive) prime();
    addEventListener("pointerdown", prime);
    addEventListener("keydown", prime);
    const unwatch = watchTyping();
    return () => {
      removeEventListener("pointerdown", prime);
      removeEventListener("keydown", prime);
      unwatch();
    };
  }, []);

  useEffect(() => {
    const look = () => {
      if (document.hasFocus()) sayLooking(sessionId ?? null);
    };
    const leave = () => sayLooking(null);
    look();
    addEventListener("focus", look);
    addEventListener("blur", leave);
    return () => {
      removeEventListener("focus", look);
      removeEventListener("blur", leave);
      if (document.hasFocus()) leave();
    };
  }, [sessionId]);

  useEffect(() => {
    if (waiting > 0 && me.person.status === "online") return;
    clearInterval(again.current?.timer);
    again.current = null;
  }, [waiting, me.person.status]);

  useEffect(() => {
    const ringAgain = () => {
      clearInterval(again.current?.timer);
      const timer = setInterval(() => {
        const state = again.current;
        if (!state || state.left-- <= 0) return clearInterval(timer);
        if (leading.current && !isTyping()) ring("session_waiting", volumeOf(latest.current));
      }, AGAIN_MS);
      again.current = { timer, left: AGAIN_TIMES };
    };
    const hear = (notice: NoticeFrame) => {
      const { person, live_chats } = latest.current;
      if (!leading.current || person.status === "offline") return;
      if (isLookedAt(notice.session)) return;
      if (!(notice.kind === "client_wrote" && isTyping())) ring(notice.kind, volumeOf(latest.current));
      if (notice.kind === "session_waiting" && person.status === "online") ringAgain();
      if (!person.settings.desktop_notices || document.hasFocus() || !mayNotify()) return;
      const chat = live_chats.find((each) => each.id === notice.live_chat)?.name ?? "";
      const shown = new Notification(t(`notices.${notice.kind}`, { name: notice.name, chat }), {
        body: t("notices.body", { n: String(notice.number), chat }),
        tag: notice.session,
        silent: true,
      });
      shown.onclick = () => {
        window.focus();
        shown.close();
        const group = notice.kind === "session_waiting" ? "queue" : "mine";
        navigate({
          to: "/live-chats/$liveChatId/$group/$sessionId",
          params: { liveChatId: notice.live_chat, group, sessionId: notice.session },
        });
      };
    };
    onNotice(hear);
    return () => {
      onNotice(() => undefined);
      clearInterval(again.current?.timer);
    };
  }, [leading, navigate, t]);

  return null;
}

const mayNotify = () => "Notification" in window && Notification.permission === "granted";

/** The person's volume from 0 to 1; sounds are on unless switched off. */
function volumeOf({ person: { settings } }: Me): number {
  if (settings.sounds === false) return 0;
  const volume = settings.sound_volume ?? 0.7;
  return Math.min(1, Math.max(0, volume > 1 ? volume / 100 : volume));
}
