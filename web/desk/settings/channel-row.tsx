import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { Link } from "@tanstack/react-router";
import type { Channel } from "../../wire/rest";
import { useChannelState } from "../store/channels";
import { ChannelSign, channelColour } from "../ui/channel-sign";
import { useWords } from "../words";
import { kindName, useKindWords } from "./channels/kinds";
import { StateTag } from "./channels/state-tag";
import "./channels/channels.css";

export function ChannelRow({ channel }: { channel: Channel }) {
  const t = useWords();
  const say = useKindWords();
  const state = useChannelState(channel.id);
  const widget = channel.kind === "widget";
  const outside = !widget && channel.kind !== "internal";
  const { sites = [] } = channel.settings;
  const where = widget
    ? sites.map((site) => site.replace(/^https?:\/\//, "")).join(", ") || t("channel.no_sites")
    : (state?.named ?? "");
  return (
    <li>
      <Link
        to="/settings/live-chats/$liveChatId/channels/$channelId"
        params={{ liveChatId: channel.live_chat_id, channelId: channel.id }}
        className="pg-row"
      >
        <span
          className="st-channel-sign"
          style={{ background: (widget && channel.settings.colour) || channelColour(channel.kind), color: "#fff" }}
          aria-hidden="true"
        >
          <ChannelSign kind={channel.kind} />
        </span>
        <div className="pg-row-words">
          <span className="pg-row-title">
            {channel.name}
            {outside ? (
              <StateTag channel={channel} state={state} />
            ) : channel.state === "paused" ? (
              <span className="pg-tag pg-tag-amber">{t("channel.paused")}</span>
            ) : null}
          </span>
          <span className="pg-row-hint">
            {kindName(say, t, channel.kind)}
            {where ? ` · ${where}` : ""}
          </span>
        </div>
        <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
      </Link>
    </li>
  );
}
