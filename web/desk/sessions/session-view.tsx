/** The session page: header, thread, composer, and the edges between: loading, not found, failed. */
import { Button, Skeleton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type DragEvent, lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import type { RowsFrame } from "../../wire/frames";
import type { Page, SessionGroup, SessionRow } from "../../wire/rest";
import { ApiError } from "../api";
import { type Command, useCommands } from "../app/commands";
import { useMe } from "../app/me";
import { type ShortcutId, useShortcuts } from "../app/shortcuts";
import { asksToClose } from "../labels/asks-to-close";
import { saySeen } from "../store/desk";
import { useRows, useSessionPage } from "../store/hooks";
import { useLive } from "../store/live";
import { rowsKey } from "../store/rows";
import { pageSettled } from "../store/threads";
import { notify } from "../ui/notify";
import { EmptyState, useSlow } from "../ui/states";
import { useWords } from "../words";
import { codeWords, errorWords } from "../words/errors";
import { upload } from "./attachments";
import { Composer, writeNote, writeReply } from "./composer";
import { wantCursor } from "./cursor";
import { assign, close, join, leave, reopen, take } from "./deeds";
import { SessionHeader } from "./header";
import { useSeenMentions } from "./mentions";
import { nameOf } from "./names";
import { Thread } from "./thread";
import { Unsent } from "./unsent";
import { useLookedAt } from "./visible";

// Seldom wanted, so loaded when wanted.
const BlockDialog = lazy(() => import("../blocklist/block-dialog").then((file) => ({ default: file.BlockDialog })));
const SpamBanner = lazy(() => import("../blocklist/spam-banner").then((file) => ({ default: file.SpamBanner })));
const AssignDialog = lazy(() => import("./assign").then((file) => ({ default: file.AssignDialog })));
const CloseDialog = lazy(() => import("../labels/close-dialog").then((file) => ({ default: file.CloseDialog })));
const TransferDialog = lazy(() => import("./transfer").then((file) => ({ default: file.TransferDialog })));
const LettersBanner = lazy(() => import("./letters").then((file) => ({ default: file.LettersBanner })));
const ForwardDialog = lazy(() => import("./forward").then((file) => ({ default: file.ForwardDialog })));
const spamDeeds = () => import("../blocklist/spam-deeds");

type ViewProps = {
  sessionId: string;
  group: SessionGroup;
  onePanel: boolean;
  aboutShown: boolean;
  onToggleAbout: () => void;
  onOpen: (id: string | null, group?: SessionGroup) => void;
};

export function SessionView({ sessionId, group, onePanel, aboutShown, onToggleAbout, onOpen }: ViewProps) {
  const t = useWords();
  const me = useMe();
  const cache = useQueryClient();
  const { data: page, error, refetch } = useSessionPage(sessionId);
  const connected = useLive((live) => live.socket === "open");
  const lookedAt = useLookedAt();
  const [assigning, setAssigning] = useState(false);
  const [closing, setClosing] = useState<"stay" | "next" | null>(null);
  const [dropping, setDropping] = useState(false);
  const [blocking, setBlocking] = useState(false);
  const [handing, setHanding] = useState<"transfer" | "forward" | null>(null);
  const [handed, setHanded] = useState<string | null>(null);
  const [coming, setComing] = useState(false);
  const dragDepth = useRef(0);

  const missing = !page && error instanceof ApiError && error.status === 404;
  const handedOn = missing && handed === sessionId;
  // Who handed it on himself and sees it no more goes back to the list, rather than stand before a closed door.
  useEffect(() => {
    if (handedOn) onOpen(null);
  }, [handedOn, onOpen]);

  // The server hears "seen" only of threads that are joined, and those are joined once loaded.
  const loaded = page !== undefined;
  useEffect(() => {
    if (!connected || !lookedAt || !loaded) return;
    saySeen(sessionId, true);
    return () => saySeen(sessionId, false);
  }, [sessionId, connected, lookedAt, loaded]);

  useSeenMentions(sessionId, loaded && lookedAt);

  const nextId = () => {
    const rows = cache.getQueryData<Page<SessionRow>>(rowsKey(page?.session.live_chat_id ?? "", group))?.items ?? [];
    const place = rows.findIndex((row) => row.id === sessionId);
    return (rows[place + 1] ?? rows[place - 1])?.id ?? null;
  };
  // A late answer leads nowhere any more when something else was opened meanwhile.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const goOn: typeof onOpen = (...where) => here.current && onOpen(...where);
  /** What is done in order to write: the composer is there at once, for the next key belongs to it. */
  const toWrite = async (deed: () => Promise<unknown>) => {
    wantCursor(sessionId);
    setComing(true);
    if (await deed()) await pageSettled(sessionId);
    setComing(false);
  };
  const finish = async (then: "stay" | "next", reason: string | null = null) => {
    const next = nextId();
    if (!(await close(sessionId, reason))) return;
    setClosing(null);
    if (then === "stay") notify.undo(t("sessions.closed_toast"), deeds.reopen);
    else {
      notify.undo(t("sessions.closed_toast"), () => reopen(sessionId).then((done) => done && onOpen(sessionId)));
      goOn(next);
    }
  };
  const closeOrAsk = async (then: "stay" | "next") => {
    if (!page) return;
    try {
      if (await asksToClose(page)) setClosing(then);
      else await finish(then);
    } catch (refused) {
      notify.error(refused);
    }
  };
  const deeds = {
    take: () =>
      toWrite(async () => {
        const taken = await take(sessionId);
        if (taken && group === "queue") goOn(sessionId, "mine");
        return taken;
      }),
    takeOver: () => toWrite(() => assign(sessionId, { operator_id: me.person.id })),
    reopen: () => toWrite(() => reopen(sessionId)),
    assign: () => setAssigning(true),
    close: () => closeOrAsk("stay"),
    closeAndNext: () => closeOrAsk("next"),
    markSpam: async () => {
      const next = nextId();
      if (await (await spamDeeds()).markSpam(sessionId, onOpen)) goOn(next);
    },
    restore: async () => {
      await (await spamDeeds()).restore(sessionId, onOpen);
    },
    block: () => setBlocking(true),
    join: () => toWrite(() => join(sessionId)),
    leave: async () => {
      await leave(sessionId);
    },
    transfer: () => setHanding("transfer"),
    forward: () => setHanding("forward"),
  };

  const latest = useRef(deeds);
  useEffect(() => {
    latest.current = deeds;
  });

  const may = page?.may;
  useShortcuts({
    ...(may?.take && { take: deeds.take }),
    ...(may?.close && { close: deeds.close, closeAndNext: deeds.closeAndNext }),
    ...(may?.assign && { assign: deeds.assign }),
    ...(may?.reply && { reply: () => writeReply(sessionId) }),
    ...(may?.note && { note: () => writeNote(sessionId) }),
  });

  const commands = useMemo<Command[]>(() => {
    const one = (id: ShortcutId, label: string, run: () => void): Command => ({
      id: `session-${id}`,
      section: t("sessions.session"),
      label,
      shortcut: id,
      run,
    });
    const able: [boolean | undefined, Command][] = [
      [may?.take, one("take", t("sessions.take"), () => latest.current.take())],
      [may?.close, one("close", t("sessions.close"), () => latest.current.close())],
      [may?.close, one("closeAndNext", t("sessions.close_and_next"), () => latest.current.closeAndNext())],
      [may?.assign, one("assign", t("sessions.assign"), () => latest.current.assign())],
      [may?.note, one("note", t("colleagues.note_open"), () => writeNote(sessionId))],
    ];
    return able.filter(([can]) => can).map(([, command]) => command);
  }, [t, sessionId, may?.take, may?.close, may?.assign, may?.note]);
  useCommands(commands);

  if (error && !page) {
    if (handedOn) return null;
    const operator = cache.getQueryData<NonNullable<RowsFrame["taken"]>[string]>(["taken", sessionId]);
    return (
      <>
        <EmptyState
          sign={missing ? "missing" : "broken"}
          title={missing ? t("sessions.not_found") : t("sessions.page_failed")}
          hint={
            !missing
              ? errorWords(error)
              : operator
                ? codeWords("already_taken", { operator, reason: operator.over && "over" })
                : t("sessions.not_found_hint")
          }
          action={
            missing ? (
              <Button variant="default" onClick={() => onOpen(null)}>
                {t("sessions.to_list")}
              </Button>
            ) : (
              <Button variant="default" onClick={() => refetch()}>
                {t("app.retry")}
              </Button>
            )
          }
        />
        <Unsent session={sessionId} />
      </>
    );
  }
  if (!page) return <ViewSkeleton />;

  const takesFiles = page.may.reply || page.may.note;
  const hasFiles = (event: DragEvent) => takesFiles && event.dataTransfer.types.includes("Files");
  return (
    <section
      className="ss-view"
      aria-label={t("sessions.view_label", { name: nameOf(page.session.name) })}
      onDragEnter={(event) => {
        if (!hasFiles(event)) return;
        dragDepth.current += 1;
        setDropping(true);
      }}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDragLeave={(event) => {
        if (!hasFiles(event)) return;
        dragDepth.current -= 1;
        if (dragDepth.current <= 0) setDropping(false);
      }}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        dragDepth.current = 0;
        setDropping(false);
        upload(page.session, [...event.dataTransfer.files]);
      }}
    >
      <SessionHeader
        page={page}
        deeds={deeds}
        aboutShown={aboutShown}
        onToggleAbout={onToggleAbout}
        {...(onePanel ? { onBack: () => onOpen(null) } : {})}
      />
      {page.session.state === "spam" ? (
        <Suspense>
          <SpamBanner page={page} restore={deeds.restore} />
        </Suspense>
      ) : null}
      {page.session.channel.kind === "email" ? (
        <Suspense>
          <LettersBanner page={page} />
        </Suspense>
      ) : null}
      <Thread page={page} lookedAt={lookedAt} />
      <Composer page={page} deeds={deeds} coming={coming} />
      {dropping ? <div className="ss-drop">{t("sessions.drop")}</div> : null}
      {assigning ? (
        <Suspense>
          <AssignDialog session={page.session} opened onClose={() => setAssigning(false)} />
        </Suspense>
      ) : null}
      {closing ? (
        <Suspense>
          <CloseDialog
            key={page.session.id}
            page={page}
            opened
            cancel={() => setClosing(null)}
            close={(reason) => finish(closing, reason)}
          />
        </Suspense>
      ) : null}
      {handing === "transfer" ? (
        <Suspense>
          <TransferDialog page={page} onDone={() => setHanded(sessionId)} close={() => setHanding(null)} />
        </Suspense>
      ) : null}
      {handing === "forward" ? (
        <Suspense>
          <ForwardDialog page={page} message={null} close={() => setHanding(null)} />
        </Suspense>
      ) : null}
      {blocking ? (
        <Suspense>
          <BlockDialog page={page} name={nameOf(page.session.client.name)} opened close={() => setBlocking(false)} />
        </Suspense>
      ) : null}
    </section>
  );
}

export type Deeds = {
  take: () => Promise<void>;
  takeOver: () => Promise<void>;
  reopen: () => Promise<void>;
  assign: () => void;
  close: () => Promise<void>;
  closeAndNext: () => Promise<void>;
  markSpam: () => Promise<void>;
  restore: () => Promise<void>;
  block: () => void;
  join: () => Promise<void>;
  leave: () => Promise<void>;
  transfer: () => void;
  forward: () => void;
};

function ViewSkeleton() {
  if (!useSlow()) return <div className="ss-view" />;
  return (
    <div className="ss-view" aria-hidden="true">
      <div className="ss-head">
        <Skeleton circle h={32} w={32} />
        <Skeleton h={14} w={180} />
      </div>
      <div className="ss-skeleton-thread">
        <Skeleton h={40} w="46%" radius="lg" />
        <Skeleton h={64} w="58%" radius="lg" />
        <Skeleton h={40} w="38%" radius="lg" ml="auto" />
        <Skeleton h={40} w="52%" radius="lg" />
        <Skeleton h={64} w="44%" radius="lg" ml="auto" />
      </div>
    </div>
  );
}

export function NoSessionOpen({ liveChatId, group }: { liveChatId: string; group: SessionGroup }) {
  const t = useWords();
  const rows = useRows(liveChatId, group).data?.items;
  const takes = useMe().live_chats.some((one) => one.id === liveChatId && one.roles.includes("operator"));
  if (rows?.length === 0) {
    return <EmptyState sign="live-chat" title={t("sessions.none_open")} hint={t("sessions.none_open_empty_hint")} />;
  }
  return (
    <EmptyState
      sign="live-chat"
      title={t("sessions.none_open")}
      hint={group === "queue" && takes ? t("sessions.none_open_queue_hint") : t("sessions.none_open_hint")}
    />
  );
}
