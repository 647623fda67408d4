// One live chat: its head, its tabs, each with an address of its own, and the one that is looked at.
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { MissingPage } from "../app/broken";
import { liveChatQuery } from "../app/queries";
import { ParametersHere } from "../labels/here-card";
import { BackLink } from "../ui/back-link";
import { Page } from "../ui/page";
import { LoadingPage } from "../ui/states";
import { useWords } from "../words";
import { LiveChatApps } from "./live-chat-apps";
import { LiveChatChannels } from "./live-chat-channels";
import { LiveChatGeneral } from "./live-chat-general";
import { LiveChatGroups } from "./live-chat-groups";
import { LiveChatHoursTab } from "./live-chat-hours";
import { LiveChatLimits } from "./live-chat-limits";
import { LiveChatSessionsTab } from "./live-chat-sessions";
import "./live-chat.css";

const tabs = ["general", "groups", "channels", "hours", "parameters", "apps", "sessions", "limits"] as const;
type Tab = (typeof tabs)[number];

export function LiveChatPage() {
  const { liveChatId = "", tab = "general" } = useParams({ strict: false });
  const { data, error } = useQuery(liveChatQuery(liveChatId));
  const t = useWords();
  if (error) throw error;
  if (!tabs.includes(tab as Tab)) return <MissingPage />;
  if (!data) return <LoadingPage />;
  return (
    <Page title={data.name} above={<BackLink to="/settings/live-chats">{t("settings.live_chats")}</BackLink>}>
      <Tabs liveChatId={liveChatId} tab={tab as Tab} />
      <div key={`${data.id}-${tab}`}>
        {tab === "general" ? <LiveChatGeneral liveChat={data} /> : null}
        {tab === "groups" ? <LiveChatGroups liveChat={data} /> : null}
        {tab === "channels" ? <LiveChatChannels liveChat={data} /> : null}
        {tab === "hours" ? <LiveChatHoursTab liveChat={data} /> : null}
        {tab === "parameters" ? <ParametersHere liveChat={data.id} /> : null}
        {tab === "apps" ? <LiveChatApps liveChat={data.id} /> : null}
        {tab === "sessions" ? <LiveChatSessionsTab liveChat={data} /> : null}
        {tab === "limits" ? <LiveChatLimits liveChat={data} /> : null}
      </div>
    </Page>
  );
}

/** Links, so that each tab can be kept, sent and gone back to; a form with changes asks before it is left. */
function Tabs({ liveChatId, tab }: { liveChatId: string; tab: Tab }) {
  const t = useWords();
  const strip = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: on a phone the strip scrolls, and the tab chosen may be beyond its edge
  useEffect(() => {
    strip.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [tab]);
  return (
    <nav ref={strip} className="lc-tabs" aria-label={t("live_chat.tabs")}>
      {tabs.map((one) => (
        <Link
          key={one}
          className="lc-tab"
          {...(one === "general"
            ? { to: "/settings/live-chats/$liveChatId", params: { liveChatId } }
            : { to: "/settings/live-chats/$liveChatId/$tab", params: { liveChatId, tab: one } })}
          activeOptions={{ exact: true }}
          {...(one === tab ? { "aria-current": "page" as const } : {})}
        >
          {t(`live_chat.tab.${one}`)}
        </Link>
      ))}
    </nav>
  );
}
