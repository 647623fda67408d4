import { SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import type { Channel, LiveChat, WidgetSettings } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { useForm } from "../ui/form";
import { FormBody, FormDialog } from "../ui/form-dialog";
import { useWords } from "../words";
import { siteOf, siteWords } from "./sites";

type NewChannelProps = { opened: boolean; liveChat: LiveChat; close: () => void };

export function NewChannel({ opened, liveChat, close }: NewChannelProps) {
  const t = useWords();
  return (
    <FormDialog opened={opened} close={close} title={t("channel.new")}>
      <Fields liveChat={liveChat} close={close} />
    </FormDialog>
  );
}

function Fields({ liveChat, close }: Omit<NewChannelProps, "opened">) {
  const t = useWords();
  const navigate = useNavigate();
  const form = useForm({
    initial: { name: "", site: "", kind: "widget" },
    check: ({ name, site }) => ({
      name: name.trim() ? "" : t("field.required"),
      site: site.trim() ? siteWords(site) : "",
    }),
    fieldOf: { name_taken: "name" },
    send: async ({ name, site, kind }) => {
      const settings: Partial<WidgetSettings> = kind === "widget" && site.trim() ? { sites: [siteOf(site)] } : {};
      const body = { kind, name: name.trim(), settings };
      const made = await api.post<Channel>(`live-chats/${liveChat.id}/channels`, body);
      close();
      await refreshSettings();
      await navigate({
        to: "/settings/live-chats/$liveChatId/channels/$channelId",
        params: { liveChatId: liveChat.id, channelId: made.id },
      });
    },
  });
  return (
    <FormBody form={form} action={t("do.create")} close={close}>
      <SegmentedControl
        fullWidth
        aria-label={t("channel.kind")}
        data={(["widget", "internal"] as const).map((kind) => ({ value: kind, label: t(`channel.kind.${kind}`) }))}
        value={form.values.kind}
        onChange={(kind) => form.set("kind", kind)}
      />
      <TextInput
        label={t("channel.name")}
        description={t("channel.name_hint")}
        inputWrapperOrder={["label", "input", "description", "error"]}
        placeholder={t("channel.name_placeholder")}
        name="name"
        data-autofocus
        maxLength={100}
        value={form.values.name}
        error={form.errors.name}
        onChange={(event) => form.set("name", event.currentTarget.value)}
      />
      {form.values.kind === "widget" ? (
        <TextInput
          label={t("channel.first_site")}
          description={t("channel.first_site_hint")}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder="https://shop.example"
          inputMode="url"
          name="site"
          value={form.values.site}
          error={form.errors.site}
          onChange={(event) => form.set("site", event.currentTarget.value)}
        />
      ) : null}
    </FormBody>
  );
}
