/** What was written into a session that is no longer there for the writer: shown until he copies it or lets it go. */
import { Button } from "@mantine/core";
import { discardMessage } from "../store/desk";
import { dropDraft, useDraft } from "../store/drafts";
import { useOutbox } from "../store/hooks";
import { notify } from "../ui/notify";
import { useWords } from "../words";

export function Unsent({ session }: { session: string }) {
  const t = useWords();
  const draft = useDraft(session);
  const outbox = useOutbox(session).filter((item) => item.state !== "accepted");
  const pieces = [
    ...outbox.map((item) => ({ key: item.send_key, text: item.text, drop: () => void discardMessage(item.send_key) })),
    { key: "draft", text: draft.text.trim(), drop: () => dropDraft(session) },
  ].filter((piece) => piece.text !== "");
  if (pieces.length === 0) return null;
  const copy = (text: string) =>
    navigator.clipboard.writeText(text).then(() => notify.ok(t("do.copied")), notify.error);
  return (
    <section className="ss-unsent" aria-label={t("sessions.unsent")}>
      <h3>{t("sessions.unsent")}</h3>
      {pieces.map(({ key, text, drop }) => (
        <div key={key} className="ss-unsent-piece">
          <p dir="auto">{text}</p>
          <Button size="compact-sm" variant="default" onClick={() => copy(text)}>
            {t("do.copy")}
          </Button>
          <Button size="compact-sm" variant="subtle" color="gray" onClick={drop}>
            {t("sessions.unsent_discard")}
          </Button>
        </div>
      ))}
    </section>
  );
}
