// Who changed what, and when. Ids, numbers and names of fields; never anybody's words.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { AuditEntry } from "../../wire/rest";
import { auditQuery, groupsQuery, liveChatsQuery, peopleQuery } from "../app/queries";
import { Avatar } from "../ui/avatar";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { dayName, timeOfDay } from "../ui/time";
import { known, type Params, useWords, t as words } from "../words";
import { errorWords } from "../words/errors";

export function AuditPage() {
  const t = useWords();
  const audit = useInfiniteQuery(auditQuery);
  const names = useNames();
  const slow = useSlow();
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const days = [...new Set(entries.map((entry) => new Date(entry.at).toDateString()))];
  return (
    <Page title={t("settings.audit")} hint={t("audit.hint")}>
      {audit.error ? <p className="st-problem">{errorWords(audit.error)}</p> : null}
      {audit.isPending && slow ? <RowsSkeleton rows={8} /> : null}
      {days.map((day) => (
        <Card key={day} title={dayName(day)} flush>
          <ul className="pg-list">
            {entries
              .filter((entry) => new Date(entry.at).toDateString() === day)
              .map((entry) => (
                <li key={entry.id} className="pg-row pg-row-slim">
                  <Avatar name={entry.actor?.name ?? ""} size={24} />
                  <div className="pg-row-words">
                    <span>
                      <b>{entry.actor?.name ?? t("audit.system")}</b> {deedWords(entry, names)}
                    </span>
                    {changedWords(entry) ? <span className="pg-row-hint">{changedWords(entry)}</span> : null}
                  </div>
                  <time className="pg-row-side" dateTime={entry.at}>
                    {timeOfDay(entry.at)}
                  </time>
                </li>
              ))}
          </ul>
        </Card>
      ))}
      {audit.data && entries.length === 0 ? (
        <EmptyState sign="done" title={t("audit.none")} hint={t("audit.none_hint")} />
      ) : null}
      {audit.hasNextPage ? (
        <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => audit.fetchNextPage()}>
          {t("do.show_more")}
        </Button>
      ) : null}
    </Page>
  );
}

/** What the ids of the trail are called today. */
function useNames(): Map<string, string> {
  const people = useQuery(peopleQuery()).data ?? [];
  const archived = useQuery(peopleQuery(true)).data ?? [];
  const groups = useQuery(groupsQuery).data ?? [];
  const liveChats = useQuery(liveChatsQuery).data ?? [];
  const channels = liveChats.flatMap((liveChat) => liveChat.channels);
  return new Map([...people, ...archived, ...groups, ...liveChats, ...channels].map(({ id, name }) => [id, name]));
}

function deedWords(entry: AuditEntry, names: Map<string, string>): string {
  const name = (entry.object_id && names.get(entry.object_id)) ?? "";
  const params: Params = { name: entry.object_kind === "person" || !name ? name : words("audit.quoted", { name }) };
  const purpose = typeof entry.detail.purpose === "string" ? `audit.${entry.deed}.${entry.detail.purpose}` : "";
  const key = known(purpose) ? purpose : `audit.${entry.deed}`;
  return known(key) ? words(key, params) : entry.deed.replaceAll("_", " ");
}

/** Which fields a change touched, in the words of the forms. */
function changedWords(entry: AuditEntry): string {
  const { changed } = entry.detail;
  if (!Array.isArray(changed)) return "";
  return changed
    .map((field) => `audit.field.${String(field).replace("settings.", "")}`)
    .filter(known)
    .map((key) => words(key))
    .join(", ");
}
