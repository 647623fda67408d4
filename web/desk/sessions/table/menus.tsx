/** Views and columns: the menus over the table. */
import { ActionIcon, Button, Checkbox, Menu, Popover, Switch, TextInput } from "@mantine/core";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconChevronUp from "@tabler/icons-react/dist/esm/icons/IconChevronUp.mjs";
import IconColumns from "@tabler/icons-react/dist/esm/icons/IconColumns.mjs";
import IconLayoutList from "@tabler/icons-react/dist/esm/icons/IconLayoutList.mjs";
import { useState } from "react";
import { confirm } from "../../ui/confirm";
import { useForm } from "../../ui/form";
import { FormBody, FormDialog } from "../../ui/form-dialog";
import { notify } from "../../ui/notify";
import { useWords } from "../../words";
import { headOf, type Parameters } from "./cell";
import { columnKeys, type SavedView, shippedKeys, type ViewSettings } from "./model";
import { addView, archiveView, changeView } from "./queries";

type ViewsProps = {
  view: string;
  views: SavedView[];
  me: string;
  settings: ViewSettings;
  changed: boolean;
  go: (view: string) => void;
};

export function ViewsMenu({ view, views, me, settings, changed, go }: ViewsProps) {
  const t = useWords();
  const [naming, setNaming] = useState(false);
  const saved = views.find((each) => each.id === view);
  const shippedName = shippedKeys.find((key) => key === view) ?? "open";
  const name = saved?.name ?? t(`table.view_${shippedName}`);
  const tell = (deed: Promise<unknown>) =>
    deed.then(() => notify.ok(t("table.view_saved"))).catch((error) => notify.error(error));
  const remove = async () => {
    if (!saved) return;
    const body = t("table.view_delete_body", { name: saved.name });
    if (!(await confirm({ title: t("table.view_delete"), body, action: t("table.view_delete"), danger: true }))) return;
    await archiveView(saved.id).catch((error) => notify.error(error));
    go("open");
  };
  const section = (title: string, list: SavedView[]) =>
    list.length > 0 ? (
      <>
        <Menu.Label>{title}</Menu.Label>
        {list.map((each) => (
          <Menu.Item key={each.id} onClick={() => go(each.id)}>
            {each.name}
          </Menu.Item>
        ))}
      </>
    ) : null;

  return (
    <>
      <Menu position="bottom-start" shadow="md" width={280}>
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconLayoutList size={14} stroke={1.8} />}
            rightSection={<IconChevronDown size={14} stroke={1.8} />}
            className="tb-view"
          >
            {name}
            {changed ? <span className="tb-changed">&nbsp;· {t("table.view_changed")}</span> : null}
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={440} style={{ overflowY: "auto" }}>
          <Menu.Label>{t("table.views_shipped")}</Menu.Label>
          {shippedKeys.map((key) => (
            <Menu.Item key={key} onClick={() => go(key)}>
              {t(`table.view_${key}`)}
            </Menu.Item>
          ))}
          {section(
            t("table.views_own"),
            views.filter((each) => each.owner.id === me),
          )}
          {section(
            t("table.views_shared"),
            views.filter((each) => each.owner.id !== me),
          )}
          <Menu.Divider />
          {saved?.may_change && changed ? (
            <Menu.Item onClick={() => tell(changeView(saved.id, { settings }).then(() => go(saved.id)))}>
              {t("table.view_save")}
            </Menu.Item>
          ) : null}
          <Menu.Item onClick={() => setNaming(true)}>{t("table.view_save_as")}</Menu.Item>
          {saved?.may_change ? (
            <>
              <Menu.Item onClick={() => tell(changeView(saved.id, { shared: !saved.shared }))}>
                {t(saved.shared ? "table.view_unshare" : "table.view_share")}
              </Menu.Item>
              <Menu.Item color="red" onClick={remove}>
                {t("table.view_delete")}
              </Menu.Item>
            </>
          ) : null}
        </Menu.Dropdown>
      </Menu>
      <FormDialog opened={naming} close={() => setNaming(false)} title={t("table.view_save_as")}>
        <NewViewForm settings={settings} close={() => setNaming(false)} go={go} />
      </FormDialog>
    </>
  );
}

function NewViewForm({
  settings,
  close,
  go,
}: {
  settings: ViewSettings;
  close: () => void;
  go: (view: string) => void;
}) {
  const t = useWords();
  const form = useForm({
    initial: { name: "", shared: false },
    send: async ({ name, shared }) => {
      const view = await addView(name, shared, settings);
      close();
      go(view.id);
    },
  });
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("table.view_name")}
        value={form.values.name}
        error={form.errors.name}
        maxLength={100}
        data-autofocus
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      <Switch
        label={t("table.view_share")}
        description={t("table.view_share_hint")}
        checked={form.values.shared}
        onChange={(event) => form.set("shared", event.currentTarget.checked)}
      />
    </FormBody>
  );
}

type ColumnsProps = { columns: string[]; parameters: Parameters; change: (columns: string[]) => void };

export function ColumnsMenu({ columns, parameters, change }: ColumnsProps) {
  const t = useWords();
  const known = [...columnKeys, ...parameters.map((each) => `parameter:${each.key}`)];
  const rest = known.filter((key) => !columns.includes(key));
  const move = (from: number, by: number) => {
    const next = [...columns];
    const [taken] = next.splice(from, 1);
    if (taken) next.splice(from + by, 0, taken);
    change(next);
  };
  return (
    <Popover position="bottom-end" shadow="md" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconColumns size={14} stroke={1.8} />}>
          {t("table.columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown mah={440} style={{ overflowY: "auto" }}>
        <p className="pg-hint">{t("table.columns_hint")}</p>
        <ul className="tb-columns">
          {columns.map((column, place) => {
            const name = headOf(column, parameters);
            return (
              <li key={column}>
                <Checkbox
                  size="xs"
                  label={name}
                  checked
                  disabled={columns.length === 1}
                  onChange={() => change(columns.filter((each) => each !== column))}
                />
                <ActionIcon
                  size="sm"
                  aria-label={t("table.column_up", { column: name })}
                  disabled={place === 0}
                  onClick={() => move(place, -1)}
                >
                  <IconChevronUp size={14} />
                </ActionIcon>
                <ActionIcon
                  size="sm"
                  aria-label={t("table.column_down", { column: name })}
                  disabled={place === columns.length - 1}
                  onClick={() => move(place, 1)}
                >
                  <IconChevronDown size={14} />
                </ActionIcon>
              </li>
            );
          })}
          {rest.map((column) => (
            <li key={column}>
              <Checkbox
                size="xs"
                label={headOf(column, parameters)}
                checked={false}
                onChange={() => change([...columns, column])}
              />
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
