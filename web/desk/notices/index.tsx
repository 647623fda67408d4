/** Notices: sound, desktop notice, a count in the title, a dot on the icon. One tab rings for all. */
import { useNavigate, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { NoticeFrame } from "../../wire/frames";
import type { Me } from "../../wire/rest";
import { useMe, useSignIn } from "../app/me";
import { onNotice, useCounters } from "../store";
import { useWords } from "../words";
import { openAgain } from "./again";
import { showBadge } from "./badge";
import { choiceOf, isHeard, waitsForAnybody } from "./choices";
import { useLeading } from "./leading";
import { isLookedAt, isTyping, sayLooking, watchTyping } from "./looking";
import { renew } from "./push";
import { primeSound, ring } from "./sound";

export function Notices() {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const counters = useCounters();
  const { sessionId } = useParams({ strict: false });
  const leading = useLeading(me.person.id);
  const latest = useRef<Me>(me);
  const counted = useRef(counters);
  const again = useRef<ReturnType<typeof openAgain> | null>(null);

  useEffect(() => {
    latest.current = me;
    counted.current = counters;
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
    if (waiting === 0 || me.person.status !== "online") again.current?.nobodyWaits();
  }, [waiting, me.person.status]);

  useEffect(() => {
    const sound = ({ kind }: NoticeFrame) => {
      const { sound, volume } = choiceOf(latest.current.person.settings, kind);
      ring(sound, volume);
    };
    const momentOf = (notice: NoticeFrame) => ({
      status: latest.current.person.status,
      typing: isTyping(),
      looking: isLookedAt(notice.session),
    });
    const calls = openAgain(
      (notice) => {
        if (leading.current && isHeard(notice.kind, momentOf(notice))) sound(notice);
      },
      // Null where the workspace hides how many wait: then it rings its six times.
      () => counted.current?.waiting === 0 || latest.current.person.status !== "online",
    );
    again.current = calls;
    const hear = (notice: NoticeFrame) => {
      const { person, live_chats } = latest.current;
      const moment = momentOf(notice);
      if (!leading.current || !isHeard(notice.kind, { ...moment, typing: false })) return;
      const choice = choiceOf(person.settings, notice.kind);
      if (isHeard(notice.kind, moment)) ring(choice.sound, choice.volume);
      if (choice.repeat && person.status === "online") calls.call(notice);
      if (!choice.desktop || !person.settings.desktop_notices || document.hasFocus() || !mayNotify()) return;
      const chat = live_chats.find((each) => each.id === notice.live_chat)?.name ?? "";
      const shown = new Notification(t(`notices.${notice.kind}`, { name: notice.name, chat }), {
        body: t("notices.body", { n: String(notice.number), chat }),
        tag: notice.session,
        silent: true,
      });
      shown.onclick = () => {
        window.focus();
        shown.close();
        navigate({
          to: "/live-chats/$liveChatId/$group/$sessionId",
          params: {
            liveChatId: notice.live_chat,
            group: waitsForAnybody(notice.kind) ? "queue" : "mine",
            sessionId: notice.session,
          },
        });
      };
    };
    onNotice(hear);
    return () => {
      onNotice(() => undefined);
      calls.stop();
    };
  }, [leading, navigate, t]);

  const signIn = useSignIn(({ nth }) => nth);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a subscription belongs to a sign-in, the one of now takes it over
  useEffect(() => {
    void renew().catch(() => undefined);
  }, [signIn]);

  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const come = ({ data }: MessageEvent) => {
      if (data?.deskbell === "open" && typeof data.path === "string") void navigate({ to: data.path });
    };
    navigator.serviceWorker.addEventListener("message", come);
    return () => navigator.serviceWorker.removeEventListener("message", come);
  }, [navigate]);

  return null;
}

const mayNotify = () => "Notification" in window && Notification.permission === "granted";
