import type { Channel, ChannelState } from "../../../wire/rest";
import { useWords } from "../../words";

/** How a channel is, in one word. */
export function StateTag({ channel, state }: { channel: Channel; state: ChannelState | undefined }) {
  const t = useWords();
  if (!state) return null;
  if (!state.connected) return <span className="pg-tag">{t("set_up.not_connected")}</span>;
  if (channel.state === "paused") return <span className="pg-tag pg-tag-amber">{t("channel.paused")}</span>;
  if (state.health === "broken") return <span className="pg-tag st-tag-red">{t("channels.health.broken")}</span>;
  if (state.health === "warning") return <span className="pg-tag pg-tag-amber">{t("channels.health.warning")}</span>;
  return <span className="pg-tag st-tag-green">{t("set_up.connected")}</span>;
}
