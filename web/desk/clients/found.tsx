import type { FoundClient } from "../../wire/rest";
import { Avatar } from "../ui/avatar";
import { ago } from "../ui/time";
import { useWords } from "../words";

/** A client in a list of those found: the name, and what tells two of one name apart. */
export function FoundWords({ client }: { client: FoundClient }) {
  const t = useWords();
  const addresses = client.accounts.flatMap((account) => [account.email, account.phone]).filter(Boolean);
  const hint = [...new Set(addresses)].slice(0, 3).join(" · ");
  return (
    <>
      <Avatar name={client.name ?? ""} anonymous={client.name === null} />
      <div className="pg-row-words">
        <span className="pg-row-title">
          {client.name ?? t("clients.nameless")}
          {client.internal ? <span className="pg-tag">{t("clients.internal")}</span> : null}
        </span>
        <span className="pg-row-hint cl-preview">
          {[hint, client.last_at ? t("clients.last", { ago: ago(client.last_at) }) : t("clients.never")]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </div>
    </>
  );
}
