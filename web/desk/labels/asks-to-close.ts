import type { SessionPage } from "../../wire/rest";
import { reasonsOf, useLabels } from "./queries";

/** Whether closing needs the dialog at all. */
export function useAsksToClose(page: SessionPage | undefined): boolean {
  const labels = useLabels();
  if (!page) return false;
  const { session } = page;
  const missing = labels.parameters.some(
    (one) =>
      one.archived_at === null &&
      session.parameters[one.key] === undefined &&
      one.live_chats.some((place) => place.live_chat_id === session.live_chat_id && place.required),
  );
  return missing || reasonsOf(labels, session.live_chat_id).length > 0;
}
