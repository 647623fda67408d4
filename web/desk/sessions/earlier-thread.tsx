/** An earlier session of the same client, to read: in a dialog, and above a thread. */
import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Message, SessionPage, SessionRow } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { dayName, shortDay, timeOfDay } from "../ui/time";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { blocksOf } from "./blocks";
import { Files } from "./files";
import { Markup } from "./markup";
import { authorName, nameOf } from "./names";

type DialogProps = {
  session: string;
  earlier: SessionRow[];
  opened: string | null;
  onOpen: (id: string | null) => void;
};

export function EarlierDialog({ session, earlier, opened, onOpen }: DialogProps) {
  const t = useWords();
  const row = earlier.find((each) => each.id === opened);
  const place = earlier.findIndex((each) => each.id === opened);
  const before = earlier[place + 1];
  const after = earlier[place - 1];
  return (
    <Modal
      opened={row !== undefined}
      onClose={() => onOpen(null)}
      size={640}
      title={row ? t("sessions.earlier_title", { n: row.number, day: shortDay(row.opened_at) }) : ""}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      {row ? <EarlierThread key={row.id} session={session} earlier={row.id} /> : null}
      <div className="ss-earlier-steps">
        <Button size="xs" variant="default" disabled={!before} onClick={() => before && onOpen(before.id)}>
          {t("sessions.earlier_before")}
        </Button>
        <Button size="xs" variant="default" disabled={!after} onClick={() => after && onOpen(after.id)}>
          {t("sessions.earlier_after")}
        </Button>
      </div>
    </Modal>
  );
}

export function EarlierThread({ session, earlier }: { session: string; earlier: string }) {
  const { person } = useMe();
  const t = useWords();
  const slow = useSlow();
  const { data, error } = useQuery({
    queryKey: ["earlier", session, earlier],
    queryFn: ({ signal }) =>
      api.get<{ session: SessionRow; messages: Message[] }>(`sessions/${session}/earlier/${earlier}`, { signal }),
    staleTime: 5 * 60_000,
  });
  if (error) return <EmptyState compact sign="broken" title={errorWords(error)} />;
  if (!data) return slow ? <RowsSkeleton rows={4} /> : <div className="ss-earlier-thread" />;
  if (data.messages.length === 0) return <EmptyState compact title={t("sessions.preview_none")} />;
  const page = { ...data, log: [], has_older: false } as unknown as SessionPage;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable without a pointer
    <section className="ss-earlier-thread" tabIndex={0} aria-label={t("sessions.earlier")}>
      {blocksOf(page, [], person, null).map((block) =>
        block.kind === "day" ? (
          <h3 key={block.key} className="ss-day">
            <span>{dayName(block.at)}</span>
          </h3>
        ) : block.kind === "message" ? (
          <div
            key={block.key}
            className="ss-message"
            data-ours={block.ours || undefined}
            data-first={block.first || undefined}
            data-note={block.message.audience === "staff" || undefined}
            data-deleted={block.message.deleted_at ? true : undefined}
          >
            {block.first ? (
              <span className="ss-author">{authorName(block.message, data.session.client.name)}</span>
            ) : null}
            <div className="ss-bubble">
              {block.message.quote ? (
                <span className="ss-quote">
                  <b>{block.message.quote.author_name || nameOf(data.session.client.name)}</b>
                  <span>{block.message.quote.text}</span>
                </span>
              ) : null}
              {block.message.files.length > 0 ? <Files session={session} message={block.message} /> : null}
              {block.message.deleted_at ? (
                <i className="ss-deleted">{t("colleagues.deleted")}</i>
              ) : (
                <div className="ss-text" dir="auto">
                  <Markup text={block.message.text} rich={block.ours} />
                </div>
              )}
            </div>
            {block.last ? <div className="ss-meta">{timeOfDay(block.message.posted_at)}</div> : null}
          </div>
        ) : null,
      )}
    </section>
  );
}
