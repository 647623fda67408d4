// Who works: status, whether his desk is open, what he has, and how long a client of his waits for a word.
import type { LiveChatNow, OperatorNow } from "../../wire/rest";
import { Avatar } from "../ui/avatar";
import { useWords } from "../words";
import { Age } from "./age";

export function Operators({ now, ahead }: { now: LiveChatNow; ahead: number }) {
  const t = useWords();
  const most = Math.max(1, ...now.operators.map((one) => one.open_sessions));
  return (
    <section className="wb-card wb-operators" aria-labelledby="wb-operators">
      <header className="wb-card-head">
        <h2 id="wb-operators">{t("wallboard.operators")}</h2>
        <span>{now.operators.length}</span>
      </header>
      {now.operators.length === 0 ? <p className="wb-none">{t("wallboard.no_operators")}</p> : null}
      <ul className="wb-rows">
        {now.operators.map((one) => (
          <li key={one.id} className="wb-row" data-quiet={one.status === "offline" || undefined}>
            <Avatar name={one.name} status={one.status} />
            <span className="wb-row-words">
              <b>{one.name}</b>
              <small>
                <Status one={one} ahead={ahead} />
              </small>
            </span>
            {one.unanswered_since ? (
              <span className="wb-unanswered" title={t("wallboard.unanswered")}>
                <span className="dk-hidden">{t("wallboard.unanswered")}: </span>
                {one.unanswered} · <Age since={one.unanswered_since} ahead={ahead} long={now.long_wait} />
              </span>
            ) : null}
            <span className="wb-load">
              <span aria-hidden="true">
                <i style={{ width: `${(100 * one.open_here) / most}%` }} />
                <i
                  className="wb-elsewhere"
                  style={{ width: `${(100 * (one.open_sessions - one.open_here)) / most}%` }}
                />
              </span>
              <b className="wb-load-n">{one.open_sessions}</b>
              <span className="dk-hidden">{t("wallboard.load", { n: one.open_sessions, here: one.open_here })}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Status({ one, ahead }: { one: OperatorNow; ahead: number }) {
  const t = useWords();
  return (
    <>
      {t(`status.${one.status}`)} <Age since={one.status_since} ahead={ahead} />
      {one.status !== "offline" && !one.reachable ? ` · ${t("sessions.not_reachable")}` : ""}
    </>
  );
}
