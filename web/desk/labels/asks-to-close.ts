import type { SessionPage } from "../../wire/rest";
import { queryClient } from "../query";
import { labelsQuery, reasonsOf } from "./queries";

/** Whether closing needs the dialog at all. Who presses Close before the reasons have come waits for them, rather than
 * close without having been asked. Rejects as the request does. */
export async function asksToClose({ session }: SessionPage): Promise<boolean> {
  const labels = await queryClient.ensureQueryData(labelsQuery);
  const missing = labels.parameters.some(
    (one) =>
      one.archived_at === null &&
      session.parameters[one.key] === undefined &&
      one.live_chats.some((place) => place.live_chat_id === session.live_chat_id && place.required),
  );
  return missing || reasonsOf(labels, session.live_chat_id).length > 0;
}

/** The same for sessions of these live chats at once, which fill in no parameters. */
export async function asksWhy(liveChats: string[]): Promise<boolean> {
  const labels = await queryClient.ensureQueryData(labelsQuery);
  return liveChats.some((chat) => reasonsOf(labels, chat).length > 0);
}
