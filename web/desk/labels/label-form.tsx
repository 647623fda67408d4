// A tag or a close reason: its name, and for a reason the live chat it serves.
import { Select, TextInput } from "@mantine/core";
import type { CloseReason, Labels, LiveChat, Tag } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { keepLabels } from "./queries";

type LabelFormProps = {
  opened: boolean;
  kind: "tags" | "close-reasons";
  /** Null: a new one. */
  label: Tag | CloseReason | null;
  liveChats: LiveChat[];
  close: () => void;
};

export function LabelForm(props: LabelFormProps) {
  const t = useWords();
  const fresh = t(props.kind === "tags" ? "labels.tag_new" : "labels.reason_new");
  return (
    <FormDialog opened={props.opened} close={props.close} title={props.label?.name ?? fresh}>
      <Fields {...props} />
    </FormDialog>
  );
}

function Fields({ kind, label, liveChats, close }: LabelFormProps) {
  const t = useWords();
  const form = useForm({
    initial: { name: label?.name ?? "", live_chat_id: "" },
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    fieldOf: { name_taken: "name" },
    send: async ({ name, live_chat_id }) => {
      const place = live_chat_id ? { live_chat_id } : {};
      keepLabels(
        label
          ? await api.patch<Labels>(`${kind}/${label.id}`, { name })
          : await api.post<Labels>(kind, { name, ...place }),
      );
      notify.ok(t("saved"));
      close();
    },
  });
  return (
    <FormBody form={form} action={t("do.save")} close={close}>
      <TextInput
        label={t("labels.name")}
        name="name"
        data-autofocus
        maxLength={kind === "tags" ? 50 : 100}
        value={form.values.name}
        error={form.errors.name}
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      {kind === "close-reasons" && !label ? (
        <Select
          label={t("labels.live_chat")}
          name="live_chat_id"
          allowDeselect={false}
          data={[
            { value: "", label: t("labels.live_chat_all") },
            ...liveChats.map((chat) => ({ value: chat.id, label: chat.name })),
          ]}
          value={form.values.live_chat_id}
          onChange={(value) => form.set("live_chat_id", value ?? "")}
        />
      ) : null}
    </FormBody>
  );
}
