// A widget: where it may stand, how it looks and speaks, and beside it how that will be.
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { MissingPage } from "../app/broken";
import { liveChatQuery } from "../app/queries";
import { LoadingPage } from "../ui/states";
import { ChannelEditor } from "./channel-editor";

export function ChannelPage() {
  const { liveChatId, channelId } = useParams({ from: "/desk/settings/live-chats/$liveChatId/channels/$channelId" });
  const { data, error } = useQuery(liveChatQuery(liveChatId));
  if (error) throw error;
  if (!data) return <LoadingPage />;
  const channel = data.channels.find((each) => each.id === channelId);
  return channel ? <ChannelEditor key={channel.id} liveChat={data} channel={channel} /> : <MissingPage />;
}
