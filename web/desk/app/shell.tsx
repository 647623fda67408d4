// The frame around every page: the menu, the connection's banner, the command bar, what asks for the password again.
import { Drawer } from "@mantine/core";
import { Outlet, useNavigate, useParams, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect } from "react";
import type { Me, SessionGroup } from "../../wire/rest";
import { SignInAgain } from "../auth/again";
import { startDesk } from "../store";
import { ConfirmHost } from "../ui/confirm";
import { useTitle } from "../ui/title";
import { useWords } from "../words";
import { CommandBar } from "./command-bar";
import { ConnectionBanner } from "./connection";
import { fold, useInterface, useNarrow, usePhone } from "./interface";
import { useMe } from "./me";
import { Menu } from "./menu";
import { firstPlace, groupsOf, rememberPlace } from "./places";
import { useShellCommands } from "./shell-commands";
import { useShortcuts } from "./shortcuts";
import { OfflineQuestion, OfflineStrip } from "./status";
import { TopBar } from "./top-bar";
import "./shell.css";
import "./shell-person.css";

const ShortcutsSheet = lazy(() => import("./shortcuts-sheet").then((file) => ({ default: file.ShortcutsSheet })));
const ChannelsBanner = lazy(() => import("../channels/banner").then((file) => ({ default: file.ChannelsBanner })));
const Notices = lazy(() => import("../notices").then((file) => ({ default: file.Notices })));

export function Shell() {
  const t = useWords();
  const me = useMe();
  const phone = usePhone();
  const narrow = useNarrow();
  const { folded, drawer, shortcuts } = useInterface();
  const { sessionId } = useParams({ strict: false });
  const path = useRouterState({ select: (state) => state.location.pathname });
  const rail = !phone && (folded ?? narrow);

  // biome-ignore lint/correctness/useExhaustiveDependencies: one desk per person, however often Me is refreshed
  useEffect(() => startDesk(me).stop, [me.person.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the drawer closes when the page changes
  useEffect(() => useInterface.setState({ drawer: false }), [path]);
  useGoing();
  useShellCommands();
  useShortcuts({
    commands: () => useInterface.setState({ commands: true }),
    help: () => useInterface.setState({ shortcuts: true }),
    fold: () => fold(!rail),
  });

  return (
    <div className="dk-shell" data-rail={rail || undefined} data-phone={phone || undefined}>
      <a className="dk-skip" href="#page">
        {t("app.skip")}
      </a>
      {phone ? null : <Menu rail={rail} />}
      {phone ? (
        <Drawer
          opened={drawer}
          onClose={() => useInterface.setState({ drawer: false })}
          size={288}
          padding={0}
          withCloseButton={false}
          attributes={{ content: { "aria-label": t("menu.label") } }}
        >
          <Menu rail={false} inDrawer />
        </Drawer>
      ) : null}
      <div className="dk-column">
        {phone && !sessionId ? <TopBar /> : null}
        <ConnectionBanner />
        <Suspense>{oversees(me) ? <ChannelsBanner /> : null}</Suspense>
        <OfflineStrip />
        <main className="dk-page" id="page" tabIndex={-1}>
          <Outlet />
        </main>
      </div>
      <ConfirmHost />
      {/* Beside the menu, not in it: a phone's is gone by the time the answer comes. */}
      <OfflineQuestion />
      <SignInAgain />
      {/* Never lazy: keys typed before its code had come would be lost, and Enter would run another command. */}
      <CommandBar />
      <Suspense>{shortcuts ? <ShortcutsSheet /> : null}</Suspense>
      <Suspense>
        <Notices />
      </Suspense>
    </div>
  );
}

/** Whom a broken channel concerns. */
const oversees = ({ person, live_chats }: Me) =>
  person.administrator || live_chats.some((each) => each.roles.includes("supervisor"));

// "g q" and its kin: to a group of the live chat in view, else of the first one that has it.
function useGoing(): void {
  const me = useMe();
  const navigate = useNavigate();
  const t = useWords();
  const { liveChatId, group } = useParams({ strict: false });
  const here = me.live_chats.find((each) => each.id === liveChatId);
  useTitle(here && group ? `${t(`menu.${group as SessionGroup}`)} · ${here.name}` : null);

  useEffect(() => {
    if (liveChatId && group) rememberPlace(liveChatId, group as SessionGroup);
  }, [liveChatId, group]);

  const go = (to: SessionGroup) => () => {
    const has = (id: string | undefined) => me.live_chats.find((each) => each.id === id && groupsOf(each).includes(to));
    const liveChat = has(liveChatId) ?? has(firstPlace(me)?.liveChatId) ?? me.live_chats.find((each) => has(each.id));
    if (!liveChat) return;
    navigate({ to: "/live-chats/$liveChatId/$group", params: { liveChatId: liveChat.id, group: to } });
  };
  useShortcuts({
    goQueue: go("queue"),
    goMine: go("mine"),
    goActive: go("active"),
    goClosed: go("closed"),
    goSettings: () => navigate({ to: "/settings" }),
  });
}
