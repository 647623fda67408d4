// One live chat in the menu. Only what waits for somebody is in colour: the queue, and unread messages of mine.
import { Tooltip, UnstyledButton } from "@mantine/core";
import IconArchive from "@tabler/icons-react/dist/esm/icons/IconArchive.mjs";
import IconChevronDown from "@tabler/icons-react/dist/esm/icons/IconChevronDown.mjs";
import IconDeviceTv from "@tabler/icons-react/dist/esm/icons/IconDeviceTv.mjs";
import IconInbox from "@tabler/icons-react/dist/esm/icons/IconInbox.mjs";
import IconMessageCircle from "@tabler/icons-react/dist/esm/icons/IconMessageCircle.mjs";
import IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
import { Link, useNavigate } from "@tanstack/react-router";
import type { LiveChatCounters, MyLiveChat, SessionGroup } from "../../wire/rest";
import { useWords } from "../words";
import { putAway, useInterface } from "./interface";
import { useMe } from "./me";
import { groupsOf } from "./places";

const signs = { queue: IconInbox, mine: IconMessageCircle, active: IconMessages, closed: IconArchive };

type LinksProps = { liveChat: MyLiveChat; counters?: LiveChatCounters | undefined; rail: boolean };

export function LiveChatLinks({ liveChat, counters, rail }: LinksProps) {
  const t = useWords();
  const away = useInterface((state) => state.closedChats.includes(liveChat.id)) && !rail;
  const waiting = (counters?.queue ?? 0) + (counters?.mine_unread ?? 0);
  const heading = `live-chat-${liveChat.id}`;
  return (
    <section className="dk-menu-chat" aria-labelledby={heading}>
      <Tooltip label={liveChat.name} position="right" disabled={!rail}>
        <h2 id={heading} className="dk-menu-heading">
          {rail ? (
            liveChat.name
          ) : (
            <UnstyledButton aria-expanded={!away} onClick={() => putAway(liveChat.id, !away)}>
              <span className="dk-menu-label">{liveChat.name}</span>
              {away && waiting > 0 ? <Badge n={waiting} loud words={t("menu.waiting_count", { n: waiting })} /> : null}
              <IconChevronDown size={14} stroke={2} className="dk-menu-fold" aria-hidden="true" />
            </UnstyledButton>
          )}
        </h2>
      </Tooltip>
      {away ? null : (
        <ul>
          {groupsOf(liveChat).map((group) => (
            <li key={group}>
              <GroupLink liveChat={liveChat} group={group} count={countOf(group, counters)} rail={rail} />
              {group === "queue" && counters?.queue ? (
                <TakeCounter liveChat={liveChat} n={counters.queue} rail={rail} />
              ) : null}
            </li>
          ))}
          {liveChat.roles.includes("supervisor") ? (
            <li>
              <WallboardLink liveChat={liveChat} rail={rail} />
            </li>
          ) : null}
        </ul>
      )}
    </section>
  );
}

type GroupLinkProps = { liveChat: MyLiveChat; group: SessionGroup; count: Count | null; rail: boolean };

function GroupLink({ liveChat, group, count, rail }: GroupLinkProps) {
  const t = useWords();
  const Sign = signs[group];
  const name = t(`menu.${group}`);
  const counted = count ? t(count.words, { n: count.n }) : null;
  return (
    <Tooltip label={counted ? `${name}: ${counted}` : name} position="right" disabled={!rail}>
      <Link
        to="/live-chats/$liveChatId/$group"
        params={{ liveChatId: liveChat.id, group }}
        className="dk-menu-link"
        activeProps={{ "data-active": true }}
      >
        <Sign size={18} stroke={1.7} aria-hidden="true" />
        <span className={rail ? "dk-hidden" : "dk-menu-label"}>{name}</span>
        {count && counted && !(group === "queue" && takes(liveChat)) ? (
          <Badge n={count.n} loud={count.loud} words={counted} />
        ) : null}
      </Link>
    </Tooltip>
  );
}

const takes = (liveChat: MyLiveChat) => liveChat.roles.includes("operator");

/** The counter of those who wait opens the one who has waited longest, and makes the session mine. */
function TakeCounter({ liveChat, n, rail }: { liveChat: MyLiveChat; n: number; rail: boolean }) {
  const t = useWords();
  const navigate = useNavigate();
  const offline = useMe().person.status === "offline";
  if (!takes(liveChat)) return null;
  const take = async () => {
    const { takeNext } = await import("../sessions/deeds");
    const detail = await takeNext(liveChat.id);
    if (!detail) return;
    const params = { liveChatId: liveChat.id, group: "mine", sessionId: detail.id };
    await navigate({ to: "/live-chats/$liveChatId/$group/$sessionId", params });
  };
  return (
    <Tooltip
      label={t(offline ? "error.offline_may_only_look" : "menu.take_longest")}
      position="right"
      multiline
      maw={240}
    >
      <UnstyledButton
        className="dk-menu-take"
        data-rail={rail || undefined}
        aria-disabled={offline || undefined}
        onClick={offline ? undefined : take}
      >
        <Badge n={n} loud words={`${t("menu.waiting_count", { n })}. ${t("menu.take_longest")}`} />
      </UnstyledButton>
    </Tooltip>
  );
}

function WallboardLink({ liveChat, rail }: { liveChat: MyLiveChat; rail: boolean }) {
  const t = useWords();
  return (
    <Tooltip label={t("menu.now")} position="right" disabled={!rail}>
      <Link
        to="/live-chats/$liveChatId/now"
        params={{ liveChatId: liveChat.id }}
        className="dk-menu-link"
        activeProps={{ "data-active": true }}
      >
        <IconDeviceTv size={18} stroke={1.7} aria-hidden="true" />
        <span className={rail ? "dk-hidden" : "dk-menu-label"}>{t("menu.now")}</span>
      </Link>
    </Tooltip>
  );
}

function Badge({ n, loud, words }: { n: number; loud: boolean; words: string }) {
  return (
    <span className="dk-menu-count" data-loud={loud || undefined}>
      <span aria-hidden="true">{n > 99 ? "99+" : n}</span>
      <span className="dk-hidden">{words}</span>
    </span>
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
