/** One app in the settings: its words, its address or its fields, and putting it away. */
import { ActionIcon, Button, Menu, TextInput, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconArrowUp from "@tabler/icons-react/dist/esm/icons/IconArrowUp.mjs";
import IconDots from "@tabler/icons-react/dist/esm/icons/IconDots.mjs";
import IconPencil from "@tabler/icons-react/dist/esm/icons/IconPencil.mjs";
import IconRestore from "@tabler/icons-react/dist/esm/icons/IconRestore.mjs";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { AppField, AppList, CardApp } from "../../wire/rest";
import { api } from "../api";
import { MissingPage } from "../app/broken";
import { BackLink } from "../ui/back-link";
import { useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords, worded } from "../words";
import { AddressField } from "./apps";
import { AppFieldForm } from "./field-form";
import { appsQuery, keepApps } from "./queries";

export function AppPage() {
  const apps = useQuery(appsQuery);
  const { appId } = useParams({ strict: false });
  if (apps.error && !apps.data) throw apps.error;
  if (!apps.data) return <LoadingPage />;
  const app = apps.data.items.find((each) => each.id === appId);
  return app ? <OneApp key={app.id} app={app} /> : <MissingPage />;
}

async function put(answer: Promise<AppList>): Promise<void> {
  try {
    keepApps(await answer);
  } catch (refused) {
    notify.error(refused);
  }
}

function OneApp({ app }: { app: CardApp }) {
  const t = useWords();
  return (
    <Page
      title={worded(app.names)}
      hint={t(`apps.binds_${app.binds}_hint`)}
      above={<BackLink to="/settings/apps">{t("apps.back")}</BackLink>}
      action={
        <Button
          variant="default"
          onClick={() => put(api.patch<AppList>(`apps/${app.id}`, { archived: !app.archived }))}
        >
          {t(app.archived ? "apps.restore" : "apps.archive")}
        </Button>
      }
    >
      <WordsForm app={app} />
      {app.outside_url === null ? <Fields app={app} /> : null}
    </Page>
  );
}

function WordsForm({ app }: { app: CardApp }) {
  const t = useWords();
  const initial = { en: app.names.en ?? "", ru: app.names.ru ?? "", outside_url: app.outside_url ?? "" };
  const form = useForm({
    initial,
    check: ({ en, ru }) => ({ en: en.trim() || ru.trim() ? "" : t("field.required") }),
    send: async (values) => {
      const names = { ...(values.en.trim() && { en: values.en }), ...(values.ru.trim() && { ru: values.ru }) };
      const outside = app.outside_url === null ? {} : { outside_url: values.outside_url };
      keepApps(await api.patch<AppList>(`apps/${app.id}`, { names, ...outside }));
      form.reset(values);
      notify.ok(t("saved"));
    },
  });
  const { values, errors, set } = form;
  return (
    <form onSubmit={form.submit} noValidate>
      <Card title={t("apps.words")}>
        <Problem words={form.problem} />
        <div className="pg-pair">
          <TextInput
            label={t("labels.name_en")}
            name="en"
            maxLength={60}
            value={values.en}
            error={errors.en}
            onChange={(event) => set("en", event.currentTarget.value)}
          />
          <TextInput
            label={t("labels.name_ru")}
            name="ru"
            maxLength={60}
            value={values.ru}
            error={errors.ru}
            onChange={(event) => set("ru", event.currentTarget.value)}
          />
        </div>
        {app.outside_url === null ? null : (
          <AddressField
            value={values.outside_url}
            error={errors.outside_url}
            set={(next) => set("outside_url", next)}
          />
        )}
        <SaveBar form={form} discard={() => form.reset(initial)} />
      </Card>
    </form>
  );
}

function Fields({ app }: { app: CardApp }) {
  const t = useWords();
  const [opened, setOpened] = useState<{ field: AppField | null } | null>(null);
  const ordered = [...app.fields.filter((field) => !field.archived), ...app.fields.filter((field) => field.archived)];
  const raise = (place: number) => {
    const ids = ordered.map((field) => field.id);
    const [moved] = ids.splice(place, 1);
    if (moved) ids.splice(place - 1, 0, moved);
    void put(api.put<AppList>(`apps/${app.id}/fields`, { field_ids: ids }));
  };
  const button = (
    <Button variant="default" onClick={() => setOpened({ field: null })}>
      {t("apps.field_new")}
    </Button>
  );
  return (
    <Card
      title={t("apps.fields_title")}
      hint={t("apps.fields_hint")}
      flush
      action={ordered.length > 0 && !app.archived ? button : null}
    >
      {ordered.length > 0 ? (
        <ul className="pg-list">
          {ordered.map((field, place) => (
            <FieldRow
              key={field.id}
              field={field}
              edit={() => setOpened({ field })}
              raise={place > 0 && !field.archived ? () => raise(place) : null}
              archive={() =>
                put(api.patch<AppList>(`apps/${app.id}/fields/${field.id}`, { archived: !field.archived }))
              }
            />
          ))}
        </ul>
      ) : (
        <EmptyState compact title={t("apps.fields_none")} hint={t("apps.fields_none_hint")} action={button} />
      )}
      <AppFieldForm app={app} opened={opened !== null} field={opened?.field ?? null} close={() => setOpened(null)} />
    </Card>
  );
}

type FieldRowProps = { field: AppField; edit: () => void; raise: (() => void) | null; archive: () => void };

function FieldRow({ field, edit, raise, archive }: FieldRowProps) {
  const t = useWords();
  const name = worded(field.names);
  return (
    <li className="pg-row">
      <div className="pg-row-words">
        <span className="pg-row-title">
          <UnstyledButton className="pg-row-open" onClick={edit}>
            {name}
          </UnstyledButton>
          {field.archived ? <span className="pg-tag">{t("apps.archived")}</span> : null}
        </span>
        <span className="pg-row-hint">
          {[t(`labels.kind_${field.kind}`), field.required ? t("apps.required") : ""].filter(Boolean).join(" · ")}
        </span>
      </div>
      {raise ? (
        <ActionIcon aria-label={t("apps.up", { name })} onClick={raise}>
          <IconArrowUp size={18} stroke={1.7} />
        </ActionIcon>
      ) : null}
      <Menu position="bottom-end" width={200}>
        <Menu.Target>
          <ActionIcon aria-label={t("apps.deeds", { name })}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={18} stroke={1.7} />} onClick={edit}>
            {t("do.edit")}
          </Menu.Item>
          <Menu.Item
            leftSection={
              field.archived ? <IconRestore size={18} stroke={1.7} /> : <IconArchive size={18} stroke={1.7} />
            }
            onClick={archive}
          >
            {t(field.archived ? "apps.restore" : "apps.archive")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
