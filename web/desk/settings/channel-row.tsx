import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconWorld from "@tabler/icons-react/dist/esm/icons/IconWorld.mjs";
import { Link } from "@tanstack/react-router";
import type { Channel } from "../../wire/rest";
import { useWords } from "../words";

export function ChannelRow({ channel }: { channel: Channel }) {
  const t = useWords();
  const { sites } = channel.settings;
  return (
    <li>
      <Link
        to="/settings/live-chats/$liveChatId/channels/$channelId"
        params={{ liveChatId: channel.live_chat_id, channelId: channel.id }}
        className="pg-row"
      >
        <span className="st-channel-sign" style={{ background: channel.settings.colour }} aria-hidden="true">
          <IconWorld size={18} stroke={1.7} color="#fff" />
        </span>
        <div className="pg-row-words">
          <span className="pg-row-title">
            {channel.name}
            {channel.state === "paused" ? <span className="pg-tag pg-tag-amber">{t("channel.paused")}</span> : null}
          </span>
          <span className="pg-row-hint">
            {t("channel.kind.widget")}
            {" · "}
            {sites.length > 0
              ? sites.map((site) => site.replace(/^https?:\/\//, "")).join(", ")
              : t("channel.no_sites")}
          </span>
        </div>
        <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
      </Link>
    </li>
  );
}
