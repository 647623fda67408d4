// Where the desk leads: which groups of sessions a person has in a live chat, and where to land.
import type { Me, MyLiveChat, SessionGroup } from "../../wire/rest";

/**
 * The groups of one live chat in the menu's order: what waits for me stands first, what is only looked through last, so
 * that everybody's hand learns the same places whether or not he supervises. Active sessions are the supervisors'.
 */
export function groupsOf(liveChat: MyLiveChat): SessionGroup[] {
  return liveChat.roles.includes("supervisor") ? ["queue", "mine", "active", "closed"] : ["queue", "mine", "closed"];
}

/** The place to open after signing in: the last one open here if it is still ours, else the first queue. */
export function firstPlace(me: Me): { liveChatId: string; group: SessionGroup } | null {
  const last = lastPlace();
  const liveChat = me.live_chats.find((each) => each.id === last?.liveChatId);
  if (last && liveChat && groupsOf(liveChat).includes(last.group)) return last;
  const first = me.live_chats[0];
  return first ? { liveChatId: first.id, group: "queue" } : null;
}

export function rememberPlace(liveChatId: string, group: SessionGroup): void {
  sessionStorage.setItem("deskbell.place", JSON.stringify({ liveChatId, group }));
}

function lastPlace(): { liveChatId: string; group: SessionGroup } | null {
  try {
    return JSON.parse(sessionStorage.getItem("deskbell.place") ?? "null");
  } catch {
    return null;
  }
}
