/** What can be done with a session: each deed answers with the session as it now is, or a refusal in words. */
import type { Priority, SessionDetail } from "../../wire/rest";
import { ApiError, api } from "../api";
import { showDetail } from "../store/lists";
import { notify } from "../ui/notify";
import { errorWords } from "../words/errors";

/** Says why not. A deed that failed for lack of an answer may have been done: the socket will tell. */
export function tellRefusal(error: unknown): void {
  notify.error(error);
}

async function deed(call: Promise<SessionDetail>): Promise<SessionDetail | null> {
  try {
    const detail = await call;
    showDetail(detail);
    return detail;
  } catch (error) {
    tellRefusal(error);
    return null;
  }
}

export const take = (session: string) => deed(api.post<SessionDetail>(`sessions/${session}/take`));
export const close = (session: string, reason: string | null = null) =>
  deed(api.post<SessionDetail>(`sessions/${session}/close`, reason ? { close_reason_id: reason } : {}));
export const reopen = (session: string) => deed(api.post<SessionDetail>(`sessions/${session}/reopen`));
export const assign = (session: string, to: { operator_id: string } | { group_id: string }) =>
  deed(api.post<SessionDetail>(`sessions/${session}/assign`, to));
export const join = (session: string) => deed(api.post<SessionDetail>(`sessions/${session}/join`));
export const leave = (session: string) => deed(api.post<SessionDetail>(`sessions/${session}/leave`));
export const setPriority = (session: string, priority: Priority) =>
  deed(api.put<SessionDetail>(`sessions/${session}/priority`, { priority }));
export const renameSession = (session: string, name: string | null) =>
  deed(api.put<SessionDetail>(`sessions/${session}/name`, { name }));
export const renameClient = (session: string, name: string) =>
  deed(api.put<SessionDetail>(`sessions/${session}/client-name`, { name }));

/** Takes whoever waits longest; null when nobody does any more, or when it was refused. */
export async function takeNext(liveChat: string): Promise<SessionDetail | null> {
  try {
    const detail = await api.post<SessionDetail>(`live-chats/${liveChat}/take-next`);
    showDetail(detail);
    return detail;
  } catch (error) {
    const empty = error instanceof ApiError && error.code === "queue_empty";
    if (empty) notify.say(errorWords(error));
    else notify.error(error);
    return null;
  }
}
