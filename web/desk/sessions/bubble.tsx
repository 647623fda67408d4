import { Button } from "@mantine/core";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";
import IconArrowBackUp from "@tabler/icons-react/dist/esm/icons/IconArrowBackUp.mjs";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconChecks from "@tabler/icons-react/dist/esm/icons/IconChecks.mjs";
import IconClock from "@tabler/icons-react/dist/esm/icons/IconClock.mjs";
import IconClockPause from "@tabler/icons-react/dist/esm/icons/IconClockPause.mjs";
import IconCopy from "@tabler/icons-react/dist/esm/icons/IconCopy.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconHelpCircle from "@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs";
import IconNote from "@tabler/icons-react/dist/esm/icons/IconNote.mjs";
import IconTerminal2 from "@tabler/icons-react/dist/esm/icons/IconTerminal2.mjs";
import { type MouseEvent, memo, type ReactNode } from "react";
import type { Message } from "../../wire/rest";
import { discardMessage, resendMessage } from "../store/desk";
import { saveDraft } from "../store/drafts";
import { ChannelSign } from "../ui/channel-sign";
import { notify } from "../ui/notify";
import { fullTime, timeOfDay } from "../ui/time";
import { useWords } from "../words";
import { codeWords } from "../words/errors";
import type { MessageBlock, Tick } from "./blocks";
import { Fate, ReactionChip } from "./delivery";
import { Files } from "./files";
import { Markup } from "./markup";
import { authorName, isNotification, nameOf } from "./names";

type BubbleProps = {
  block: MessageBlock;
  session: string;
  client: string;
  active: boolean;
  mayQuote: boolean;
  mayResend?: boolean;
  /** The kind of its channel, where its sign is drawn. */
  kind?: string;
  /** What a kind of channel has to say under the message. */
  below?: ReactNode;
  onQuote: (message: Message) => void;
  onGoTo: (seq: number) => void;
  /** Where its further deeds are shown: beside this button. */
  onMore: (message: Message, at: DOMRect) => void;
};

export const Bubble = memo(function Bubble({
  block,
  session,
  client,
  active,
  mayQuote,
  mayResend = false,
  kind,
  below,
  onQuote,
  onGoTo,
  onMore,
}: BubbleProps) {
  const t = useWords();
  const { message, ours, first, last, tick, pending } = block;
  const author = authorName(message, client);
  const note = message.audience === "staff";
  const program = isNotification(message);
  const called = (message.mentions ?? []).map((person) => person.name).join(", ");
  const copy = () => navigator.clipboard.writeText(message.text).then(() => notify.ok(t("do.copied")), notify.error);

  return (
    <div
      className="ss-message"
      data-ours={ours || undefined}
      data-note={note || undefined}
      data-program={program || undefined}
      data-deleted={message.deleted_at ? true : undefined}
      data-first={first || undefined}
      data-last={last || undefined}
      data-tick={tick ?? undefined}
      id={`ss-m-${block.key}`}
      tabIndex={-1}
      role="article"
      aria-label={t("sessions.message_label", { name: author, time: timeOfDay(message.posted_at) })}
    >
      {first || note ? (
        <span className="ss-author">
          {program ? <IconTerminal2 className="ss-program-sign" size={14} stroke={1.8} aria-hidden="true" /> : null}
          {author}
          {note ? (
            <span className="ss-note-sign" title={t("colleagues.note_label")}>
              <IconNote size={13} stroke={2} aria-hidden="true" />
              {t("colleagues.note")}
              {called
                ? ` · ${t(message.forwarded ? "colleagues.forwarded_to" : "colleagues.note_to", { names: called })}`
                : ""}
            </span>
          ) : null}
        </span>
      ) : null}
      <div className="ss-bubble-line">
        <div className="ss-bubble">
          {message.quote ? (
            <button type="button" className="ss-quote" onClick={() => message.quote && onGoTo(message.quote.seq)}>
              <b>{message.quote.author_name || nameOf(client)}</b>
              <span>{message.quote.text}</span>
            </button>
          ) : null}
          {message.files.length > 0 ? <Files session={session} message={message} /> : null}
          {message.text ? (
            <div className="ss-text" dir="auto">
              <Markup text={message.text} rich={ours} />
            </div>
          ) : null}
          {message.deleted_at ? (
            <i className="ss-deleted">{t("colleagues.deleted")}</i>
          ) : message.edited_at ? (
            <small className="ss-edited" title={fullTime(message.edited_at)}>
              {t("colleagues.edited")}
            </small>
          ) : null}
          {message.delivery?.reaction ? <ReactionChip emoji={message.delivery.reaction} /> : null}
        </div>
        {pending || message.deleted_at ? null : (
          <div className="ss-message-deeds">
            {mayQuote ? (
              <Deed
                label={t("sessions.quote")}
                active={active}
                sign={IconArrowBackUp}
                onClick={() => onQuote(message)}
              />
            ) : null}
            {message.text ? (
              <Deed label={t("sessions.copy_text")} active={active} sign={IconCopy} onClick={copy} />
            ) : null}
            <Deed
              label={t("colleagues.more")}
              active={active}
              sign={IconDots}
              onClick={(event) => onMore(message, event.currentTarget.getBoundingClientRect())}
            />
          </div>
        )}
      </div>
      {below}
      {pending?.state === "refused" ? (
        <div className="ss-refused" role="alert">
          <span className="ss-refused-words">
            <IconAlertCircle size={16} stroke={2} aria-hidden="true" />
            <span>{codeWords(pending.code ?? "unknown", pending.params)}</span>
          </span>
          <Button size="compact-xs" variant="default" onClick={() => resendMessage(pending.send_key)}>
            {t("sessions.resend")}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              saveDraft(session, {
                text: pending.text,
                quote: pending.quote,
                files: pending.files,
                note: pending.note ?? null,
              });
              discardMessage(pending.send_key);
            }}
          >
            {t("sessions.to_draft")}
          </Button>
        </div>
      ) : message.delivery && (tick === "failed" || tick === "uncertain") ? (
        <Fate session={session} message={message} delivery={message.delivery} mayResend={mayResend} />
      ) : last || (tick && tick !== "sent" && tick !== "delivered" && tick !== "read") ? (
        <div className="ss-meta">
          {tick === "waiting" ? <span>{t("sessions.tick_waiting_words")}</span> : null}
          {tick === "held" ? <span>{t("delivery.held_words")}</span> : null}
          {kind && !note ? <ChannelSign kind={kind} size={12} stroke={1.8} /> : null}
          <time dateTime={message.posted_at} title={fullTime(message.posted_at)}>
            {timeOfDay(message.posted_at)}
          </time>
          {tick ? <TickSign tick={tick} /> : null}
        </div>
      ) : null}
    </div>
  );
});

type DeedProps = {
  label: string;
  active: boolean;
  sign: typeof IconCopy;
  onClick: (event: MouseEvent<HTMLButtonElement>) => void;
};

// Plain, since two of them stand beside every message on screen: a styled one with a tooltip is twenty times the work.
function Deed({ label, active, sign: Sign, onClick }: DeedProps) {
  return (
    <button
      type="button"
      className="ss-deed"
      title={label}
      aria-label={label}
      tabIndex={active ? 0 : -1}
      onClick={onClick}
    >
      <Sign size={16} stroke={1.8} aria-hidden="true" />
    </button>
  );
}

const ticks = {
  sending: IconClock,
  waiting: IconClock,
  refused: IconAlertCircle,
  sent: IconCheck,
  delivered: IconChecks,
  read: IconChecks,
  held: IconClockPause,
  failed: IconAlertCircle,
  uncertain: IconHelpCircle,
};

function TickSign({ tick }: { tick: Tick }) {
  const t = useWords();
  const Sign = ticks[tick];
  return (
    <span className="ss-tick" data-tick={tick} title={t(`sessions.tick_${tick}`)}>
      <Sign size={14} stroke={2.2} aria-hidden="true" />
      <span className="dk-hidden">{t(`sessions.tick_${tick}`)}</span>
    </span>
  );
}
