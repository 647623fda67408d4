// An internal channel: to whose groups it is offered, and what employees read above the first message.
import { Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Channel, LiveChat, Named } from "../../wire/rest";
import { api } from "../api";
import { refreshSettings } from "../app/queries";
import { queryClient } from "../query";
import { BackLink } from "../ui/back-link";
import { useForm } from "../ui/form";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { Problem } from "../ui/problem";
import { SaveBar } from "../ui/save-bar";
import { LoadingPage } from "../ui/states";
import { useWords } from "../words";
import { ChannelDeeds } from "./channel-deeds";
import { GroupSelect } from "./group-select";

type Inside = { title: string; greeting: string };
type Values = Inside & { name: string; group_ids: string[] };
type InternalProps = { liveChat: LiveChat; channel: Channel };

const offerQuery = (channel: string) => ({
  queryKey: ["live-chats", "offer", channel],
  queryFn: () => api.get<{ items: Named[] }>(`channel-offers/${channel}`),
});

export function InternalChannel({ liveChat, channel }: InternalProps) {
  const { data, error } = useQuery(offerQuery(channel.id));
  if (error) throw error;
  return data ? (
    <Loaded liveChat={liveChat} channel={channel} offer={data.items.map((one) => one.id)} />
  ) : (
    <LoadingPage />
  );
}

function Loaded({ liveChat, channel, offer }: InternalProps & { offer: string[] }) {
  const t = useWords();
  const look = channel.settings as unknown as Inside;
  const stored: Values = { name: channel.name, title: look.title, greeting: look.greeting, group_ids: offer };
  const form = useForm<Values>({
    initial: stored,
    check: ({ name }) => ({ name: name.trim() ? "" : t("field.required") }),
    send: async ({ name, title, greeting, group_ids }) => {
      await api.patch<Channel>(`channels/${channel.id}`, { name: name.trim(), settings: { title, greeting } });
      const kept = await api.put<{ items: Named[] }>(`channel-offers/${channel.id}`, { group_ids });
      queryClient.setQueryData(offerQuery(channel.id).queryKey, kept);
      form.reset({ name, title, greeting, group_ids });
      notify.ok(t("saved"));
      await refreshSettings();
    },
  });
  const { values, errors, set } = form;
  const below = { inputWrapperOrder: ["label" as const, "input" as const, "description" as const, "error" as const] };
  return (
    <Page
      title={channel.name}
      hint={channel.state === "paused" ? <span className="pg-tag pg-tag-amber">{t("channel.paused_hint")}</span> : null}
      above={
        <BackLink to="/settings/live-chats/$liveChatId" params={{ liveChatId: liveChat.id }}>
          {liveChat.name}
        </BackLink>
      }
    >
      <form onSubmit={form.submit} noValidate>
        <Problem words={form.problem} />
        <Card title={t("channel.kind.internal")} hint={t("channel.internal_hint")}>
          <GroupSelect
            name="group_ids"
            label={t("channel.offered")}
            hint={t("channel.offered_hint")}
            value={values.group_ids}
            error={errors.group_ids}
            change={(ids) => set("group_ids", ids)}
          />
          <TextInput
            label={t("channel.name")}
            name="name"
            maxLength={100}
            value={values.name}
            error={errors.name}
            onChange={(event) => set("name", event.currentTarget.value)}
          />
          <TextInput
            label={t("channel.title")}
            description={t("channel.internal_title_hint")}
            {...below}
            name="title"
            maxLength={60}
            placeholder={liveChat.name}
            value={values.title}
            error={errors.title}
            onChange={(event) => set("title", event.currentTarget.value)}
          />
          <Textarea
            label={t("channel.greeting")}
            description={t("channel.internal_greeting_hint")}
            {...below}
            name="greeting"
            maxLength={500}
            autosize
            minRows={2}
            value={values.greeting}
            error={errors.greeting}
            onChange={(event) => set("greeting", event.currentTarget.value)}
          />
          <SaveBar form={form} discard={() => form.reset(stored)} />
        </Card>
      </form>
      <ChannelDeeds channel={channel} />
    </Page>
  );
}
