/** A letter whole: its head, and its HTML in a frame of its own, where no script runs and pictures wait to be asked. */
import { Anchor, Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LetterLine, SessionDetail } from "../../../wire/rest";
import { EmptyState, RowsSkeleton } from "../../ui/states";
import { fullTime } from "../../ui/time";
import { useWords } from "../../words";
import { errorWords } from "../../words/errors";
import { letterQuery } from "./queries";

type Somebody = LetterLine["from"];
const named = ({ name, address }: Somebody) => (name ? `${name} <${address}>` : address);

type DialogProps = { session: SessionDetail; line: LetterLine; close: () => void };

export function LetterDialog({ session, line, close }: DialogProps) {
  const t = useWords();
  const { data, error } = useQuery(letterQuery(session.id, line.seq));
  const [images, setImages] = useState(false);
  const address = `/api/v1/sessions/${session.id}/letters/${line.seq}/page${images ? "?images=true" : ""}`;
  const facts: [string, string][] = [
    [t("letters.from"), named(line.from)],
    [t("letters.to"), line.to.map(named).join(", ")],
    [t("letters.copies"), line.cc.map(named).join(", ")],
    [t("letters.reply_to"), data?.reply_to ?? ""],
    [t("letters.written"), data?.written_at ? fullTime(data.written_at) : ""],
  ];
  const { authentication } = line;
  const proof = authentication === "pass" || authentication === "fail" ? authentication : "unknown";
  return (
    <Modal
      opened
      onClose={close}
      size="xl"
      title={line.subject || t("letters.whole")}
      closeButtonProps={{ "aria-label": t("do.close") }}
    >
      <dl className="lt-facts">
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ))}
      </dl>
      <p className="lt-proof" data-proof={line.authentication}>
        {t(`letters.proof.${proof}`)}
        {line.has_original ? (
          <Anchor size="sm" href={`/api/v1/sessions/${session.id}/letters/${line.seq}/original`} download>
            {t("letters.original")}
          </Anchor>
        ) : null}
      </p>
      {error ? <EmptyState compact sign="broken" title={errorWords(error)} /> : null}
      {!data && !error ? <RowsSkeleton rows={5} /> : null}
      {data && !images && data.remote_images > 0 ? (
        <div className="lt-images">
          <Button size="compact-sm" variant="default" onClick={() => setImages(true)}>
            {t("letters.images", { n: data.remote_images })}
          </Button>
          <span>{t("letters.images_hint")}</span>
        </div>
      ) : null}
      {data?.html ? (
        <iframe
          className="lt-frame"
          title={t("letters.frame", { name: line.from.name || line.from.address })}
          // Its own policy forbids scripts as well; "same origin" lets our own inline pictures through.
          sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
          src={address}
        />
      ) : data ? (
        <div className="lt-text" dir="auto">
          {data.text}
        </div>
      ) : null}
    </Modal>
  );
}
