// One live chat in the menu. Only what waits for somebody is in colour: the queue, and unread messages of mine.
import { Tooltip } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconInbox from "@tabler/icons-react/dist/esm/icons/IconInbox.mjs";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
import { Link } from "@tanstack/react-router";
import type { LiveChatCounters, MyLiveChat, SessionGroup } from "../../wire/rest";
import { useWords } from "../words";
import { groupsOf } from "./places";

const signs = { queue: IconInbox, mine: IconMessageCircle, active: IconMessages, closed: IconArchive };

type LinksProps = { liveChat: MyLiveChat; counters?: LiveChatCounters | undefined; rail: boolean };

export function LiveChatLinks({ liveChat, counters, rail }: LinksProps) {
  const t = useWords();
  const heading = `live-chat-${liveChat.id}`;
  return (
    <section className="dk-menu-chat" aria-labelledby={heading}>
      <Tooltip label={liveChat.name} position="right" disabled={!rail}>
        <h2 id={heading} className="dk-menu-heading">
          {liveChat.name}
        </h2>
      </Tooltip>
      <ul>
        {groupsOf(liveChat).map((group) => {
          const Sign = signs[group];
          const count = countOf(group, counters);
          const words = count ? `${t(`menu.${group}`)}: ${t(count.words, { n: count.n })}` : t(`menu.${group}`);
          return (
            <li key={group}>
              <Tooltip label={words} position="right" disabled={!rail}>
                <Link
                  to="/live-chats/$liveChatId/$group"
                  params={{ liveChatId: liveChat.id, group }}
                  className="dk-menu-link"
                  activeProps={{ "data-active": true }}
                >
                  <Sign size={18} stroke={1.7} aria-hidden="true" />
                  <span className={rail ? "dk-hidden" : "dk-menu-label"}>{t(`menu.${group}`)}</span>
                  {count ? (
                    <span className="dk-menu-count" data-loud={count.loud || undefined}>
                      <span aria-hidden="true">{count.n > 99 ? "99+" : count.n}</span>
                      <span className="dk-hidden">{t(count.words, { n: count.n })}</span>
                    </span>
                  ) : null}
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type Count = { n: number; loud: boolean; words: "menu.waiting_count" | "menu.unread_count" | "menu.open_count" };

function countOf(group: SessionGroup, counters: LiveChatCounters | undefined): Count | null {
  if (!counters) return null;
  if (group === "queue") return counters.queue ? { n: counters.queue, loud: true, words: "menu.waiting_count" } : null;
  if (group === "mine") {
    if (counters.mine_unread) return { n: counters.mine_unread, loud: true, words: "menu.unread_count" };
    return counters.mine ? { n: counters.mine, loud: false, words: "menu.open_count" } : null;
  }
  if (group === "active" && counters.active) return { n: counters.active, loud: false, words: "menu.open_count" };
  return null;
}
