/** The administrators' page of apps: the kinds of card there are, and a new one. */
import { Button, Radio, Stack, Switch, TextInput } from "@mantine/core";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AppList } from "../../wire/rest";
import { api } from "../api";
import { KeyField, lacking, NameFields, namesFrom } from "../labels/definition";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords, worded } from "../words";
import { appsQuery, fieldsOf, keepApps } from "./queries";
import "./cards.css";

export function AppsPage() {
  const t = useWords();
  const apps = useQuery(appsQuery);
  const [making, setMaking] = useState(false);
  if (apps.error && !apps.data) throw apps.error;
  if (!apps.data) return <LoadingPage />;
  const items = [...apps.data.items].sort((a, b) => Number(a.archived) - Number(b.archived));
  return (
    <Page
      title={t("apps.title")}
      hint={t("apps.hint")}
      action={<Button onClick={() => setMaking(true)}>{t("apps.new")}</Button>}
    >
      <Card flush>
        {items.length > 0 ? (
          <ul className="pg-list">
            {items.map((app) => (
              <li key={app.id}>
                <Link to="/settings/apps/$appId" params={{ appId: app.id }} className="pg-row">
                  <div className="pg-row-words">
                    <span className="pg-row-title">
                      {worded(app.names)}
                      {app.archived ? <span className="pg-tag">{t("apps.archived")}</span> : null}
                    </span>
                    <span className="pg-row-hint">
                      {[
                        t(`apps.binds_${app.binds}`),
                        app.outside_url ? t("apps.outside_tag") : t("apps.fields", { n: fieldsOf(app).length }),
                      ].join(" · ")}
                    </span>
                  </div>
                  <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        ) : (
          <EmptyState compact title={t("cards.no_apps")} />
        )}
      </Card>
      <FormDialog opened={making} close={() => setMaking(false)} title={t("apps.new")}>
        <NewAppForm close={() => setMaking(false)} />
      </FormDialog>
    </Page>
  );
}

function NewAppForm({ close }: { close: () => void }) {
  const t = useWords();
  const form = useForm({
    initial: { en: "", ru: "", key: "", binds: "client", outside: false, outside_url: "" },
    check: (values) => ({
      ...lacking(values),
      outside_url: !values.outside || values.outside_url.trim() ? "" : t("field.required"),
    }),
    fieldOf: { name_taken: "key" },
    send: async (values) => {
      const { key, binds, outside, outside_url } = values;
      const names = namesFrom(values);
      keepApps(await api.post<AppList>("apps", { key, binds, names, ...(outside ? { outside_url } : {}) }));
      notify.ok(t("saved"));
      close();
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <NameFields form={form} fresh />
      <Radio.Group label={t("apps.binds")} value={values.binds} onChange={(next) => set("binds", next)}>
        <Stack gap={8} mt={8}>
          <Radio value="client" label={t("apps.binds_client")} description={t("apps.binds_client_hint")} />
          <Radio value="session" label={t("apps.binds_session")} description={t("apps.binds_session_hint")} />
        </Stack>
      </Radio.Group>
      <Switch
        label={t("apps.outside")}
        checked={values.outside}
        onChange={(event) => set("outside", event.currentTarget.checked)}
      />
      {values.outside ? (
        <AddressField value={values.outside_url} error={errors.outside_url} set={(next) => set("outside_url", next)} />
      ) : null}
      <KeyField form={form} hint={t("apps.key_hint")} fresh />
    </FormBody>
  );
}

type AddressProps = { value: string; error: string | undefined; set: (value: string) => void };

export function AddressField({ value, error, set }: AddressProps) {
  const t = useWords();
  return (
    <TextInput
      label={t("apps.outside_url")}
      description={t("apps.outside_url_hint")}
      inputWrapperOrder={["label", "input", "description", "error"]}
      name="outside_url"
      maxLength={2000}
      placeholder="https://crm.example/deals/{{id}}"
      classNames={{ input: "dk-mono" }}
      value={value}
      error={error}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
