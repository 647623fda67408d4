// Above the thread of a spam session: why it is one, what its client knows of it, and the way back.
import { Button } from "@mantine/core";
import IconShieldOff from "@tabler/icons-react/dist/esm/icons/IconShieldOff.mjs";
import { Link } from "@tanstack/react-router";
import type { SessionPage } from "../../wire/rest";
import { fullTime } from "../ui/time";
import { useWords } from "../words";
import "./spam-banner.css";

export function SpamBanner({ page, restore }: { page: SessionPage; restore: () => unknown }) {
  const t = useWords();
  const { session, may } = page;
  const marked = page.log.findLast((entry) => entry.kind === "session_marked_spam");
  const entry = typeof marked?.data.entry_id === "string" ? marked.data.entry_id : null;
  const byHand = marked?.by.kind === "person" ? marked.by.name : "";
  return (
    <div className="bl-banner" role="status">
      <IconShieldOff size={20} stroke={1.7} aria-hidden="true" />
      <p>
        <b>
          {byHand
            ? t("blocklist.banner_by", { by: byHand })
            : t(entry ? "blocklist.banner_locked" : "sessions.state_spam")}
        </b>{" "}
        {session.spam_at ? <time dateTime={session.spam_at}>{fullTime(session.spam_at)}</time> : null}
        <span>
          {t(entry ? "blocklist.banner_locked_hint" : "blocklist.banner_hint")}{" "}
          {entry ? (
            <Link to="/blocklist" search={{ entry }}>
              {t("blocklist.banner_entry")}
            </Link>
          ) : null}
        </span>
      </p>
      {may.restore ? (
        <Button variant="default" size="xs" onClick={restore}>
          {t("blocklist.restore")}
        </Button>
      ) : null}
    </div>
  );
}
