import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconLink from "@tabler/icons-react/dist/esm/icons/IconLink.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import type { Person } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import { refreshSettings } from "../app/queries";
import { Avatar } from "../ui/avatar";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import type { NewLink } from "./hand-over";

type RowProps = { person: Person; edit: () => void; handOver: (link: NewLink) => void };

export function PersonRow({ person, edit, handOver }: RowProps) {
  const t = useWords();
  const me = useMe();

  const attempt = async (deed: () => Promise<unknown>) => {
    try {
      await deed();
      await refreshSettings();
      return true;
    } catch (refused) {
      notify.error(refused);
      return false;
    }
  };
  const restore = () => attempt(() => api.post(`people/${person.id}/restore`));
  const archive = async () => {
    const sure = await confirm({
      title: t("people.archive_title", { name: person.name }),
      body: t("people.archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (sure && (await attempt(() => api.post(`people/${person.id}/archive`)))) {
      notify.undo(t("people.archived_one", { name: person.name }), restore);
    }
  };
  const makeLink = () => attempt(async () => handOver(await api.post<NewLink>(`people/${person.id}/link`)));

  const groups = person.groups.map((group) => group.name).join(", ");
  return (
    <li className="pg-row">
      <Avatar name={person.name} />
      <div className="pg-row-words">
        <span className="pg-row-title">
          {person.archived_at ? (
            person.name
          ) : (
            <UnstyledButton className="pg-row-open" onClick={edit}>
              {person.name}
            </UnstyledButton>
          )}
          {person.id === me.person.id ? <span className="pg-tag">{t("people.you")}</span> : null}
          {person.administrator ? <span className="pg-tag pg-tag-accent">{t("people.administrator")}</span> : null}
          {person.signed_up || person.archived_at ? null : (
            <span className="pg-tag pg-tag-amber">{t("people.invited")}</span>
          )}
        </span>
        <span className="pg-row-hint">{[person.email, groups || t("people.no_groups")].join(" · ")}</span>
      </div>
      <Menu position="bottom-end" width={232}>
        <Menu.Target>
          <ActionIcon aria-label={t("people.deeds", { name: person.name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {person.archived_at ? (
            <Menu.Item leftSection={<IconRestore size={18} stroke={1.7} />} onClick={restore}>
              {t("do.restore")}
            </Menu.Item>
          ) : (
            <>
              <Menu.Item leftSection={<IconPencil size={18} stroke={1.7} />} onClick={edit}>
                {t("do.edit")}
              </Menu.Item>
              <Menu.Item leftSection={<IconLink size={18} stroke={1.7} />} onClick={makeLink}>
                {person.signed_up ? t("people.reset_link") : t("people.invitation_link")}
              </Menu.Item>
              <Menu.Divider />
              <Menu.Item
                c="var(--mantine-color-error)"
                leftSection={<IconArchive size={18} stroke={1.7} />}
                disabled={person.id === me.person.id}
                onClick={archive}
              >
                {t("do.archive")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
