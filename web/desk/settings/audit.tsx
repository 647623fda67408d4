// Who changed what, and when. Ids, numbers and names of fields; never anybody's words.
import { Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditEntry } from "../../wire/rest";
import { withQuery } from "../api";
import { groupsQuery, liveChatsQuery, peopleQuery } from "../app/queries";
import { Avatar } from "../ui/avatar";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { dayName, timeOfDay } from "../ui/time";
import { known, type Params, useWords, t as words } from "../words";
import { errorWords } from "../words/errors";
import { asked, auditQuery, type Choice, choiceOf, programsQuery, schedulesQuery } from "./administration-queries";
import { AuditProof } from "./audit-proof";
import { auditEn } from "./audit-words.en";

export function AuditPage() {
  const t = useWords();
  const choice = choiceOf(useSearch({ strict: false }));
  const audit = useInfiniteQuery(auditQuery(choice));
  const names = useNames();
  const slow = useSlow();
  const entries = audit.data?.pages.flatMap((page) => page.items) ?? [];
  const days = [...new Set(entries.map((entry) => new Date(entry.at).toDateString()))];
  return (
    <Page
      title={t("settings.audit")}
      hint={t("audit.hint")}
      action={
        <Button
          component="a"
          variant="default"
          href={withQuery("/api/v1/audit/export", asked(choice))}
          download="audit.csv"
        >
          {t("audit.export")}
        </Button>
      }
    >
      <AuditProof />
      <Chooser choice={choice} />
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
        Object.keys(choice).length > 0 ? (
          <EmptyState sign="done" title={t("audit.none_found")} hint={t("audit.none_found_hint")} />
        ) : (
          <EmptyState sign="done" title={t("audit.none")} hint={t("audit.none_hint")} />
        )
      ) : null}
      {audit.hasNextPage ? (
        <Button variant="default" loading={audit.isFetchingNextPage} onClick={() => audit.fetchNextPage()}>
          {t("do.show_more")}
        </Button>
      ) : null}
    </Page>
  );
}

/** Of whom, which deed, and which days; the choice stands in the address. */
function Chooser({ choice }: { choice: Choice }) {
  const t = useWords();
  const navigate = useNavigate();
  const people = useQuery(peopleQuery()).data ?? [];
  const archived = useQuery(peopleQuery(true)).data ?? [];
  const choose = (change: Choice) =>
    navigate({ to: "/settings/audit", search: choiceOf({ ...choice, ...change }), replace: true });
  const deeds = (Object.keys(auditEn) as (keyof typeof auditEn)[])
    .map((key) => ({ value: key.replace("audit.deed.", ""), label: t(key) }))
    .sort((a, b) => a.label.localeCompare(b.label));
  return (
    <div className="au-choice">
      <Select
        label={t("audit.by")}
        placeholder={t("audit.by_all")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("do.clear") }}
        nothingFoundMessage={t("people.nobody_found")}
        data={[...people, ...archived].map((person) => ({ value: person.id, label: person.name }))}
        value={choice.by ?? null}
        onChange={(by) => choose({ by: by ?? "" })}
      />
      <Select
        label={t("audit.deed")}
        placeholder={t("audit.deed_all")}
        searchable
        clearable
        clearButtonProps={{ "aria-label": t("do.clear") }}
        nothingFoundMessage={t("commands.nothing")}
        data={deeds}
        value={choice.deed ?? null}
        onChange={(deed) => choose({ deed: deed ?? "" })}
      />
      <TextInput
        type="date"
        label={t("audit.since")}
        value={choice.since ?? ""}
        onChange={(event) => choose({ since: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label={t("audit.until")}
        value={choice.until ?? ""}
        onChange={(event) => choose({ until: event.currentTarget.value })}
      />
    </div>
  );
}

/** What the ids of the trail are called today. */
function useNames(): Map<string, string> {
  const people = useQuery(peopleQuery()).data ?? [];
  const archived = useQuery(peopleQuery(true)).data ?? [];
  const groups = useQuery(groupsQuery).data ?? [];
  const liveChats = useQuery(liveChatsQuery).data ?? [];
  const schedules = useQuery(schedulesQuery).data ?? [];
  const programs = useQuery(programsQuery).data ?? [];
  const channels = liveChats.flatMap((liveChat) => liveChat.channels);
  return new Map(
    [...people, ...archived, ...groups, ...liveChats, ...channels, ...schedules, ...programs].map(({ id, name }) => [
      id,
      name,
    ]),
  );
}

/** What was done, as the end of a sentence that begins with who did it. */
export function deedWords(entry: AuditEntry, names: Map<string, string>): string {
  const name = (entry.object_id && names.get(entry.object_id)) ?? "";
  const params: Params = { name: entry.object_kind === "person" || !name ? name : words("audit.quoted", { name }) };
  const purpose = typeof entry.detail.purpose === "string" ? `audit.${entry.deed}.${entry.detail.purpose}` : "";
  const key = known(purpose) ? purpose : `audit.${entry.deed}`;
  if (known(key)) return words(key, params);
  const label = `audit.deed.${entry.deed}`;
  const deed = known(label) ? words(label) : entry.deed.replaceAll("_", " ");
  const said = `— ${deed.charAt(0).toLowerCase()}${deed.slice(1)}`;
  return name ? `${said}: ${params.name}` : said;
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
