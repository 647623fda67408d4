import IconArrowDown from "@tabler/icons-react/dist/esm/icons/IconArrowDown.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import IconCornerUpLeft from "@tabler/icons-react/dist/esm/icons/IconCornerUpLeft.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import { Link } from "@tanstack/react-router";
import { memo } from "react";
import type { SessionGroup, SessionRow } from "../../wire/rest";
import { draftOf, useHasDraft } from "../store/drafts";
import { warmPage } from "../store/hooks";
import { unreadOf, viewIn } from "../store/rows";
import { Avatar } from "../ui/avatar";
import { ChannelSign } from "../ui/channel-sign";
import { duration, fullTime, shortTime } from "../ui/time";
import { useWords } from "../words";
import { isAnonymous, nameOf } from "./names";
import { useNow } from "./now";

type RowProps = {
  row: SessionRow;
  gone: boolean;
  index: number;
  group: SessionGroup;
  me: string;
  open: boolean;
  onFocus: () => void;
  /** Absent where nothing could be done with many. `range`: with Shift. */
  onChoose?: (id: string, range: boolean) => void;
  chosen?: boolean;
};

/** One line of it, without the marks that the thread turns into bold and code. */
function plain({ preview, preview_author }: SessionRow): string {
  return preview_author === "operator" ? (preview ?? "").replace(/\*\*|`/g, "") : (preview ?? "");
}

/** After this long in the queue the wait is amber. */
const LONG_WAIT_MS = 5 * 60_000;

/** A pointer that rests on a row will press it; one that sweeps over the list asks for nothing. */
const REST_MS = 50;
let resting: ReturnType<typeof setTimeout> | undefined;
const warming = {
  begin(session: string) {
    clearTimeout(resting);
    resting = setTimeout(() => warmPage(session), REST_MS);
  },
  end: () => clearTimeout(resting),
};

/** Two lines in 56 px; bold only when something is unread; the badge's place is kept so that times stand in one line. */
export const Row = memo(function Row(props: RowProps) {
  const { row, onChoose, chosen = false } = props;
  const t = useWords();
  return (
    <>
      <RowLink {...props} />
      {onChoose ? (
        <label className="ss-check" data-on={chosen || undefined}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={t("sessions.select", { name: nameOf(row.name) })}
            checked={chosen}
            onChange={(event) => onChoose(row.id, (event.nativeEvent as MouseEvent).shiftKey === true)}
          />
        </label>
      ) : null}
    </>
  );
});

function RowLink({ row, gone, index, group, me, open, onFocus, chosen }: RowProps) {
  const t = useWords();
  const now = useNow();
  const drafted = useHasDraft(row.id);
  const waits = row.state === "waiting" && row.queued_at !== null;
  const waited = waits ? now - new Date(row.queued_at ?? now).getTime() : 0;
  // Colleagues and supervisors were called for this wait, not only for an earlier one.
  const called = waits && row.escalated_at !== null && new Date(row.escalated_at) > new Date(row.queued_at ?? now);
  const mine = row.operator?.id === me;
  const unread = row.state === "closed" ? 0 : unreadOf(row);
  // Nobody's, and never opened here: what the client wrote in it is not counted but new as a whole.
  const fresh = waits && !row.my_read_no && !gone;
  const loud = !gone && (fresh || (unread > 0 && (mine || waits)));
  const myTurn = mine && row.state === "with_operator" && row.preview_author === "client";
  const when = group === "closed" ? row.closed_at : (row.last_message_at ?? row.opened_at);

  return (
    <Link
      to="/live-chats/$liveChatId/$group/$sessionId"
      params={{ liveChatId: row.live_chat_id, group, sessionId: row.id }}
      search={viewIn}
      className="ss-row"
      data-row={index}
      data-open={open || undefined}
      data-unread={loud || undefined}
      data-gone={gone || undefined}
      data-chosen={chosen || undefined}
      aria-current={open ? "page" : undefined}
      onFocus={() => {
        onFocus();
        warmPage(row.id);
      }}
      onPointerEnter={() => warming.begin(row.id)}
      onPointerLeave={warming.end}
      onPointerDown={() => warmPage(row.id)}
      preload={false}
    >
      <span className="ss-row-face">
        <Avatar name={row.client.name} anonymous={isAnonymous(row.client.name)} />
        {row.channel_kind === "widget" ? null : (
          <span className="ss-row-channel">
            <ChannelSign kind={row.channel_kind} size={11} stroke={2} />
          </span>
        )}
      </span>
      <span className="ss-row-line">
        <span className="ss-row-name">{nameOf(row.name)}</span>
        {waits ? (
          <span
            className="ss-row-time"
            data-long={waited > LONG_WAIT_MS || undefined}
            data-called={called || undefined}
            title={
              called ? `${t("sessions.escalated")}, ${fullTime(row.queued_at ?? now)}` : fullTime(row.queued_at ?? now)
            }
          >
            <span className="dk-hidden">{t(called ? "sessions.escalated" : "sessions.waits")} </span>
            {waited < 60_000 ? t("sessions.waits_under_minute") : duration(Math.floor(waited / 60_000) * 60)}
          </span>
        ) : (
          <time className="ss-row-time" dateTime={when ?? ""} title={when ? fullTime(when) : ""}>
            {when ? shortTime(when, now) : ""}
          </time>
        )}
      </span>
      <span className="ss-row-line">
        <span className="ss-row-preview">
          {gone ? (
            t("sessions.row_gone")
          ) : drafted && !open ? (
            <>
              <IconPencil size={14} stroke={2} aria-hidden="true" />
              <span className="ss-row-draft">{t("sessions.draft")}</span> {draftOf(row.id).text}
            </>
          ) : (
            <>
              {row.preview_author === "operator" ? (
                <span>{mine ? t("sessions.you") : (row.operator?.name ?? t("sessions.operator"))}: </span>
              ) : null}
              {plain(row) || (row.last_message_at ? t("sessions.preview_file") : t("sessions.preview_none"))}
            </>
          )}
        </span>
        <span className="ss-row-signs">
          {group === "active" && row.operator ? (
            <span className="ss-row-operator">{mine ? t("sessions.you") : row.operator.name}</span>
          ) : null}
          {row.priority === "high" ? (
            <span className="ss-priority-high">
              <IconArrowUp size={14} stroke={2.2} aria-hidden="true" />
              <span className="dk-hidden">{t("sessions.priority_high")}</span>
            </span>
          ) : row.priority === "low" ? (
            <span className="ss-priority-low">
              <IconArrowDown size={14} stroke={2.2} aria-hidden="true" />
              <span className="dk-hidden">{t("sessions.priority_low")}</span>
            </span>
          ) : null}
          {gone ? null : fresh || (waits && unread === 0) ? (
            <span className="ss-badge ss-badge-new" data-seen={fresh ? undefined : true}>
              {t("sessions.new")}
            </span>
          ) : loud ? (
            <span className="ss-badge">
              {unread > 99 ? "99+" : unread}
              <span className="dk-hidden"> {t("sessions.unread", { n: unread })}</span>
            </span>
          ) : myTurn ? (
            <span className="ss-turn" title={t("sessions.your_turn")}>
              <IconCornerUpLeft size={16} stroke={2} aria-hidden="true" />
              <span className="dk-hidden">{t("sessions.your_turn")}</span>
            </span>
          ) : null}
        </span>
      </span>
    </Link>
  );
}
