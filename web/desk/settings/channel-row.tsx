import IconBuilding from "@tabler/icons-react/dist/esm/icons/IconBuilding.mjs";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import IconWorld from "@tabler/icons-react/dist/esm/icons/IconWorld.mjs";
import { Link } from "@tanstack/react-router";
import type { Channel } from "../../wire/rest";
import { useWords } from "../words";

export function ChannelRow({ channel }: { channel: Channel }) {
  const t = useWords();
  const inside = channel.kind === "internal";
  const { sites = [] } = channel.settings;
  const Sign = inside ? IconBuilding : IconWorld;
  return (
    <li>
      <Link
        to="/settings/live-chats/$liveChatId/channels/$channelId"
        params={{ liveChatId: channel.live_chat_id, channelId: channel.id }}
        className="pg-row"
      >
        <span
          className="st-channel-sign"
          style={{ background: channel.settings.colour ?? "#495057" }}
          aria-hidden="true"
        >
          <Sign size={18} stroke={1.7} color="#fff" />
        </span>
        <div className="pg-row-words">
          <span className="pg-row-title">
            {channel.name}
            {channel.state === "paused" ? <span className="pg-tag pg-tag-amber">{t("channel.paused")}</span> : null}
          </span>
          <span className="pg-row-hint">
            {inside ? t("channel.kind.internal") : t("channel.kind.widget")}
            {inside ? "" : " · "}
            {inside
              ? ""
              : sites.length > 0
                ? sites.map((site) => site.replace(/^https?:\/\//, "")).join(", ")
                : t("channel.no_sites")}
          </span>
        </div>
        <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
      </Link>
    </li>
  );
}
