// An entry: new, or changed whole. What it would match stands beside its fields while they are filled in.
import { SegmentedControl, Select, TextInput } from "@mantine/core";
import type { BlockKind, BlocklistEntry } from "../../wire/rest";
import { api } from "../api";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { notify } from "../ui/notify";
import { useWords } from "../words";
import { AccountField } from "./account-field";
import { ProbeCard } from "./probe";
import { refreshBlocklist } from "./queries";
import { asField, endOf, type Span } from "./span";
import { PlacesField, SpanField, useKept } from "./span-fields";

const kinds: BlockKind[] = ["account", "email", "mail_domain", "phone", "address", "visitor", "messenger_id"];
const messengers = ["telegram", "whatsapp", "messenger", "instagram", "vk", "max", "viber", "line", "sms"];

type EntryFormProps = { opened: boolean; entry: BlocklistEntry | null; close: () => void };

export function EntryForm(props: EntryFormProps) {
  const t = useWords();
  const { entry } = props;
  return (
    <FormDialog opened={props.opened} close={props.close} title={entry ? entry.name : t("blocklist.new")}>
      <Fields key={entry?.id ?? "new"} {...props} />
    </FormDialog>
  );
}

function Fields({ entry, close }: EntryFormProps) {
  const t = useWords();
  const kept = useKept();
  const form = useForm({
    initial: {
      list: entry?.list ?? ("block" as const),
      kind: entry?.kind ?? ("email" as BlockKind),
      value: entry?.value ?? "",
      channel_kind: entry?.channel_kind ?? "",
      name: entry?.name ?? "",
      live_chat_ids: entry
        ? entry.live_chats.map((place) => place.id)
        : kept.all
          ? []
          : kept.places.map((place) => place.value),
      valid_until: (entry?.valid_until ? "until" : "forever") as Span,
      until: entry?.valid_until ? asField(entry.valid_until) : "",
    },
    check: (values) => ({
      value: values.value.trim() ? "" : t("field.required"),
      live_chat_ids: values.live_chat_ids.length > 0 || kept.all ? "" : t("field.required"),
      valid_until: values.valid_until === "until" && !endOf("until", values.until) ? t("field.required") : "",
    }),
    fieldOf: { entry_exists: "value" },
    send: async (values) => {
      const body = {
        list: values.list,
        kind: values.kind,
        value: values.value,
        channel_kind: values.kind === "messenger_id" && values.channel_kind ? values.channel_kind : null,
        name: values.name.trim() || values.value.trim().slice(0, 150),
        live_chat_ids: values.live_chat_ids.length > 0 ? values.live_chat_ids : null,
        valid_until:
          entry?.valid_until && values.until === asField(entry.valid_until)
            ? entry.valid_until
            : endOf(values.valid_until, values.until),
      };
      if (entry) await api.put(`blocklist/${entry.id}`, body);
      else await api.post("blocklist", body);
      await refreshBlocklist();
      notify.ok(t(entry ? "saved" : body.list === "block" ? "blocklist.added_block" : "blocklist.added_allow"));
      close();
    },
  });
  const { values, errors, set } = form;
  return (
    <FormBody form={form} action={t(entry ? "do.save" : "blocklist.add")} close={close}>
      <SegmentedControl
        fullWidth
        aria-label={t("blocklist.list")}
        data={[
          { value: "block", label: t("blocklist.block") },
          { value: "allow", label: t("blocklist.allow") },
        ]}
        value={values.list}
        onChange={(value) => set("list", value as "block" | "allow")}
      />
      <p className="bl-dim bl-list-hint">{t(`blocklist.${values.list}_hint`)}</p>
      <Select
        label={t("blocklist.kind")}
        name="kind"
        allowDeselect={false}
        disabled={entry?.kind === "account"}
        data={(entry?.kind === "account" ? (["account"] as BlockKind[]) : kinds).map((kind) => ({
          value: kind,
          label: t(`blocklist.kind_${kind}`),
        }))}
        value={values.kind}
        onChange={(value) => {
          if (value === "account" || values.kind === "account") set("value", "");
          set("kind", (value ?? "email") as BlockKind);
        }}
      />
      {values.kind === "messenger_id" ? (
        <Select
          label={t("blocklist.messenger")}
          name="channel_kind"
          data={[
            { value: "", label: t("blocklist.messenger_any") },
            ...messengers.map((kind) => ({ value: kind, label: kind === "sms" ? "SMS" : named(kind) })),
          ]}
          value={values.channel_kind}
          error={errors.channel_kind}
          onChange={(value) => set("channel_kind", value ?? "")}
        />
      ) : null}
      {values.kind === "account" && !entry ? (
        <AccountField
          value={values.value}
          error={errors.value}
          choose={(account, name) => {
            set("value", account);
            if (!values.name.trim()) set("name", name.slice(0, 150));
          }}
        />
      ) : (
        <TextInput
          label={t("blocklist.value")}
          description={t(`blocklist.value_${values.kind}`)}
          name="value"
          data-autofocus
          maxLength={400}
          disabled={entry?.kind === "account"}
          value={values.value}
          error={errors.value}
          onChange={(event) => set("value", event.currentTarget.value)}
        />
      )}
      <TextInput
        label={t("blocklist.name")}
        description={t("blocklist.name_hint")}
        name="name"
        maxLength={150}
        value={values.name}
        error={errors.name}
        onChange={(event) => set("name", event.currentTarget.value)}
      />
      <SpanField
        span={values.valid_until}
        until={values.until}
        error={errors.valid_until}
        setSpan={(span) => set("valid_until", span)}
        setUntil={(until) => set("until", until)}
      />
      <PlacesField
        places={values.live_chat_ids}
        error={errors.live_chat_ids}
        set={(places) => set("live_chat_ids", places)}
        more={entry?.live_chats.map((place) => ({ value: place.id, label: place.name })) ?? []}
      />
      <ProbeCard
        list={values.list}
        probe={{
          kind: values.kind,
          value: values.value,
          channel_kind: values.kind === "messenger_id" && values.channel_kind ? values.channel_kind : null,
          live_chat_ids: values.live_chat_ids.length > 0 ? values.live_chat_ids : null,
        }}
      />
    </FormBody>
  );
}

const named = (kind: string) =>
  ({ whatsapp: "WhatsApp", vk: "VK", max: "MAX", line: "LINE" })[kind] ?? kind[0]?.toUpperCase() + kind.slice(1);
