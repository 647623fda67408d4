/** What happened, in words: in the thread as a quiet line, in About the session as the log. */
import type { LogEntry, Priority, SessionDetail } from "../../wire/rest";
import { fullTime, timeOfDay } from "../ui/time";
import { known, useWords, type WordKey } from "../words";
import { nameOf } from "./names";

/** The sentence of one entry; an unknown kind of a newer server says at least that something changed. */
export function useLineWords(client: string): (entry: LogEntry) => string {
  const t = useWords();
  return (entry) => {
    const patch = (entry.data.session ?? {}) as Partial<SessionDetail>;
    const named = entry.by.name || (entry.by.kind === "account" ? nameOf(client) : "");
    const by = entry.by.kind === "system" || !named ? t("sessions.by_system") : named;
    const to = patch.operator?.name ?? patch.group?.name;
    if (entry.kind === "session_assigned" || entry.kind === "session_reopened") {
      if (patch.operator && patch.operator.id === entry.by.id) {
        return t(entry.kind === "session_assigned" ? "sessions.log_took_over" : "sessions.log_reopened", { by });
      }
      if (to) return t(`sessions.log_${entry.kind === "session_assigned" ? "assigned" : "reopened_to"}`, { by, to });
      return t(`sessions.log_${entry.kind === "session_assigned" ? "to_queue" : "reopened"}`, { by });
    }
    if (entry.kind === "session_marked_spam" && entry.by.kind === "system") return t("sessions.log_session_locked");
    if (entry.kind === "session_opened" && entry.by.kind === "person") return t("sessions.log_session_begun", { by });
    if (entry.kind === "session_rated") {
      const said = patch.rating_comment;
      const rated = { by, n: patch.rating ?? 0 };
      return said ? t("sessions.log_rated_saying", { ...rated, said }) : t("sessions.log_rated", rated);
    }
    if (entry.kind === "priority_changed") {
      return t("sessions.log_priority", {
        by,
        priority: t(`sessions.priority_${(patch.priority ?? "normal") as Priority}`),
      });
    }
    const colleagues = { transferred: namesIn(Object.values(entry.data.to ?? {})), shared: namesIn(entry.data.people) };
    const short = entry.kind.replace("session_", "");
    if (short === "transferred" || short === "shared") {
      return t(`colleagues.log_${short}`, { by, to: colleagues[short] });
    }
    if (entry.kind === "letters_moved") {
      const moved = (entry.data.moved ?? {}) as { deed?: string; other_number?: number };
      const key = `letters.log_${moved.deed ?? ""}`;
      if (known(key)) return t(key as WordKey, { by, number: String(moved.other_number ?? "") });
    }
    if (short === "joined" || short === "left") return t(`colleagues.log_${short}`, { by });
    const key = `sessions.log_${entry.kind}`;
    return known(key) ? t(key as WordKey, { by }) : t("sessions.log_other", { by });
  };
}

const namesIn = (people: unknown) => ((people ?? []) as { name: string }[]).map((one) => one.name).join(", ");

export function SystemLine({ entry, client }: { entry: LogEntry; client: string }) {
  const words = useLineWords(client);
  return (
    <p className="ss-line">
      <span>{words(entry)}</span>
      <time dateTime={entry.at} title={fullTime(entry.at)}>
        {timeOfDay(entry.at)}
      </time>
    </p>
  );
}
