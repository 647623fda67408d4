// Groups: rights are given to groups, never to single people.
import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Group } from "../../wire/rest";
import { api } from "../api";
import { groupsQuery, peopleQuery, refreshSettings } from "../app/queries";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { GroupForm } from "./group-form";

export function GroupsPage() {
  const t = useWords();
  const groups = useQuery(groupsQuery);
  const people = useQuery(peopleQuery());
  const slow = useSlow();
  const [opened, setOpened] = useState<{ group: Group | null } | null>(null);
  return (
    <Page
      title={t("settings.groups")}
      hint={t("groups.hint")}
      action={<Button onClick={() => setOpened({ group: null })}>{t("groups.new")}</Button>}
    >
      <Card flush>
        {groups.error ? <p className="st-problem">{errorWords(groups.error)}</p> : null}
        {groups.isPending && slow ? <RowsSkeleton /> : null}
        {groups.data?.length ? (
          <ul className="pg-list">
            {groups.data.map((group) => (
              <GroupRow key={group.id} group={group} edit={() => setOpened({ group })} />
            ))}
          </ul>
        ) : null}
        {groups.data?.length === 0 ? (
          <EmptyState compact sign="people" title={t("groups.none")} hint={t("groups.none_hint")} />
        ) : null}
      </Card>
      <GroupForm
        opened={opened !== null}
        group={opened?.group ?? null}
        people={people.data ?? []}
        close={() => setOpened(null)}
      />
    </Page>
  );
}

function GroupRow({ group, edit }: { group: Group; edit: () => void }) {
  const t = useWords();
  const archive = async () => {
    const sure = await confirm({
      title: t("groups.archive_title", { name: group.name }),
      body: t("groups.archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`groups/${group.id}/archive`);
      notify.ok(t("groups.archived_one", { name: group.name }));
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };
  const names = group.members.map((member) => member.name);
  const members = names.length > 5 ? `${names.slice(0, 5).join(", ")}…` : names.join(", ");
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          <UnstyledButton className="pg-row-open" onClick={edit}>
            {group.name}
          </UnstyledButton>
        </span>
        <span className="pg-row-hint">
          {names.length === 0 ? t("groups.nobody") : `${t("groups.people", { n: names.length })}: ${members}`}
        </span>
      </div>
      <div className="st-tags">
        {group.live_chats.map((liveChat) => (
          <span key={`${liveChat.id} ${liveChat.role}`} className="pg-tag">
            {liveChat.name}: {t(`role.${liveChat.role}`)}
          </span>
        ))}
      </div>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={t("people.deeds", { name: group.name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={18} stroke={1.7} />} onClick={edit}>
            {t("do.edit")}
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconArchive size={18} stroke={1.7} />}
            onClick={archive}
          >
            {t("do.archive")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
