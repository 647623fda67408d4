/** About the session: who writes, through what, what they looked at, what they wrote before, what happened. */
import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import IconArrowRight from "@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs";
import IconRosetteDiscountCheck from "@tabler/icons-react/dist/esm/icons/IconRosetteDiscountCheck.mjs";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Page, Priority, SessionPage, VisitedPage } from "../../wire/rest";
import { api } from "../api";
import { useSessionPage } from "../store/hooks";
import { Avatar } from "../ui/avatar";
import { ago, fullTime, shortTime } from "../ui/time";
import { useWords } from "../words";
import { AssignDialog } from "./assign";
import { renameClient, renameSession, setPriority } from "./deeds";
import { EarlierDialog, useEarlier } from "./earlier";
import { useLineWords } from "./line";
import { NameField } from "./name-field";
import { nameOf } from "./names";
import { useNow } from "./now";

export function AboutPanel({
  sessionId,
  overlay,
  onClose,
}: {
  sessionId: string;
  overlay: boolean;
  onClose: () => void;
}) {
  const t = useWords();
  const { data: page } = useSessionPage(sessionId);
  const panel = useRef<HTMLElement>(null);

  // Over the thread it is a place of its own: focus goes in, and back to where it came from.
  useEffect(() => {
    if (!overlay) return;
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, [overlay]);

  return (
    <aside
      ref={panel}
      className={overlay ? "ss-about ss-about-over" : "ss-about"}
      aria-label={t("sessions.about")}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (overlay && event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header className="ss-about-head">
        <h2>{t("sessions.about")}</h2>
        <ActionIcon aria-label={t("sessions.about_hide")} onClick={onClose}>
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable without a pointer */}
      <div className="ss-scroll ss-about-scroll" tabIndex={0} role="region" aria-label={t("sessions.about")}>
        {page ? <Sections page={page} /> : null}
      </div>
    </aside>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="ss-about-section">
      <h3>{title}</h3>
      {children}
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="ss-fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sections({ page }: { page: SessionPage }) {
  const t = useWords();
  const now = useNow();
  const { session, may } = page;
  const { account } = session;
  const [assigning, setAssigning] = useState(false);
  const named = {
    low: t("sessions.priority_low"),
    normal: t("sessions.priority_normal"),
    high: t("sessions.priority_high"),
  };
  const agent = typeof account.details.user_agent === "string" ? browserOf(account.details.user_agent) : null;

  return (
    <>
      <Section title={t("sessions.client")}>
        <NameField
          value={session.client.name}
          shown={nameOf(session.client.name)}
          label={t("sessions.client_name")}
          may={may.rename}
          onSave={(name) => renameClient(session.id, name)}
        />
        <dl>
          {account.verified ? (
            <Fact label={t("sessions.identity")}>
              <span className="ss-verified">
                <IconRosetteDiscountCheck size={16} stroke={1.8} aria-hidden="true" />
                {t("sessions.verified")}
              </span>
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
          {account.seen_at ? (
            <Fact label={t("sessions.seen")}>
              <time dateTime={account.seen_at} title={fullTime(account.seen_at)}>
                {ago(account.seen_at, now)}
              </time>
            </Fact>
          ) : null}
        </dl>
      </Section>

      <Section title={t("sessions.session")}>
        <NameField
          value={session.name}
          shown={nameOf(session.name)}
          label={t("sessions.session_name")}
          may={may.rename}
          onSave={(name) => renameSession(session.id, name || null)}
          mayEmpty
        />
        <dl>
          <Fact label={t("sessions.number")}>#{session.number}</Fact>
          <Fact label={t("sessions.channel")}>{session.channel.name}</Fact>
          <Fact label={t("sessions.opened")}>
            <time dateTime={session.opened_at}>{fullTime(session.opened_at)}</time>
          </Fact>
          {session.closed_at ? (
            <Fact label={t("sessions.closed")}>
              <time dateTime={session.closed_at}>{fullTime(session.closed_at)}</time>
            </Fact>
          ) : null}
          <Fact label={t("sessions.assignee")}>
            <span className="ss-assigned">
              {session.operator ? (
                <>
                  <Avatar name={session.operator.name} size={20} />
                  {session.operator.name}
                </>
              ) : (
                <span className="ss-quiet">{session.group?.name ?? t("sessions.nobody")}</span>
              )}
              {may.assign ? (
                <Button size="compact-xs" variant="subtle" onClick={() => setAssigning(true)}>
                  {t("sessions.assign_short")}
                </Button>
              ) : null}
            </span>
          </Fact>
        </dl>
        <div className="ss-priority">
          <span id="ss-priority-label">{t("sessions.priority")}</span>
          {may.set_priority ? (
            <SegmentedControl
              size="xs"
              fullWidth
              aria-labelledby="ss-priority-label"
              value={session.priority}
              data={(["low", "normal", "high"] as const).map((value) => ({ value, label: named[value] }))}
              onChange={(value) => setPriority(session.id, value as Priority)}
            />
          ) : (
            <span>{named[session.priority]}</span>
          )}
        </div>
        <AssignDialog session={session} opened={assigning} onClose={() => setAssigning(false)} />
      </Section>

      <PageTrail session={session.id} />
      <Earlier session={session.id} />
      <Log page={page} />
    </>
  );
}

function PageTrail({ session }: { session: string }) {
  const t = useWords();
  const now = useNow();
  const { data } = useQuery({
    queryKey: ["pages", session],
    queryFn: ({ signal }) => api.get<Page<VisitedPage>>(`sessions/${session}/pages`, { signal }),
  });
  const [all, setAll] = useState(false);
  if (!data || data.items.length === 0) return null;
  const pages = [...data.items].sort((a, b) => (a.at < b.at ? 1 : -1));
  return (
    <Section title={t("sessions.pages")}>
      <ol className="ss-pages">
        {(all ? pages : pages.slice(0, 4)).map((page) => (
          <li key={page.at + page.url}>
            {/^https?:/.test(page.url) ? (
              <a href={page.url} target="_blank" rel="noopener noreferrer nofollow" title={page.url}>
                {page.title || page.url}
              </a>
            ) : (
              <span>{page.title || page.url}</span>
            )}
            <time dateTime={page.at} title={fullTime(page.at)}>
              {shortTime(page.at, now)}
            </time>
          </li>
        ))}
      </ol>
      {pages.length > 4 && !all ? <MoreButton onClick={() => setAll(true)} /> : null}
    </Section>
  );
}

function Earlier({ session }: { session: string }) {
  const t = useWords();
  const earlier = useEarlier(session);
  const [opened, setOpened] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  if (!earlier || earlier.length === 0) return null;
  return (
    <Section title={t("sessions.earlier")}>
      <ul className="ss-earlier">
        {(all ? earlier : earlier.slice(0, 4)).map((row) => (
          <li key={row.id}>
            <button type="button" onClick={() => setOpened(row.id)}>
              <span>
                <b>#{row.number}</b> {row.preview || t("sessions.preview_none")}
              </span>
              <small>{[shortTime(row.opened_at), row.operator?.name].filter(Boolean).join(" · ")}</small>
              <IconArrowRight size={14} stroke={1.8} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ul>
      {earlier.length > 4 && !all ? <MoreButton onClick={() => setAll(true)} /> : null}
      <EarlierDialog session={session} earlier={earlier} opened={opened} onOpen={setOpened} />
    </Section>
  );
}

function Log({ page }: { page: SessionPage }) {
  const t = useWords();
  const words = useLineWords(page.session.client.name);
  const now = useNow();
  const [all, setAll] = useState(false);
  const entries = [...page.log].reverse();
  if (entries.length === 0) return null;
  return (
    <Section title={t("sessions.log")}>
      <ol className="ss-log">
        {(all ? entries : entries.slice(0, 5)).map((entry) => (
          <li key={entry.seq}>
            <span>{words(entry)}</span>
            <time dateTime={entry.at} title={fullTime(entry.at)}>
              {shortTime(entry.at, now)}
            </time>
          </li>
        ))}
      </ol>
      {entries.length > 5 && !all ? <MoreButton onClick={() => setAll(true)} /> : null}
    </Section>
  );
}

function MoreButton({ onClick }: { onClick: () => void }) {
  const t = useWords();
  return (
    <Button size="compact-xs" variant="subtle" color="gray" onClick={onClick}>
      {t("do.show_more")}
    </Button>
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
