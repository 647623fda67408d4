import { Button } from "@mantine/core";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { liveChatsQuery } from "../app/queries";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { NewLiveChat } from "./new-live-chat";

export function LiveChatsPage() {
  const t = useWords();
  const liveChats = useQuery(liveChatsQuery);
  const slow = useSlow();
  const [creating, setCreating] = useState(false);
  return (
    <Page
      title={t("settings.live_chats")}
      hint={t("live_chats.hint")}
      action={<Button onClick={() => setCreating(true)}>{t("live_chats.new")}</Button>}
    >
      <Card flush>
        {liveChats.error ? <p className="st-problem">{errorWords(liveChats.error)}</p> : null}
        {liveChats.isPending && slow ? <RowsSkeleton rows={3} /> : null}
        {liveChats.data?.length ? (
          <ul className="pg-list">
            {liveChats.data.map((liveChat) => (
              <li key={liveChat.id}>
                <Link to="/settings/live-chats/$liveChatId" params={{ liveChatId: liveChat.id }} className="pg-row">
                  <div className="pg-row-words">
                    <span className="pg-row-title">{liveChat.name}</span>
                    <span className="pg-row-hint">
                      {liveChat.operator_groups.map((group) => group.name).join(", ")}
                    </span>
                  </div>
                  <span className="pg-row-side">
                    {liveChat.channels.length === 0 ? (
                      <span className="pg-tag pg-tag-amber">{t("live_chats.no_channels")}</span>
                    ) : (
                      t("live_chats.channels", { n: liveChat.channels.length })
                    )}
                  </span>
                  <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        ) : null}
        {liveChats.data?.length === 0 ? (
          <EmptyState
            compact
            sign="live-chat"
            title={t("home.empty_administrator")}
            hint={t("home.empty_administrator_hint")}
          />
        ) : null}
      </Card>
      <NewLiveChat opened={creating} close={() => setCreating(false)} />
    </Page>
  );
}
