// One channel, by its kind: a widget, an internal one, or one whose clients are at a provider.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { MissingPage } from "../app/broken";
import { liveChatQuery } from "../app/queries";
import { LoadingPage } from "../ui/states";
import { ChannelEditor } from "./channel-editor";
import { OutsideChannel } from "./channels/outside-channel";
import { InternalChannel } from "./internal-channel";

export function ChannelPage() {
  const { liveChatId, channelId } = useParams({ from: "/desk/settings/live-chats/$liveChatId/channels/$channelId" });
  const { data, error } = useQuery(liveChatQuery(liveChatId));
  if (error) throw error;
  if (!data) return <LoadingPage />;
  const channel = data.channels.find((each) => each.id === channelId);
  if (!channel) return <MissingPage />;
  const Editor =
    channel.kind === "internal" ? InternalChannel : channel.kind === "widget" ? ChannelEditor : OutsideChannel;
  return <Editor key={channel.id} liveChat={data} channel={channel} />;
}
