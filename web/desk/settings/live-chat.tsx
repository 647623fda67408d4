// One live chat: who serves it, its channels, its rules.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { LiveChat } from "../../wire/rest";
import { api } from "../api";
import { liveChatQuery, refreshSettings } from "../app/queries";
import { ParametersHere } from "../labels/here-card";
import { BackLink } from "../ui/back-link";
import { confirm } from "../ui/confirm";
import { notify } from "../ui/notify";
import { Card, Page } from "../ui/page";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords } from "../words";
import { ChannelRow } from "./channel-row";
import { LiveChatForm } from "./live-chat-form";
import { NewChannel } from "./new-channel";

export function LiveChatPage() {
  const { liveChatId } = useParams({ from: "/desk/settings/live-chats/$liveChatId" });
  const { data, error } = useQuery(liveChatQuery(liveChatId));
  if (error) throw error;
  return data ? <Loaded key={data.id} liveChat={data} /> : <LoadingPage />;
}

function Loaded({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);

  const archive = async () => {
    const sure = await confirm({
      title: t("live_chat.archive_title", { name: liveChat.name }),
      body: t("live_chat.archive_body"),
      action: t("do.archive"),
      danger: true,
    });
    if (!sure) return;
    try {
      await api.post(`live-chats/${liveChat.id}/archive`);
      notify.ok(t("live_chat.archived_one", { name: liveChat.name }));
      await navigate({ to: "/settings/live-chats" });
      await refreshSettings();
    } catch (refused) {
      notify.error(refused);
    }
  };

  return (
    <Page title={liveChat.name} above={<BackLink to="/settings/live-chats">{t("settings.live_chats")}</BackLink>}>
      <Card
        title={t("live_chat.channels")}
        hint={t("live_chat.channels_hint")}
        flush
        action={
          liveChat.channels.length > 0 ? (
            <Button variant="default" onClick={() => setAdding(true)}>
              {t("channel.add")}
            </Button>
          ) : null
        }
      >
        {liveChat.channels.length > 0 ? (
          <ul className="pg-list">
            {liveChat.channels.map((channel) => (
              <ChannelRow key={channel.id} channel={channel} />
            ))}
          </ul>
        ) : (
          <EmptyState
            compact
            sign="live-chat"
            title={t("channel.none")}
            hint={t("channel.none_hint")}
            action={<Button onClick={() => setAdding(true)}>{t("channel.add")}</Button>}
          />
        )}
      </Card>
      <LiveChatForm liveChat={liveChat} />
      <ParametersHere liveChat={liveChat.id} />
      <Card>
        <div className="pg-danger">
          <div>
            <b>{t("live_chat.archive")}</b>
            <p className="pg-hint">{t("live_chat.archive_hint")}</p>
          </div>
          <Button color="red" variant="outline" onClick={archive}>
            {t("do.archive")}
          </Button>
        </div>
      </Card>
      <NewChannel opened={adding} liveChat={liveChat} close={() => setAdding(false)} />
    </Page>
  );
}
