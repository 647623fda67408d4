/** What came before and around the session: pages seen, earlier sessions, what happened to this one. */
import IconArrowRight from "@tabler/icons-react/dist/esm/icons/IconArrowRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { Page, SessionPage, VisitedPage } from "../../wire/rest";
import { api } from "../api";
import { fullTime, shortTime } from "../ui/time";
import { useWords } from "../words";
import { MoreButton, Section } from "./about-parts";
import { useEarlier } from "./earlier";
import { useLineWords } from "./line";
import { useNow } from "./now";

const EarlierDialog = lazy(() => import("./earlier-thread").then((file) => ({ default: file.EarlierDialog })));

export function PageTrail({ session }: { session: string }) {
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

export function EarlierSessions({ session }: { session: string }) {
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
      {opened ? (
        <Suspense>
          <EarlierDialog session={session} earlier={earlier} opened={opened} onOpen={setOpened} />
        </Suspense>
      ) : null}
    </Section>
  );
}

export function WhatHappened({ page }: { page: SessionPage }) {
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
