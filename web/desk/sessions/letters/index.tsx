/** What a letter has beside its words: who got copies, why it stands here, and the letter whole. */
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { LetterLine, SessionDetail, SessionPage } from "../../../wire/rest";
import { api } from "../../api";
import { queryClient } from "../../query";
import { confirm } from "../../ui/confirm";
import { notify } from "../../ui/notify";
import { useWords } from "../../words";
import { tellRefusal } from "../deeds";
import { LetterDialog } from "./letter-dialog";
import { Pointing } from "./pointing";
import { lettersQuery } from "./queries";
import "./letters.css";

const refresh = (session: string) =>
  Promise.all(
    [["letters"], ["letter"], ["session", session]].map((queryKey) => queryClient.invalidateQueries({ queryKey })),
  );

/** Under a client's message: its letter, where it is one. */
export function LetterOf({ session, seq, may }: { session: SessionDetail; seq: number; may: boolean }) {
  const { data } = useQuery(lettersQuery(session));
  const line = data?.items.find((one) => one.seq === seq);
  const last = data?.items.findLast((one) => one.joined_by !== "new" && !one.parted_to);
  return line ? <Under session={session} line={line} may={may} isLast={line === last} /> : null;
}

type UnderProps = { session: SessionDetail; line: LetterLine; may: boolean; isLast: boolean };

function Under({ session, line, may, isLast }: UnderProps) {
  const t = useWords();
  const [open, setOpen] = useState(false);
  const joined = line.joined_by !== "new";
  const part = async () => {
    const sure = await confirm({
      title: t("letters.undo_title"),
      body: t("letters.undo_body"),
      action: t("letters.undo"),
    });
    if (!sure) return;
    await api
      .post<{ number: number }>(`sessions/${session.id}/part`, { seqs: [line.seq] })
      .then(({ number }) => notify.ok(t("letters.parted", { number: String(number) })))
      .catch(tellRefusal);
    await refresh(session.id);
  };
  const why = `letters.why.${line.joined_by}` as const;
  const known =
    why === "letters.why.signed_address" || why === "letters.why.known_letter" || why === "letters.why.split";
  return (
    <div className="lt-under">
      {line.cut || line.has_html || line.has_original ? (
        <button type="button" className="lt-open" onClick={() => setOpen(true)}>
          {t(line.cut ? "letters.more" : "letters.whole")}
        </button>
      ) : null}
      {line.cc.length > 0 ? (
        <span>{t("letters.cc", { names: line.cc.map((one) => one.name || one.address).join(", ") })}</span>
      ) : null}
      {line.automatic ? <span className="pg-tag">{t("letters.automatic")}</span> : null}
      {line.authentication === "fail" ? <span className="lt-forged">{t("letters.proof.fail")}</span> : null}
      {line.parted_to ? (
        <span>
          <Pointing words={t("letters.parted_to", { number: String(line.parted_to.number) })} to={[line.parted_to]} />
        </span>
      ) : joined && known ? (
        // Said of every letter of a long thread it would be noise: of the last it stands there, of others when pointed at.
        <span className="lt-why" data-quiet={!isLast || undefined}>
          {t(why)}
          {line.parted_from ? (
            <>
              {" · "}
              <Pointing
                words={t("letters.parted_from", { number: String(line.parted_from.number) })}
                to={[line.parted_from]}
              />
            </>
          ) : null}
          {may && line.joined_by !== "split" ? (
            <button type="button" className="lt-open" onClick={part}>
              {t("letters.undo")}
            </button>
          ) : null}
        </span>
      ) : null}
      {open ? <LetterDialog session={session} line={line} close={() => setOpen(false)} /> : null}
    </div>
  );
}

/** Above the thread: where a letter says it belongs, and what this session is a part of. */
export function LettersBanner({ page: { session, may } }: { page: SessionPage }) {
  const t = useWords();
  const { data } = useQuery(lettersQuery(session));
  const [busy, setBusy] = useState(false);
  if (!data) return null;
  const said = data.items.find((one) => one.said && !one.parted_to)?.said;
  const move = async (deed: "merge" | "unmerge", body: object) => {
    setBusy(true);
    await api.post(`sessions/${session.id}/${deed}`, body).catch(tellRefusal);
    await refresh(session.id);
    setBusy(false);
  };
  const join = async (id: string, number: string) => {
    const sure = await confirm({
      title: t("letters.join_title", { number }),
      body: t("letters.join_body"),
      action: t("letters.join", { number }),
    });
    if (sure) await move("merge", { session_id: id });
  };
  if (data.merged_into) {
    const number = String(data.merged_into.number);
    return (
      <div className="lt-banner" role="status">
        <span>
          <Pointing words={t("letters.merged_into", { number })} to={[data.merged_into]} />
        </span>
        {may.transfer || may.reopen ? (
          <Button size="compact-sm" variant="default" loading={busy} onClick={() => move("unmerge", {})}>
            {t("letters.unmerge")}
          </Button>
        ) : null}
      </div>
    );
  }
  const id = said?.id;
  return (
    <>
      {said ? (
        <div className="lt-banner" role="status">
          <span>
            <Pointing words={t("letters.says", { number: String(said.number) })} to={[said]} />
          </span>
          {id && may.transfer ? (
            <Button size="compact-sm" variant="default" loading={busy} onClick={() => join(id, String(said.number))}>
              {t("letters.join", { number: String(said.number) })}
            </Button>
          ) : null}
        </div>
      ) : null}
      {data.parts.length > 0 ? (
        <div className="lt-banner">
          <span>
            <Pointing
              words={t("letters.parts", { numbers: data.parts.map((one) => `#${one.number}`).join(", ") })}
              to={data.parts}
            />
          </span>
        </div>
      ) : null}
    </>
  );
}
