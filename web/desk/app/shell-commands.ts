// What the command bar offers on every page.
import { useMantineColorScheme } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import type { SessionGroup } from "../../wire/rest";
import { signOut } from "../auth/sign-out";
import { settingsPages } from "../settings/pages";
import { useWords } from "../words";
import { type Command, useCommands } from "./commands";
import { useInterface } from "./interface";
import { useMe } from "./me";
import { deskPages } from "./pages";
import { groupsOf } from "./places";
import type { ShortcutId } from "./shortcuts";
import { changeStatus } from "./status";
import { changeTheme } from "./theme-switch";

const going: Record<SessionGroup, ShortcutId> = {
  queue: "goQueue",
  mine: "goMine",
  active: "goActive",
  closed: "goClosed",
};

export function useShellCommands(): void {
  const t = useWords();
  const me = useMe();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();

  const commands = useMemo(() => {
    const list: Command[] = [];
    for (const [place, liveChat] of me.live_chats.entries()) {
      for (const group of groupsOf(liveChat)) {
        list.push({
          id: `go-${liveChat.id}-${group}`,
          section: t("commands.go"),
          label: t(`menu.${group}`),
          hint: liveChat.name,
          ...(place === 0 ? { shortcut: going[group] } : {}),
          run: () => navigate({ to: "/live-chats/$liveChatId/$group", params: { liveChatId: liveChat.id, group } }),
        });
      }
    }
    for (const liveChat of me.live_chats.filter((each) => each.roles.includes("supervisor"))) {
      list.push({
        id: `now-${liveChat.id}`,
        section: t("commands.go"),
        label: t("menu.now"),
        hint: liveChat.name,
        run: () => navigate({ to: "/live-chats/$liveChatId/now", params: { liveChatId: liveChat.id } }),
      });
    }
    for (const liveChat of me.live_chats) {
      if (!liveChat.can_begin || !liveChat.roles.includes("operator")) continue;
      list.push({
        id: `begin-${liveChat.id}`,
        section: t("sessions.title"),
        label: t("sessions.begin"),
        hint: liveChat.name,
        run: () => {
          useInterface.setState({ newSession: liveChat.id });
          void navigate({
            to: "/live-chats/$liveChatId/$group",
            params: { liveChatId: liveChat.id, group: "mine" },
          });
        },
      });
    }
    for (const page of deskPages(me)) {
      list.push({
        id: `page-${page.to}`,
        section: t("commands.go"),
        label: t(page.words),
        hint: t(`menu.section.${page.section}`),
        run: () => navigate({ to: page.to }),
      });
    }
    for (const status of ["online", "away", "offline"] as const) {
      list.push({
        id: `status-${status}`,
        section: t("commands.status"),
        label: t(`status.${status}`),
        hint: t(`status.${status}_hint`),
        run: () => changeStatus(status),
      });
    }
    for (const page of settingsPages(me)) {
      list.push({
        id: `settings-${page.to}`,
        section: t("commands.settings"),
        label: t(page.words),
        run: () => navigate({ to: page.to }),
      });
    }
    for (const theme of ["light", "dark", "auto"] as const) {
      list.push({
        id: `theme-${theme}`,
        section: t("commands.look"),
        label: t(`commands.theme_${theme}`),
        run: () => changeTheme(theme, setColorScheme),
      });
    }
    list.push(
      {
        id: "shortcuts",
        section: t("commands.help"),
        label: t("menu.shortcuts"),
        shortcut: "help",
        run: () => useInterface.setState({ shortcuts: true }),
      },
      { id: "sign-out", section: t("commands.help"), label: t("menu.sign_out"), run: () => signOut(navigate) },
    );
    return list;
  }, [t, me, navigate, setColorScheme]);

  useCommands(commands);
}
