// The people of the workspace: who may sign in, what groups they are in, and the links that let them in.
import { Button, Group, SegmentedControl, TextInput } from "@mantine/core";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Person } from "../../wire/rest";
import { groupsQuery, peopleQuery } from "../app/queries";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { HandOver, type LinkToHandOver } from "./hand-over";
import { PersonForm } from "./person-form";
import { PersonRow } from "./person-row";

type Opened = { person: Person | null } | null;

export function PeoplePage() {
  const t = useWords();
  const navigate = useNavigate();
  const [archived, setArchived] = useState(false);
  const [asked, setAsked] = useState("");
  const [opened, setOpened] = useState<Opened>(null);
  const [link, setLink] = useState<LinkToHandOver | null>(null);
  const people = useQuery(peopleQuery(archived));
  const groups = useQuery(groupsQuery);
  const slow = useSlow();

  const wanted = asked.trim().toLocaleLowerCase();
  const shown = people.data?.filter((person) =>
    `${person.name} ${person.email} ${person.groups.map((group) => group.name).join(" ")}`
      .toLocaleLowerCase()
      .includes(wanted),
  );
  return (
    <Page
      title={t("settings.people")}
      hint={t("people.hint")}
      action={
        <Group gap={8}>
          <Button variant="default" onClick={() => navigate({ to: "/settings/people/import" })}>
            {t("import.open")}
          </Button>
          <Button onClick={() => setOpened({ person: null })}>{t("people.invite")}</Button>
        </Group>
      }
    >
      <div className="pg-bar">
        <TextInput
          aria-label={t("people.search")}
          placeholder={t("people.search")}
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
          value={asked}
          onChange={(event) => setAsked(event.currentTarget.value)}
          flex={1}
          miw={160}
        />
        <SegmentedControl
          aria-label={t("people.which")}
          data={[
            { value: "now", label: t("people.now") },
            { value: "archived", label: t("people.archived") },
          ]}
          value={archived ? "archived" : "now"}
          onChange={(value) => setArchived(value === "archived")}
        />
      </div>
      <Card flush>
        {people.error ? <p className="st-problem">{errorWords(people.error)}</p> : null}
        {people.isPending && slow ? <RowsSkeleton /> : null}
        {shown?.length ? (
          <ul className="pg-list">
            {shown.map((person) => (
              <PersonRow
                key={person.id}
                person={person}
                edit={() => setOpened({ person })}
                handOver={(made) => setLink({ ...made, person })}
              />
            ))}
          </ul>
        ) : null}
        {shown?.length === 0 ? (
          <EmptyState
            compact
            sign="people"
            title={wanted ? t("people.nobody_found") : t("people.nobody_archived")}
            hint={wanted ? t("people.nobody_found_hint") : t("people.nobody_archived_hint")}
          />
        ) : null}
      </Card>
      <PersonForm
        opened={opened !== null}
        person={opened?.person ?? null}
        groups={groups.data ?? []}
        close={() => setOpened(null)}
        invited={(made) => setLink(made)}
      />
      <HandOver link={link} close={() => setLink(null)} />
    </Page>
  );
}
