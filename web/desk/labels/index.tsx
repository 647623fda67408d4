// The administrators' page of tags, close reasons and session parameters.
import { ActionIcon, Button, Menu, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CloseReason, Labels, Parameter, Tag } from "../../wire/rest";
import { api } from "../api";
import { liveChatsQuery } from "../app/queries";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords, worded } from "../words";
import { LabelForm } from "./label-form";
import { ParameterForm } from "./parameter-form";
import { keepLabels, labelsQuery } from "./queries";

/** What is being edited: null in it is a new one. */
type Opened = { tag: Tag | null } | { reason: CloseReason | null } | { parameter: Parameter | null };

export function LabelsPage() {
  const t = useWords();
  const { data, error } = useQuery(labelsQuery);
  const chats = useQuery(liveChatsQuery);
  const [opened, setOpened] = useState<Opened | null>(null);
  if (error && !data) throw error;
  if (!data) return <LoadingPage />;
  const chatName = (id: string | null) =>
    id === null ? t("labels.live_chat_all") : (chats.data?.find((chat) => chat.id === id)?.name ?? "");
  const close = () => setOpened(null);
  return (
    <Page title={t("settings.labels")} hint={t("labels.hint")}>
      <Section
        title={t("labels.tags")}
        hint={t("labels.tags_hint")}
        none={[t("labels.tags_none"), t("labels.tags_none_hint")]}
        action={t("labels.tag_new")}
        add={() => setOpened({ tag: null })}
        rows={data.tags.map((tag) => ({
          ...tag,
          path: `tags/${tag.id}`,
          hint: "",
          edit: () => setOpened({ tag }),
        }))}
      />
      <Section
        title={t("labels.reasons")}
        hint={t("labels.reasons_hint")}
        none={[t("labels.reasons_none"), t("labels.reasons_none_hint")]}
        action={t("labels.reason_new")}
        add={() => setOpened({ reason: null })}
        rows={data.close_reasons.map((reason) => ({
          ...reason,
          path: `close-reasons/${reason.id}`,
          hint: chatName(reason.live_chat_id),
          edit: () => setOpened({ reason }),
        }))}
      />
      <Section
        title={t("labels.parameters")}
        hint={t("labels.parameters_hint")}
        none={[t("labels.parameters_none"), t("labels.parameters_none_hint")]}
        action={t("labels.parameter_new")}
        add={() => setOpened({ parameter: null })}
        rows={data.parameters.map((parameter) => ({
          ...parameter,
          name: worded(parameter.names),
          path: `parameters/${parameter.id}`,
          hint: `${t(`labels.kind_${parameter.kind}`)} · ${
            parameter.live_chats.length > 0
              ? t("labels.used_in", { n: parameter.live_chats.length })
              : t("labels.used_nowhere")
          }`,
          edit: () => setOpened({ parameter }),
        }))}
      />
      <LabelForm
        opened={opened !== null && !("parameter" in opened)}
        kind={opened && "reason" in opened ? "close-reasons" : "tags"}
        label={opened && "tag" in opened ? opened.tag : opened && "reason" in opened ? opened.reason : null}
        liveChats={chats.data ?? []}
        close={close}
      />
      <ParameterForm
        opened={opened !== null && "parameter" in opened}
        parameter={opened && "parameter" in opened ? opened.parameter : null}
        close={close}
      />
    </Page>
  );
}

type Row = { id: string; name: string; hint: string; path: string; archived_at: string | null; edit: () => void };
type SectionProps = {
  title: string;
  hint: string;
  none: [title: string, hint: string];
  action: string;
  add: () => void;
  rows: Row[];
};

function Section({ title, hint, none, action, add, rows }: SectionProps) {
  const button = (
    <Button variant="default" onClick={add}>
      {action}
    </Button>
  );
  const sorted = [...rows].sort((a, b) => Number(a.archived_at !== null) - Number(b.archived_at !== null));
  return (
    <Card title={title} hint={hint} flush action={rows.length > 0 ? button : null}>
      {rows.length > 0 ? (
        <ul className="pg-list">
          {sorted.map((row) => (
            <LabelRow key={row.id} row={row} />
          ))}
        </ul>
      ) : (
        <EmptyState compact sign="live-chat" title={none[0]} hint={none[1]} action={button} />
      )}
    </Card>
  );
}

function LabelRow({ row }: { row: Row }) {
  const t = useWords();
  const archived = row.archived_at !== null;
  const put = async () => {
    try {
      keepLabels(await api.patch<Labels>(row.path, { archived: !archived }));
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          <UnstyledButton className="pg-row-open" onClick={row.edit}>
            {row.name}
          </UnstyledButton>
          {archived ? <span className="pg-tag">{t("labels.archived")}</span> : null}
        </span>
        {row.hint ? <span className="pg-row-hint">{row.hint}</span> : null}
      </div>
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={t("labels.deeds", { name: row.name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={18} stroke={1.7} />} onClick={row.edit}>
            {t("do.edit")}
          </Menu.Item>
          <Menu.Item
            leftSection={archived ? <IconRestore size={18} stroke={1.7} /> : <IconArchive size={18} stroke={1.7} />}
            onClick={put}
          >
            {t(archived ? "labels.restore" : "labels.archive")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
