// Who waits in the queue, and who waits for his operator's word: the longest first.
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { LiveChatNow, WaitingNow } from "../../wire/rest";
import { Avatar } from "../ui/avatar";
import { useWords } from "../words";
import { Age } from "./age";

type Props = { now: LiveChatNow; ahead: number };

export function Waiting({ now, ahead }: Props) {
  const t = useWords();
  return (
    <Waits
      title={t("wallboard.waiting")}
      empty={t("wallboard.nobody_waits")}
      count={now.waiting_count}
      rows={now.waiting}
    >
      {now.waiting.map((row) => (
        <Wait key={row.id} liveChat={now.live_chat.id} row={row} more={row.group?.name ?? ""}>
          <Age since={row.since} ahead={ahead} long={now.long_wait} />
        </Wait>
      ))}
    </Waits>
  );
}

export function Unanswered({ now, ahead }: Props) {
  const t = useWords();
  return (
    <Waits
      title={t("wallboard.unanswered")}
      empty={t("wallboard.all_answered")}
      count={now.unanswered_count}
      rows={now.unanswered}
    >
      {now.unanswered.map((row) => (
        <Wait
          key={row.id}
          liveChat={now.live_chat.id}
          row={row}
          more={`${row.operator?.name ?? ""} · ${t("wallboard.messages", { n: row.messages })}`}
        >
          <Age since={row.since} ahead={ahead} long={now.long_wait} />
        </Wait>
      ))}
    </Waits>
  );
}

type WaitsProps = { title: string; empty: string; count: number; rows: WaitingNow[]; children: ReactNode };

function Waits({ title, empty, count, rows, children }: WaitsProps) {
  const t = useWords();
  return (
    <section className="wb-card" aria-label={title}>
      <header className="wb-card-head">
        <h2>{title}</h2>
        <span>{count}</span>
      </header>
      {rows.length === 0 ? <p className="wb-none">{empty}</p> : <ul className="wb-rows">{children}</ul>}
      {count > rows.length ? <p className="wb-none">{t("wallboard.and_more", { n: count - rows.length })}</p> : null}
    </section>
  );
}

type WaitProps = { liveChat: string; row: WaitingNow; more: string; children: ReactNode };

function Wait({ liveChat, row, more, children }: WaitProps) {
  const t = useWords();
  const anonymous = /^#\d+$/.test(row.name);
  const name = anonymous ? t("sessions.visitor", { n: row.name.slice(1) }) : row.name;
  return (
    <li>
      <Link
        to="/live-chats/$liveChatId/$group/$sessionId"
        params={{ liveChatId: liveChat, group: "active", sessionId: row.id }}
        className="wb-row"
      >
        <Avatar name={name} anonymous={anonymous} />
        <span className="wb-row-words">
          <b>{name}</b>
          <small>
            #{row.number}
            {more ? ` · ${more}` : ""}
          </small>
        </span>
        {row.priority === "high" ? (
          <span className="wb-high">
            <IconArrowUp size={16} stroke={2.2} aria-hidden="true" />
            <span className="dk-hidden">{t("sessions.priority_high")}</span>
          </span>
        ) : null}
        {children}
      </Link>
    </li>
  );
}
