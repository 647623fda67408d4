// What an entry would match, before it is kept: counts, and a few by name.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Probed } from "../../wire/rest";
import { ApiError } from "../api";
import { useWords } from "../words";
import { fieldWords } from "../words/errors";
import { type Probe, probeQuery } from "./queries";
import { shownValue } from "./span";

const PAUSE = 350;

/** The probe once nobody has typed for a moment. */
function useSettled(probe: Probe): Probe {
  const [settled, setSettled] = useState(probe);
  const key = JSON.stringify(probe);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same probe is the same text
  useEffect(() => {
    const timer = setTimeout(() => setSettled(probe), PAUSE);
    return () => clearTimeout(timer);
  }, [key]);
  return settled;
}

export function ProbeCard({ probe, list }: { probe: Probe; list: "block" | "allow" }) {
  const t = useWords();
  const settled = useSettled(probe);
  const { data, error } = useQuery(probeQuery(settled));
  const empty = settled.value.trim() === "";
  const refused = error instanceof ApiError ? error.fields.value : undefined;
  return (
    <section className="bl-probe" aria-live="polite" aria-label={t("blocklist.probe")}>
      <h3>{t("blocklist.probe")}</h3>
      {empty ? (
        <p className="bl-dim">{t("blocklist.probe_empty")}</p>
      ) : refused ? (
        <p className="bl-dim">{fieldWords(refused)}</p>
      ) : data ? (
        <Found found={data} list={list} />
      ) : (
        <p className="bl-dim">{error ? t("blocklist.probe_failed") : t("blocklist.probe_asking")}</p>
      )}
    </section>
  );
}

function Found({ found, list }: { found: Probed; list: "block" | "allow" }) {
  const t = useWords();
  const rest = found.accounts - found.examples.length;
  return (
    <>
      <p className="bl-value">{shownValue(found.value)}</p>
      {found.accounts === 0 ? (
        <p className="bl-dim">{t("blocklist.probe_nobody")}</p>
      ) : (
        <>
          <p>
            {t(found.more ? "blocklist.probe_accounts_more" : "blocklist.probe_accounts", { n: found.accounts })}
            {found.open_sessions > 0 && list === "block"
              ? ` ${t("blocklist.probe_open", { n: found.open_sessions })}`
              : null}
          </p>
          <ul className="bl-examples">
            {found.examples.map((account) => (
              <li key={account.id}>
                <b>{account.name.replace(/^#(\d+)$/, (_, n: string) => t("sessions.visitor", { n }))}</b>
                {account.detail ? <span className="bl-dim">{account.detail}</span> : null}
              </li>
            ))}
            {rest > 0 ? <li className="bl-dim">{t("blocklist.probe_rest", { n: rest })}</li> : null}
          </ul>
        </>
      )}
    </>
  );
}
