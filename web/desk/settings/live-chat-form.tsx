import { NumberInput, Switch, TextInput } from "@mantine/core";
import type { LiveChat } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { changesOf, useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { useWords } from "../words";
import { GroupSelect } from "./group-select";

const MEGABYTE = 1024 * 1024;
/** The server's own bounds: hours, whole megabytes, characters. */
const bounds = {
  reopen_hours: [0, 8760],
  file_megabytes: [0, 100],
  message_limit: [100, 20_000],
  escalate_after: [0, 86_400],
} as const;

const valuesOf = (liveChat: LiveChat) => ({
  name: liveChat.name,
  operator_group_ids: liveChat.operator_groups.map((group) => group.id),
  supervisor_group_ids: liveChat.supervisor_groups.map((group) => group.id),
  reader_group_ids: liveChat.reader_groups.map((group) => group.id),
  reopen_hours: liveChat.reopen_hours as number | string,
  file_megabytes: (Math.round((liveChat.file_limit / MEGABYTE) * 10) / 10) as number | string,
  message_limit: liveChat.message_limit as number | string,
  name_template: liveChat.name_template,
  close_reason_required: liveChat.close_reason_required,
  ask_rating: liveChat.ask_rating,
  escalate_after: (liveChat.escalate_after ?? 0) as number | string,
});
type Values = ReturnType<typeof valuesOf>;

export function LiveChatForm({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const stored = valuesOf(liveChat);
  const form = useForm<Values>({
    initial: stored,
    check: (values) => ({
      name: values.name.trim() ? "" : t("field.required"),
      operator_group_ids: values.operator_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
      supervisor_group_ids: values.supervisor_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
      name_template: values.name_template.trim() ? "" : t("field.required"),
      ...Object.fromEntries(
        (Object.keys(bounds) as (keyof typeof bounds)[]).map((field) => {
          const [low, high] = bounds[field];
          const value = values[field];
          const good = value !== "" && Number(value) >= low && Number(value) <= high;
          return [field, good ? "" : t("field.range", { low, high })];
        }),
      ),
    }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      const { file_megabytes, ...changed } = changesOf(stored, values);
      const limit = file_megabytes === undefined ? {} : { file_limit: Math.round(Number(file_megabytes) * MEGABYTE) };
      const kept = await api.patch<LiveChat>(`live-chats/${liveChat.id}`, { ...changed, ...limit });
      form.reset(valuesOf(kept));
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  const { values, errors, set } = form;
  const number = (field: keyof typeof bounds) => ({
    name: field,
    min: bounds[field][0],
    max: bounds[field][1],
    allowDecimal: false,
    clampBehavior: "none" as const,
    value: values[field],
    error: errors[field],
    onChange: (value: number | string) => set(field, value),
  });
  const below = { inputWrapperOrder: ["label" as const, "input" as const, "description" as const, "error" as const] };
  return (
    <form onSubmit={form.submit} noValidate>
      <Problem words={form.problem} />
      <Card title={t("live_chat.who")}>
        <TextInput
          label={t("live_chat.name")}
          name="name"
          maxLength={100}
          value={values.name}
          error={errors.name}
          onChange={(event) => set("name", event.currentTarget.value)}
        />
        <div className="pg-pair">
          <GroupSelect
            name="operator_group_ids"
            label={t("live_chat.operators")}
            hint={t("live_chat.operators_hint")}
            value={values.operator_group_ids}
            error={errors.operator_group_ids}
            change={(ids) => set("operator_group_ids", ids)}
          />
          <GroupSelect
            name="supervisor_group_ids"
            label={t("live_chat.supervisors")}
            hint={t("live_chat.supervisors_hint")}
            value={values.supervisor_group_ids}
            error={errors.supervisor_group_ids}
            change={(ids) => set("supervisor_group_ids", ids)}
          />
        </div>
        <GroupSelect
          name="reader_group_ids"
          label={t("live_chat.readers")}
          hint={t("live_chat.readers_hint")}
          value={values.reader_group_ids}
          error={errors.reader_group_ids}
          change={(ids) => set("reader_group_ids", ids)}
        />
      </Card>
      <Card title={t("live_chat.rules")}>
        <TextInput
          label={t("live_chat.name_template")}
          description={t("live_chat.name_template_hint")}
          {...below}
          name="name_template"
          maxLength={200}
          classNames={{ input: "dk-mono" }}
          value={values.name_template}
          error={errors.name_template}
          onChange={(event) => set("name_template", event.currentTarget.value)}
        />
        <div className="st-thirds">
          <NumberInput
            label={t("live_chat.reopen_hours")}
            description={t("live_chat.reopen_hours_hint")}
            {...below}
            {...number("reopen_hours")}
          />
          <NumberInput
            label={t("live_chat.message_limit")}
            description={t("live_chat.message_limit_hint")}
            {...below}
            step={100}
            {...number("message_limit")}
          />
          <NumberInput
            label={t("live_chat.file_limit")}
            description={t("live_chat.file_limit_hint")}
            {...below}
            {...number("file_megabytes")}
          />
        </div>
        <NumberInput
          label={t("live_chat.escalate_after")}
          description={t("live_chat.escalate_after_hint")}
          {...below}
          step={30}
          w={280}
          {...number("escalate_after")}
        />
        <Switch
          label={t("live_chat.close_reason_required")}
          checked={values.close_reason_required}
          onChange={(event) => set("close_reason_required", event.currentTarget.checked)}
        />
        <Switch
          label={t("live_chat.ask_rating")}
          description={t("live_chat.ask_rating_hint")}
          checked={values.ask_rating}
          onChange={(event) => set("ask_rating", event.currentTarget.checked)}
        />
      </Card>
      <SaveBar form={form} discard={() => form.reset(stored)} />
    </form>
  );
}
