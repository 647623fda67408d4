// Many people at once from a list: a file is looked at row by row, nothing is written until it is asked for, and the
// links of those who were added are taken along as a file.

import { Button, Checkbox, Switch } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import { type ChangeEvent, useRef, useState } from "react";
import type { ImportRow, PeopleList } from "../../wire/rest-administration";
import { ApiError, api } from "../api";
import { refreshSettings } from "../app/queries";
import { BackLink } from "../ui/back-link";
import { confirm } from "../ui/confirm";
import { keepAsFile } from "../ui/keep-as-file";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { known, useWords, type WordKey, t as words } from "../words";
import { errorWords } from "../words/errors";
import { example, linksOf, problemWords, sheetOf } from "./sheet";
import "./import.css";

type Looked = { file: File; list: PeopleList; done: boolean };

const delimiters: Record<string, WordKey> = { ",": "import.comma", ";": "import.semicolon", "\t": "import.tab" };

/** Why a file can't be a list, in words of its own; any other refusal in the common ones. */
function refusalWords(error: unknown): string {
  const key = error instanceof ApiError ? `import.file.${error.fields.file}` : "";
  return known(key) ? words(key) : errorWords(error);
}

export function ImportPage() {
  const t = useWords();
  const [looked, setLooked] = useState<Looked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [renew, setRenew] = useState(false);
  const taken = useRef(true);
  // Links are shown once: whatever takes them off the page asks first.
  const letGo = async () =>
    taken.current ||
    (await confirm({
      title: t("import.leave_title"),
      body: t("import.leave_body"),
      action: t("save.leave"),
      danger: true,
    }));
  useBlocker({
    shouldBlockFn: async () => !(await letGo()),
    enableBeforeUnload: () => !taken.current,
  });

  const send = async (file: File, path: string, done: boolean) => {
    setBusy(true);
    setProblem(null);
    try {
      const list = await api.post<PeopleList>(path, file);
      setLooked({ file, list, done });
      taken.current = !list.rows.some((row) => row.link);
      if (done) await refreshSettings();
    } catch (refused) {
      setProblem(refusalWords(refused));
      if (!done) setLooked(null);
    } finally {
      setBusy(false);
    }
  };
  const choose = async (event: ChangeEvent<HTMLInputElement>) => {
    const file = event.currentTarget.files?.[0];
    // The same file once more, after it was mended, is a choice too.
    event.currentTarget.value = "";
    if (file && (await letGo())) await send(file, "people/import/preview", false);
  };
  const download = () => {
    if (!looked) return;
    keepAsFile(sheetOf(linksOf(looked.list.rows)), `${t("import.file_name")}.csv`);
    taken.current = true;
  };

  return (
    <Page
      wide
      title={t("import.title")}
      hint={t("import.hint")}
      above={<BackLink to="/settings/people">{t("settings.people")}</BackLink>}
    >
      <Problem words={problem} />
      <Card>
        <div className="im-file">
          <input id="im-file" type="file" accept=".csv,text/csv,.txt" onChange={choose} disabled={busy} />
          <label htmlFor="im-file">{looked ? t("import.another") : t("import.choose")}</label>
          <Button variant="subtle" onClick={() => keepAsFile(sheetOf(example()), "people.csv")}>
            {t("import.example")}
          </Button>
        </div>
        {looked ? <Read looked={looked} /> : null}
      </Card>
      {looked ? (
        <>
          <Rows looked={looked} />
          <Card>
            {looked.done ? (
              <Done rows={looked.list.rows} download={download} />
            ) : (
              <Confirm
                rows={looked.list.rows}
                renew={renew}
                setRenew={setRenew}
                busy={busy}
                bringIn={() => send(looked.file, `people/import${renew ? "?renew_links=true" : ""}`, true)}
              />
            )}
          </Card>
        </>
      ) : null}
    </Page>
  );
}

const counted = (rows: ImportRow[], ...states: string[]) => rows.filter((row) => states.includes(row.state)).length;

function Read({ looked: { file, list } }: { looked: Looked }) {
  const t = useWords();
  const ignored = list.columns.filter((column) => !column.field && column.heading).map((column) => column.heading);
  return (
    <p className="pg-hint">
      {t("import.read", {
        name: file.name,
        encoding: list.encoding.toUpperCase(),
        delimiter: t(delimiters[list.delimiter] ?? "import.comma"),
      })}
      {ignored.length > 0 ? ` · ${t("import.ignored", { names: ignored.join(", ") })}` : ""}
    </p>
  );
}

function Rows({ looked: { list, done } }: { looked: Looked }) {
  const t = useWords();
  const [onlyWrong, setOnlyWrong] = useState(false);
  const wrong = counted(list.rows, "wrong", "archived");
  const shown = onlyWrong ? list.rows.filter((row) => row.state === "wrong" || row.state === "archived") : list.rows;
  return (
    <Card flush>
      {wrong > 0 && wrong < list.rows.length ? (
        <div className="pg-card-body">
          <Switch
            label={t("import.only_wrong")}
            checked={onlyWrong}
            onChange={(event) => setOnlyWrong(event.currentTarget.checked)}
          />
        </div>
      ) : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list scrolls, and must do so by keyboard */}
      <section className="im-scroll" tabIndex={0} aria-label={t("import.title")}>
        <table className="im-table">
          <thead>
            <tr>
              <th scope="col">{t("import.row")}</th>
              <th scope="col">{t("import.person")}</th>
              <th scope="col">{t("import.groups")}</th>
              <th scope="col">{t("import.outcome")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((row) => (
              <tr key={row.line}>
                <td>{row.line}</td>
                <td className="im-person">
                  {row.name || "—"}
                  <small>{row.email}</small>
                </td>
                <td>{row.groups.map((group) => group.name).join(", ")}</td>
                <td>
                  <span className={tag[row.state]}>
                    {t(done && row.state === "new" ? "import.state.added" : `import.state.${row.state}`)}
                  </span>
                  {problemWords(row).map((why) => (
                    <span key={why} className="im-why">
                      {why}
                    </span>
                  ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Card>
  );
}

const tag: Record<ImportRow["state"], string> = {
  new: "pg-tag pg-tag-accent",
  known: "pg-tag",
  invited: "pg-tag",
  archived: "pg-tag pg-tag-amber",
  wrong: "pg-tag pg-tag-amber",
};

type ConfirmProps = {
  rows: ImportRow[];
  renew: boolean;
  setRenew: (renew: boolean) => void;
  busy: boolean;
  bringIn: () => void;
};

function Confirm({ rows, renew, setRenew, busy, bringIn }: ConfirmProps) {
  const t = useWords();
  const fresh = counted(rows, "new");
  const invited = counted(rows, "invited");
  const rest = counted(rows, "known", "invited", "archived");
  const wrong = counted(rows, "wrong");
  return (
    <>
      <p className="im-counts" role="status">
        <b>{fresh > 0 ? t("import.count_new", { n: fresh }) : t("import.nothing")}</b>
        {rest > 0 ? <span>{t("import.count_rest", { n: rest })}</span> : null}
        {wrong > 0 ? <span className="im-wrong">{t("import.count_wrong", { n: wrong })}</span> : null}
      </p>
      <div className="im-do">
        {invited > 0 ? (
          <Checkbox
            label={t("import.renew")}
            description={t("import.renew_hint")}
            checked={renew}
            onChange={(event) => setRenew(event.currentTarget.checked)}
          />
        ) : (
          <span />
        )}
        <Button loading={busy} disabled={fresh === 0 && !(renew && invited > 0)} onClick={bringIn}>
          {fresh > 0 || !renew ? t("import.do", { n: fresh }) : t("import.do_links")}
        </Button>
      </div>
    </>
  );
}

function Done({ rows, download }: { rows: ImportRow[]; download: () => void }) {
  const t = useWords();
  return (
    <>
      <p className="im-counts" role="status">
        <b>{t("import.done", { n: counted(rows, "new") })}</b>
      </p>
      {rows.some((row) => row.link) ? (
        <div className="im-do">
          <span>{t("import.links")}</span>
          <Button onClick={download}>{t("import.download")}</Button>
        </div>
      ) : null}
    </>
  );
}
