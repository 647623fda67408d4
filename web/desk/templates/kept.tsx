/** What the pages of templates and of articles share: folders at the side, a search, the list, the archive. */
import { ActionIcon, Button, MultiSelect, Select, TextInput, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconFolder from "@tabler/icons-react/dist/esm/icons/IconFolder.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconPlus from "@tabler/icons-react/dist/esm/icons/IconPlus.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import { type InfiniteData, type UseInfiniteQueryResult, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { Page as ListPage, TemplateFolder, TemplateFolders, TemplateKind } from "../../wire/rest";
import { api } from "../api";
import { confirm } from "../ui/confirm";
import { type Form, useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { choicesQuery, foldersQuery, type Shown, templatesChanged } from "./queries";

type Kept = { id: string };
type KeptListProps<T extends Kept> = {
  kind: TemplateKind;
  shown: Shown;
  show: (next: Partial<Shown>) => void;
  /** The words in the field, ahead of what is looked for. */
  typed: string;
  type: (words: string) => void;
  found: UseInfiniteQueryResult<InfiniteData<ListPage<T>>>;
  row: (item: T) => ReactNode;
  searchWords: string;
  none: { title: string; hint: string; action?: ReactNode };
};

export function KeptList<T extends Kept>(props: KeptListProps<T>) {
  const { kind, shown, show, found, row, none } = props;
  const t = useWords();
  const slow = useSlow();
  const folders = useQuery(foldersQuery(kind)).data;
  const items = found.data?.pages.flatMap((page) => page.items) ?? [];
  const empty = shown.search
    ? { title: t("templates.nothing_found"), hint: t("templates.nothing_found_hint") }
    : shown.archived
      ? { title: t("templates.archive_empty") }
      : none;
  return (
    <div className="tp-kept">
      <Folders kind={kind} folders={folders} shown={shown} show={show} />
      <div className="tp-found">
        <TextInput
          type="search"
          aria-label={props.searchWords}
          placeholder={props.searchWords}
          leftSection={<IconSearch size={16} stroke={1.8} aria-hidden="true" />}
          value={props.typed}
          onChange={(event) => props.type(event.currentTarget.value)}
        />
        <Card flush>
          {found.error ? <p className="tp-problem">{errorWords(found.error)}</p> : null}
          {found.isPending && slow ? <RowsSkeleton rows={4} /> : null}
          {items.length > 0 ? <ul className="pg-list">{items.map(row)}</ul> : null}
          {found.isSuccess && items.length === 0 ? <EmptyState compact {...empty} /> : null}
        </Card>
        {found.hasNextPage ? (
          <Button variant="default" loading={found.isFetchingNextPage} onClick={() => found.fetchNextPage()}>
            {t("templates.more")}
          </Button>
        ) : null}
      </div>
    </div>
  );
}

type FoldersProps = {
  kind: TemplateKind;
  folders: TemplateFolders | undefined;
  shown: Shown;
  show: (next: Partial<Shown>) => void;
};

function Folders({ kind, folders, shown, show }: FoldersProps) {
  const t = useWords();
  const [edited, setEdited] = useState<TemplateFolder | "new" | null>(null);
  const at = (folder: string | null, archived: boolean) => shown.folder === folder && shown.archived === archived;
  const line = (label: string, folder: string | null, archived: boolean, sign: ReactNode, count?: number) => (
    <UnstyledButton
      className="tp-folder"
      aria-current={at(folder, archived) ? "true" : undefined}
      onClick={() => show({ folder, archived })}
    >
      {sign}
      <span className="tp-folder-name">{label}</span>
      {count === undefined ? null : <small>{count}</small>}
    </UnstyledButton>
  );
  return (
    <nav className="tp-folders" aria-label={t("templates.folders")}>
      <ul>
        <li>{line(t("templates.folder_all"), null, false, null)}</li>
        {folders?.items.map((folder) => (
          <li key={folder.id}>
            {line(
              folder.name,
              folder.id,
              false,
              <IconFolder size={16} stroke={1.7} aria-hidden="true" />,
              folder.items,
            )}
            {folders.may_keep ? (
              <ActionIcon
                size="sm"
                aria-label={t("templates.folder_edit", { name: folder.name })}
                onClick={() => setEdited(folder)}
              >
                <IconPencil size={14} stroke={1.8} />
              </ActionIcon>
            ) : null}
          </li>
        ))}
        <li>
          {line(t("templates.folder_archive"), null, true, <IconArchive size={16} stroke={1.7} aria-hidden="true" />)}
        </li>
      </ul>
      {folders?.may_keep ? (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={14} stroke={1.8} />}
          onClick={() => setEdited("new")}
        >
          {t("templates.folder_new")}
        </Button>
      ) : null}
      <FormDialog
        opened={edited !== null}
        close={() => setEdited(null)}
        title={edited && edited !== "new" ? edited.name : t("templates.folder_new")}
      >
        {edited ? (
          <FolderFields
            kind={kind}
            folder={edited === "new" ? null : edited}
            close={() => setEdited(null)}
            gone={() => show({ folder: null })}
          />
        ) : null}
      </FormDialog>
    </nav>
  );
}

type FolderFieldsProps = { kind: TemplateKind; folder: TemplateFolder | null; close: () => void; gone: () => void };

function FolderFields({ kind, folder, close, gone }: FolderFieldsProps) {
  const t = useWords();
  const choices = useQuery(choicesQuery).data;
  const form = useForm({
    initial: { name: folder?.name ?? "", group_ids: folder?.group_ids ?? [] },
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      if (folder) await api.put(`template-folders/${folder.id}`, values);
      else await api.post("template-folders", { kind, ...values });
      await templatesChanged();
      notify.ok(t("saved"));
      close();
    },
  });
  const archive = async (folder: TemplateFolder) => {
    const sure = await confirm({
      title: t("templates.folder_archive_title", { name: folder.name }),
      body: t("templates.folder_archive_body"),
      action: t("templates.folder_archive_do"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`template-folders/${folder.id}/archive`);
      gone();
      close();
      await templatesChanged();
    } catch (refused) {
      notify.error(refused);
    }
  };
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("templates.folder_name")}
        name="name"
        data-autofocus
        maxLength={100}
        value={form.values.name}
        error={form.errors.name}
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      <MultiSelect
        label={t("templates.folder_groups")}
        description={t("templates.folder_groups_hint")}
        name="group_ids"
        data={(choices?.groups ?? []).map((group) => ({ value: group.id, label: group.name }))}
        value={form.values.group_ids}
        error={form.errors.group_ids}
        onChange={(ids) => form.set("group_ids", ids)}
      />
      {folder ? (
        <Button
          variant="subtle"
          color="red"
          c="var(--dk-red)"
          className="tp-folder-away"
          onClick={() => archive(folder)}
        >
          {t("templates.folder_archive_do")}
        </Button>
      ) : null}
    </FormBody>
  );
}

type Placed = { folder_id: string; live_chat_ids: string[]; group_ids: string[] };

/** Where it stands and whom it serves: the last fields of both forms. */
export function PlaceFields<V extends Placed>({ form, kind }: { form: Form<V>; kind: TemplateKind }) {
  const t = useWords();
  const folders = useQuery(foldersQuery(kind)).data;
  const choices = useQuery(choicesQuery).data;
  const { folder_id, live_chat_ids, group_ids } = form.values;
  const set = (change: Partial<Placed>) => {
    for (const [field, value] of Object.entries(change)) form.set(field as keyof V & string, value as never);
  };
  const none = folders?.may_keep ? [{ value: "", label: t("templates.folder_none") }] : [];
  const open = (folders?.items ?? []).filter((folder) => folder.may_add || folder.id === folder_id);
  const errors = form.errors as Partial<Record<keyof Placed, string>>;
  return (
    <>
      <Select
        label={t("templates.folder")}
        name="folder_id"
        allowDeselect={false}
        data={[...none, ...open.map((folder) => ({ value: folder.id, label: folder.name }))]}
        value={folder_id}
        error={errors.folder_id}
        onChange={(id) => set({ folder_id: id ?? "" })}
      />
      <div className="pg-pair">
        <MultiSelect
          label={t("templates.live_chats")}
          name="live_chat_ids"
          data={(choices?.live_chats ?? []).map((chat) => ({ value: chat.id, label: chat.name }))}
          value={live_chat_ids}
          error={errors.live_chat_ids}
          onChange={(ids) => set({ live_chat_ids: ids })}
        />
        <MultiSelect
          label={t("templates.groups")}
          name="group_ids"
          data={(choices?.groups ?? []).map((group) => ({ value: group.id, label: group.name }))}
          value={group_ids}
          error={errors.group_ids}
          onChange={(ids) => set({ group_ids: ids })}
        />
      </div>
      <p className="pg-hint tp-places-hint">{t("templates.places_hint")}</p>
    </>
  );
}

/** The first folder one may put things into, where "no folder" is not open to one. */
export const firstFolder = (folders: TemplateFolders | undefined, shown: string | null): string => {
  const open = folders?.items.filter((folder) => folder.may_add) ?? [];
  const here = open.find((folder) => folder.id === shown);
  return here?.id ?? (folders?.may_keep ? "" : (open[0]?.id ?? ""));
};

export const mayAdd = (folders: TemplateFolders | undefined): boolean =>
  folders !== undefined && (folders.may_keep || folders.items.some((folder) => folder.may_add));
