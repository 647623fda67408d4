/** Sessions beside a client or a card: what, where, whose, when; a press opens the session in its own list. */
import { Link } from "@tanstack/react-router";
import type { Me, SessionGroup, SessionRow } from "../../wire/rest";
import { useMe } from "../app/me";
import { nameOf } from "../sessions/names";
import { fullTime, shortDay } from "../ui/time";
import { useWords } from "../words";
import "./clients.css";

/** In which of the four groups this person finds it; null where he works in no group of its live chat. */
export function groupOf(row: SessionRow, me: Me): SessionGroup | null {
  const roles = me.live_chats.find((chat) => chat.id === row.live_chat_id)?.roles;
  if (!roles && !me.person.administrator) return null;
  if (row.state === "spam") return null;
  if (row.state === "closed") return "closed";
  if (row.operator?.id === me.person.id) return "mine";
  if (row.state === "waiting") return "queue";
  return "active";
}

export function SessionRows({ rows }: { rows: SessionRow[] }) {
  const me = useMe();
  return (
    <ul className="pg-list">
      {rows.map((row) => {
        const group = groupOf(row, me);
        return (
          <li key={row.id}>
            {group ? (
              <Link
                to="/live-chats/$liveChatId/$group/$sessionId"
                params={{ liveChatId: row.live_chat_id, group, sessionId: row.id }}
                className="pg-row"
              >
                <RowWords row={row} me={me} />
              </Link>
            ) : (
              <div className="pg-row">
                <RowWords row={row} me={me} />
              </div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function RowWords({ row, me }: { row: SessionRow; me: Me }) {
  const t = useWords();
  const chat = me.live_chats.find((each) => each.id === row.live_chat_id)?.name;
  const when = row.last_message_at ?? row.opened_at;
  return (
    <>
      <div className="pg-row-words">
        <span className="pg-row-title">
          {nameOf(row.name)}
          <span className="cl-number">#{row.number}</span>
        </span>
        <span className="pg-row-hint cl-preview">
          {[chat, row.operator?.name, row.preview].filter(Boolean).join(" · ")}
        </span>
      </div>
      <span className="pg-row-side cl-side">
        <span className="pg-tag">{t(`clients.state_${row.state}`)}</span>
        <time dateTime={when} title={fullTime(when)}>
          {shortDay(when)}
        </time>
      </span>
    </>
  );
}
