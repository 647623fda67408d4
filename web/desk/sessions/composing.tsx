/** What the composer knows of the session's channel, and says before anything is sent. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { Composing, FileRef, PlannedMessage, SessionPage } from "../../wire/rest";
import { api } from "../api";
import { isHeld, useChannelState } from "../store/channels";
import { useSettled } from "../ui/settled";
import { fullTime } from "../ui/time";
import { known, useWords, type WordKey } from "../words";
import { COUNT_FROM, measure } from "./lengths";

const inside = new Set(["widget", "internal"]);
const PLAN_AFTER_MS = 300;
const SOON_MS = 4 * 3600_000;

/** Null where the clients are on our own pages, and until it is known. */
export function useComposing({ session, messages }: SessionPage): Composing | null {
  const outside = !inside.has(session.channel.kind);
  // What the client wrote, or what failed, may have changed whether anything arrives.
  const failed = messages.filter((one) => one.delivery?.state === "failed").length;
  const { data } = useQuery({
    queryKey: ["composing", session.id, session.client_count, failed],
    queryFn: ({ signal }) => api.get<Composing>(`sessions/${session.id}/composing`, { signal }),
    enabled: outside,
    placeholderData: keepPreviousData,
  });
  const state = useChannelState(session.channel_id);
  if (!outside || !data?.outside) return null;
  // Of a channel that breaks, or works again, the desk hears at once.
  return state ? { ...data, stopped: isHeld(state) } : data;
}

type Written = { text: string; files: FileRef[]; quotes: boolean };

/** What the message would become; null while there is nothing to say. */
export function usePlan(session: string, composing: Composing | null, written: Written): PlannedMessage | null {
  const limits = composing?.limits ?? null;
  const { text, files, quotes } = written;
  const long = limits !== null && measure(text, limits.text_unit) > limits.text_max;
  const asks = limits !== null && (long || files.length > 0 || (quotes && !composing?.capabilities.includes("reply")));
  const told = files.map(({ name, media_type, size }) => ({ name, media_type, size }));
  const body = useSettled(JSON.stringify({ text, files: told, quotes }), PLAN_AFTER_MS);
  const { data } = useQuery({
    queryKey: ["plan", session, body],
    queryFn: () => api.post<PlannedMessage>(`sessions/${session}/plan`, JSON.parse(body)),
    enabled: asks,
    placeholderData: keepPreviousData,
    gcTime: 0,
  });
  return asks ? (data ?? null) : null;
}

/** The counter of the channel's own limit, near it; empty before, and beyond, where the plan says as how many it goes. */
export function countWords(composing: Composing | null, text: string): string {
  const limits = composing?.limits;
  if (!limits) return "";
  const length = measure(text, limits.text_unit);
  if (length <= limits.text_max * COUNT_FROM || length > limits.text_max) return "";
  return `${length.toLocaleString()} / ${limits.text_max.toLocaleString()}`;
}

type NoteProps = { composing: Composing | null; plan: PlannedMessage | null; noting: boolean };

/** One line above the field: what is in the way comes before what merely changes. */
export function ComposingNote({ composing, plan, noting }: NoteProps) {
  const t = useWords();
  if (!composing || noting) return null;
  const until = composing.window_until ? new Date(composing.window_until) : null;
  const soon = until !== null && until.getTime() - Date.now() < SOON_MS;
  const bad = composing.unreachable
    ? t("composing.unreachable")
    : composing.window_closed
      ? t("composing.window_closed")
      : plan && plan.refused.length > 0
        ? t("composing.refused", { names: plan.refused.join(", ") })
        : composing.stopped
          ? t("composing.stopped")
          : "";
  const notes = (plan?.notes ?? []).flatMap((note) => {
    const key = `composing.note.${note}`;
    return known(key) ? [t(key as WordKey)] : [];
  });
  const parts = plan && plan.parts > 1 ? [t("composing.parts", { n: plan.parts })] : [];
  const quiet = [
    ...parts,
    ...notes,
    ...(soon && until && !composing.window_closed ? [t("composing.window_until", { time: fullTime(until) })] : []),
  ];
  const words = bad || sentence(quiet.join(", "));
  return (
    <p className="ss-composing" role="status" data-bad={bad ? true : undefined}>
      {words}
    </p>
  );
}

const sentence = (words: string) => words.charAt(0).toLocaleUpperCase() + words.slice(1);
