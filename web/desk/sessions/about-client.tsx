/** Who writes: the name by which the desk knows him, and what his account says. */
import IconRosetteDiscountCheck from "@tabler/icons-react/dist/esm/icons/IconRosetteDiscountCheck.mjs";
import { Link } from "@tanstack/react-router";
import type { SessionPage } from "../../wire/rest";
import { useLive } from "../store/live";
import { ago, fullTime } from "../ui/time";
import { useWords } from "../words";
import { Fact, Section } from "./about-parts";
import { lastSeen, signed } from "./about-seen";
import { renameClient } from "./deeds";
import { NameField } from "./name-field";
import { nameOf } from "./names";
import { useNow } from "./now";

export function AboutClient({ page }: { page: SessionPage }) {
  const t = useWords();
  const now = useNow();
  const { session, may } = page;
  const { account } = session;
  const presence = useLive((live) => live.presence[session.id]);
  const present = (presence?.client ?? page.client_presence) === "online" && session.state !== "closed";
  const seen = lastSeen(page);
  const agent = typeof account.details.user_agent === "string" ? browserOf(account.details.user_agent) : null;
  return (
    <Section title={t("sessions.client")}>
      <NameField
        value={session.client.name}
        shown={nameOf(session.client.name)}
        label={t("sessions.client_name")}
        may={may.rename}
        onSave={(name) => renameClient(session.id, name)}
      />
      <Link className="ss-client-page" to="/clients/$clientId" params={{ clientId: session.client.id }}>
        {t("clients.open")}
      </Link>
      <dl>
        {account.verified ? (
          <Fact label={t("sessions.identity")}>
            {signed(page) ? (
              <span className="ss-verified">
                <IconRosetteDiscountCheck size={16} stroke={1.8} aria-hidden="true" />
                {t("sessions.verified")}
              </span>
            ) : (
              t("sessions.unsigned")
            )}
          </Fact>
        ) : null}
        {account.email ? (
          <Fact label={t("sessions.email")}>
            <a href={`mailto:${account.email}`}>{account.email}</a>
          </Fact>
        ) : null}
        {account.phone ? (
          <Fact label={t("sessions.phone")}>
            <a href={`tel:${account.phone}`}>{account.phone}</a>
          </Fact>
        ) : null}
        {account.language ? (
          <Fact label={t("sessions.language")}>{languageName(account.language, t("sessions.locale"))}</Fact>
        ) : null}
        {agent ? <Fact label={t("sessions.browser")}>{agent}</Fact> : null}
        {seen ? (
          <Fact label={t("sessions.seen")}>
            <time dateTime={seen} title={fullTime(seen)}>
              {present ? t("sessions.client_online") : ago(seen, now)}
            </time>
          </Fact>
        ) : null}
      </dl>
    </Section>
  );
}

function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: "language" }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}

/** "Firefox, Linux": what an operator wants of a user agent; null when it says nothing known. */
function browserOf(agent: string): string | null {
  const browser = [
    ["Edg/", "Edge"],
    ["OPR/", "Opera"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ].find(([mark]) => agent.includes(mark ?? ""))?.[1];
  const system = [
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Windows", "Windows"],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ].find(([mark]) => agent.includes(mark ?? ""))?.[1];
  return [browser, system].filter(Boolean).join(", ") || null;
}
