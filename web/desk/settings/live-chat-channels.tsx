// Where a live chat's messages come from, and the way to one more source.
import { Button } from "@mantine/core";
import { useState } from "react";
import type { LiveChat } from "../../wire/rest";
import { Card } from "../ui/page";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { ChannelRow } from "./channel-row";
import { NewChannel } from "./new-channel";

export function LiveChatChannels({ liveChat }: { liveChat: LiveChat }) {
  const t = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <>
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
      <NewChannel opened={adding} liveChat={liveChat} close={() => setAdding(false)} />
    </>
  );
}
