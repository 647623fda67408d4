// Whether the trail can be believed: who could rewrite it, and a walk along its chain of hashes.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AuditVerdict } from "../../wire/rest-administration";
import { api } from "../api";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { useWords } from "../words";
import { guardQuery } from "./administration-queries";
import "./audit.css";

export function AuditProof() {
  const t = useWords();
  const guard = useQuery(guardQuery).data;
  const [verdict, setVerdict] = useState<AuditVerdict | null>(null);
  const [busy, setBusy] = useState(false);
  if (!guard) return null;

  const verify = async () => {
    setBusy(true);
    try {
      setVerdict(await api.post<AuditVerdict>("audit/verify"));
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Card>
      <div className="au-proof">
        <div className="au-proof-words">
          <span className={guard.tamper_proof ? "pg-tag pg-tag-accent" : "pg-tag pg-tag-amber"}>
            {guard.tamper_proof ? t("audit.guarded") : t("audit.unguarded")}
          </span>
          <p className="pg-hint">{guard.tamper_proof ? t("audit.guarded_hint") : t("audit.unguarded_hint")}</p>
          <div role="status">{verdict ? <Found verdict={verdict} /> : null}</div>
        </div>
        <Button variant="default" loading={busy} onClick={verify}>
          {t("audit.verify")}
        </Button>
      </div>
    </Card>
  );
}

function Found({ verdict }: { verdict: AuditVerdict }) {
  const t = useWords();
  if (verdict.broken_upto) return <p className="au-broken">{t("audit.broken", { id: verdict.broken_upto })}</p>;
  return (
    <p className="au-whole">
      {t("audit.whole", { n: verdict.entries })}{" "}
      {verdict.waiting > 0 ? t("audit.waiting", { n: verdict.waiting }) : null}
      {verdict.links > 0 ? <span className="au-hash">{t("audit.whole_hash", { hash: verdict.hash })}</span> : null}
    </p>
  );
}
