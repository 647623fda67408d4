/** Response templates → Templates: folders, search, list, and the editor with a live preview. */
import { ActionIcon, Button, Tooltip, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconPaperclip from "@tabler/icons-react/dist/esm/icons/IconPaperclip.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Template } from "../../wire/rest";
import { api } from "../api";
import { notify } from "../ui/notify";
import { Page } from "../ui/page";
import { useWords } from "../words";
import { firstFolder, KeptList, mayAdd } from "./kept";
import { foldersQuery, templatesChanged, templatesQuery } from "./queries";
import { useShown } from "./shown";
import { TemplateForm } from "./template-form";
import "./templates.css";

export function TemplatesPage() {
  const t = useWords();
  const { shown, show, typed, type } = useShown("/templates");
  const folders = useQuery(foldersQuery("template"));
  const found = useInfiniteQuery(templatesQuery(shown));
  const [opened, setOpened] = useState<Template | "new" | null>(null);
  if (folders.error && !folders.data) throw folders.error;
  const adds = mayAdd(folders.data);
  const button = <Button onClick={() => setOpened("new")}>{t("templates.new")}</Button>;
  return (
    <Page wide title={t("templates.title")} hint={t("templates.hint")} action={adds ? button : null}>
      <KeptList
        kind="template"
        {...{ shown, show, typed, type, found }}
        searchWords={t("templates.search")}
        none={{ title: t("templates.none"), hint: t(adds ? "templates.none_hint" : "templates.none_for_me") }}
        row={(template) => <Row key={template.id} template={template} open={() => setOpened(template)} />}
      />
      <TemplateForm
        opened={opened !== null}
        template={opened === "new" ? null : opened}
        folder={firstFolder(folders.data, shown.folder)}
        close={() => setOpened(null)}
      />
    </Page>
  );
}

export async function putAway(path: string, archived: boolean): Promise<void> {
  await api.post(`${path}/${archived ? "archive" : "restore"}`);
  await templatesChanged();
}

function Row({ template, open }: { template: Template; open: () => void }) {
  const t = useWords();
  const { name, archived_at } = template;
  const put = async (archived: boolean) => {
    try {
      await putAway(`templates/${template.id}`, archived);
      notify.undo(t(archived ? "templates.archived" : "templates.restored", { name }), () => void put(!archived));
    } catch (refused) {
      notify.error(refused);
    }
  };
  const words = t(archived_at ? "do.restore" : "do.archive");
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          <UnstyledButton className="pg-row-open" onClick={open}>
            {name}
          </UnstyledButton>
          {template.code ? <code className="tp-code">/{template.code}</code> : null}
          {template.files.length > 0 ? (
            <IconPaperclip
              size={14}
              stroke={1.8}
              aria-label={t("templates.menu_files", { n: template.files.length })}
            />
          ) : null}
        </span>
        <span className="pg-row-hint tp-row-text">{template.text}</span>
      </div>
      <span className="pg-row-side">{template.uses > 0 ? t("templates.uses", { n: template.uses }) : null}</span>
      {template.may_change ? (
        <Tooltip label={words}>
          <ActionIcon aria-label={`${words}: ${name}`} onClick={() => put(!archived_at)}>
            {archived_at ? <IconRestore size={18} stroke={1.7} /> : <IconArchive size={18} stroke={1.7} />}
          </ActionIcon>
        </Tooltip>
      ) : null}
    </li>
  );
}
