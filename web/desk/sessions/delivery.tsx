/** What became of a message that left by a channel, where the tick alone does not say it. */
import { Button } from "@mantine/core";
import IconAlertCircle from "@tabler/icons-react/dist/esm/icons/IconAlertCircle.mjs";
import IconHelpCircle from "@tabler/icons-react/dist/esm/icons/IconHelpCircle.mjs";
import { useState } from "react";
import type { Delivery, Message } from "../../wire/rest";
import { api } from "../api";
import { known, t, useWords } from "../words";
import { tellRefusal } from "./deeds";

/** Why it failed: what we have words for, else the provider's own. */
export function failureWords({ code, detail }: Delivery): string {
  const key = `delivery.failed.${code ?? "other"}`;
  if (known(key)) return t(key, { detail: detail ?? "" });
  return t("delivery.failed.other", { detail: detail || code || "?" });
}

type FateProps = { session: string; message: Message; delivery: Delivery; mayResend: boolean };

export function Fate({ session, message, delivery, mayResend }: FateProps) {
  const w = useWords();
  const [busy, setBusy] = useState(false);
  const uncertain = delivery.state === "uncertain";
  const Sign = uncertain ? IconHelpCircle : IconAlertCircle;
  const again = async () => {
    setBusy(true);
    await api.post(`sessions/${session}/messages/${message.seq}/resend`).catch(tellRefusal);
    setBusy(false);
  };
  return (
    <div className="ss-refused" data-uncertain={uncertain || undefined}>
      <span className="ss-refused-words">
        <Sign size={16} stroke={2} aria-hidden="true" />
        <span>{uncertain ? w("delivery.uncertain_words") : failureWords(delivery)}</span>
      </span>
      {mayResend && delivery.code !== "taken_back" ? (
        <Button size="compact-xs" variant="default" loading={busy} onClick={again}>
          {w("delivery.again")}
        </Button>
      ) : null}
    </div>
  );
}

/** The sign the client answered a message of ours with. */
export function ReactionChip({ emoji }: { emoji: string }) {
  const w = useWords();
  return (
    <span className="ss-reaction" role="img" aria-label={w("delivery.reaction", { emoji })}>
      {emoji}
    </span>
  );
}
