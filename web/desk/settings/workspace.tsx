import { Select, TextInput } from "@mantine/core";
import type { Language, Workspace } from "../../wire/rest";
import { api } from "../api";
import { useMe } from "../app/me";
import { refreshSettings } from "../app/queries";
import { changesOf, useForm } from "../ui/form";
import { SwitchLine } from "../ui/line";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { timeZones } from "../ui/time-zones";
import { useWords } from "../words";

export function WorkspacePage() {
  const t = useWords();
  const { workspace } = useMe();
  const form = useForm<Workspace>({
    initial: workspace,
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    send: async (values, before) => {
      const body = { ...values, name: values.name.trim() };
      await api.patch("workspace", changesOf(before, body));
      form.reset(body);
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  const { values, errors, set } = form;
  return (
    <Page title={t("settings.workspace")} hint={t("workspace.hint")}>
      <form onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <Card>
          <TextInput
            label={t("setup.workspace_name")}
            name="name"
            maxLength={100}
            value={values.name}
            error={errors.name}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
          <div className="pg-pair">
            <Select
              label={t("workspace.language")}
              description={t("workspace.language_hint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              name="language"
              data={[
                { value: "en", label: "English" },
                { value: "ru", label: "Русский" },
              ]}
              value={values.language}
              onChange={(value) => value && set("language", value as Language)}
            />
            <Select
              label={t("setup.time_zone")}
              description={t("workspace.time_zone_hint")}
              inputWrapperOrder={["label", "input", "description", "error"]}
              name="time_zone"
              searchable
              limit={60}
              nothingFoundMessage={t("commands.nothing")}
              data={timeZones()}
              value={values.time_zone}
              error={errors.time_zone}
              onChange={(value) => value && set("time_zone", value)}
            />
          </div>
          <SwitchLine
            label={t("workspace.hide_counters")}
            hint={t("workspace.hide_counters_hint")}
            checked={values.hide_counters}
            turn={(on) => set("hide_counters", on)}
          />
        </Card>
        <SaveBar form={form} discard={() => form.reset(workspace)} />
      </form>
    </Page>
  );
}
