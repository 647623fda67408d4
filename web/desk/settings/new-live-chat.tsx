import { TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { LiveChat } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { useWords } from "../words";
import { GroupSelect } from "./group-select";

export function NewLiveChat({ opened, close }: { opened: boolean; close: () => void }) {
  const t = useWords();
  return (
    <FormDialog opened={opened} close={close} title={t("live_chats.new")}>
      <Fields close={close} />
    </FormDialog>
  );
}

function Fields({ close }: { close: () => void }) {
  const t = useWords();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: "", operator_group_ids: [] as string[], supervisor_group_ids: [] as string[] },
    check: (values) => ({
      name: values.name.trim() ? "" : t("field.required"),
      operator_group_ids: values.operator_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
      supervisor_group_ids: values.supervisor_group_ids.length > 0 ? "" : t("live_chat.group_needed"),
    }),
    fieldOf: { name_taken: "name" },
    send: async (values) => {
      const made = await api.post<LiveChat>("live-chats", { ...values, name: values.name.trim() });
      close();
      await refreshSettings();
      // Without a channel nobody can write to it: that comes next.
      await navigate({ to: "/settings/live-chats/$liveChatId/$tab", params: { liveChatId: made.id, tab: "channels" } });
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t("do.create")} close={close}>
      <TextInput
        label={t("live_chat.name")}
        placeholder={t("live_chat.name_placeholder")}
        name="name"
        data-autofocus
        maxLength={100}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
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
    </FormBody>
  );
}
