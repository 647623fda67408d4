// The left menu: search, the live chats with their groups of sessions, settings, me. Folded it is a rail of signs.
import { ActionIcon, Tooltip } from "@mantine/core";
import IconLayoutSidebar from "@tabler/icons-react/dist/esm/icons/IconLayoutSidebar.mjs";
import IconSearch from "@tabler/icons-react/dist/esm/icons/IconSearch.mjs";
import IconSettings from "@tabler/icons-react/dist/esm/icons/IconSettings.mjs";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useCounters } from "../store";
import { Keys } from "../ui/keys";
import { Mark } from "../ui/mark";
import { useWords } from "../words";
import { fold, useInterface } from "./interface";
import { useMe } from "./me";
import { LiveChatLinks } from "./menu-live-chat";
import { MenuPages, NoLiveChats } from "./menu-pages";
import { PersonMenu } from "./person-menu";
import { keysOf } from "./shortcuts";

// What rings and what does not: with the notices' own code, after the first paint.
const NoticeHealth = lazy(() => import("../notices/health").then((file) => ({ default: file.NoticeHealth })));

export function Menu({ rail, inDrawer }: { rail: boolean; inDrawer?: boolean }) {
  const t = useWords();
  const me = useMe();
  const counters = useCounters();
  const openCommands = () => useInterface.setState({ commands: true, drawer: false });

  return (
    <nav className="dk-menu" aria-label={t("menu.label")} data-rail={rail || undefined}>
      <div className="dk-menu-head">
        {rail ? null : (
          <Link to="/" className="dk-menu-name">
            <Mark size={24} />
            <span className="dk-menu-workspace">{me.workspace.name}</span>
          </Link>
        )}
        {inDrawer ? null : (
          <Tooltip label={t(rail ? "menu.unfold" : "menu.fold")} position="right">
            <ActionIcon
              aria-label={t(rail ? "menu.unfold" : "menu.fold")}
              aria-expanded={!rail}
              onClick={() => fold(!rail)}
            >
              <IconLayoutSidebar size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <Tooltip label={t("menu.search")} position="right" disabled={!rail}>
        <button type="button" className="dk-menu-search" onClick={openCommands}>
          <IconSearch size={16} stroke={1.8} aria-hidden="true" />
          <span className={rail ? "dk-hidden" : "dk-menu-label"}>{t("menu.search")}</span>
          {rail || inDrawer ? null : <Keys keys={keysOf("commands")} />}
        </button>
      </Tooltip>
      <div className="dk-menu-scroll">
        <MenuPages rail={rail} />
        {me.live_chats.map((liveChat) => (
          <LiveChatLinks
            key={liveChat.id}
            liveChat={liveChat}
            {...(counters?.live_chats[liveChat.id] ? { counters: counters.live_chats[liveChat.id] } : {})}
            rail={rail}
          />
        ))}
        {me.live_chats.length === 0 ? <NoLiveChats rail={rail} /> : null}
      </div>
      <div className="dk-menu-foot">
        <Suspense>
          <NoticeHealth rail={rail} />
        </Suspense>
        {me.person.administrator ? (
          <Tooltip label={t("menu.settings")} position="right" disabled={!rail}>
            <Link to="/settings" className="dk-menu-link" activeProps={{ "data-active": true }}>
              <IconSettings size={18} stroke={1.7} aria-hidden="true" />
              <span className={rail ? "dk-hidden" : "dk-menu-label"}>{t("menu.settings")}</span>
            </Link>
          </Tooltip>
        ) : null}
        <PersonMenu rail={rail} />
      </div>
    </nav>
  );
}
