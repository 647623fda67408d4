// On a phone: the way into the menu, where I am, and what waits.
import { ActionIcon } from "@mantine/core";
import IconMenu2 from "@tabler/icons-react/dist/esm/icons/IconMenu2.mjs";
import { useParams, useRouterState } from "@tanstack/react-router";
import type { SessionGroup } from "../../wire/rest";
import { useCounters } from "../store";
import { StatusDot } from "../ui/avatar";
import { useWords } from "../words";
import { useInterface } from "./interface";
import { useMe } from "./me";

export function TopBar() {
  const t = useWords();
  const me = useMe();
  const counters = useCounters();
  const { liveChatId, group } = useParams({ strict: false });
  const inSettings = useRouterState({ select: (state) => state.location.pathname.startsWith("/settings") });
  const liveChat = me.live_chats.find((each) => each.id === liveChatId);
  const waiting = (counters?.waiting ?? 0) + (counters?.unread ?? 0);
  return (
    <header className="dk-top">
      <span className="dk-top-open">
        <ActionIcon size={40} aria-label={t("menu.open")} onClick={() => useInterface.setState({ drawer: true })}>
          <IconMenu2 size={22} stroke={1.7} />
        </ActionIcon>
        {waiting > 0 ? <span className="dk-top-dot" aria-hidden="true" /> : null}
      </span>
      <span className="dk-top-title">
        {liveChat && group ? t(`menu.${group as SessionGroup}`) : inSettings ? t("menu.settings") : me.workspace.name}
        {liveChat ? <span className="dk-top-chat">{liveChat.name}</span> : null}
      </span>
      {me.live_chats.length > 0 ? (
        <span className="dk-top-status">
          <StatusDot status={me.person.status} />
          {t(`status.${me.person.status}`)}
        </span>
      ) : null}
    </header>
  );
}
