// The desk's addresses. Pages are lazy: a first visit loads the shell, sign-in, and the one page asked for.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouteComponent,
  redirect,
  useParams,
} from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { SessionGroup } from "../../wire/rest";
import { ApiError } from "../api";
import { queryClient } from "../query";
import { viewIn } from "../store/rows";
import { checkShown } from "../templates/address";
import { LoadingPage } from "../ui/states";
import { BrokenPage, MissingPage } from "./broken";
import { meQuery, setMe } from "./me";
import { firstPlace } from "./places";

const root = createRootRoute({ component: Outlet });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string } =>
    typeof search.to === "string" && /^\/(?!\/)/.test(search.to) ? { to: search.to } : {},
  component: lazyRouteComponent(() => import("../auth/sign-in"), "SignInPage"),
});

const setUp = createRoute({
  getParentRoute: () => root,
  path: "/set-up/$token",
  component: lazyRouteComponent(() => import("../auth/set-up"), "SetUpPage"),
});

const personalLink = createRoute({
  getParentRoute: () => root,
  path: "/links/$token",
  component: lazyRouteComponent(() => import("../auth/personal-link"), "PersonalLinkPage"),
});

const desk = createRoute({
  getParentRoute: () => root,
  id: "desk",
  beforeLoad: async ({ location }) => {
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      await setMe(me);
      return { me };
    } catch (error) {
      const ended = error instanceof ApiError && error.code === "not_signed_in";
      if (!ended) throw error;
      throw redirect({ to: "/sign-in", search: location.href === "/" ? {} : { to: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("./shell"), "Shell"),
});

const home = createRoute({
  getParentRoute: () => desk,
  path: "/",
  beforeLoad: ({ context }) => {
    const first = firstPlace(context.me);
    if (first) throw redirect({ to: "/live-chats/$liveChatId/$group", params: first });
  },
  component: lazyRouteComponent(() => import("./home"), "HomePage"),
});

const groups: readonly string[] = ["queue", "mine", "active", "closed"] satisfies SessionGroup[];
const Sessions = lazy(() => import("../sessions").then((room) => ({ default: room.LiveChatSessions })));

function SessionsRoute() {
  const { liveChatId, group, sessionId } = useParams({ strict: false });
  if (!liveChatId || !group || !groups.includes(group)) return <MissingPage />;
  return (
    <Suspense fallback={<LoadingPage />}>
      <Sessions liveChatId={liveChatId} group={group as SessionGroup} {...(sessionId ? { sessionId } : {})} />
    </Suspense>
  );
}

const sessions = createRoute({
  getParentRoute: () => desk,
  path: "/live-chats/$liveChatId/$group",
  // How a list is looked at: links, reloads and "back" show it the same way.
  validateSearch: viewIn,
  component: SessionsRoute,
});
const wallboard = createRoute({
  getParentRoute: () => desk,
  path: "/live-chats/$liveChatId/now",
  component: lazyRouteComponent(() => import("../wallboard"), "WallboardPage"),
});
const session = createRoute({ getParentRoute: () => sessions, path: "/$sessionId", component: () => null });

const channelState = createRoute({
  getParentRoute: () => desk,
  path: "/channels/$channelId",
  component: lazyRouteComponent(() => import("../channels"), "ChannelStatePage"),
});

const blocklist = createRoute({
  getParentRoute: () => desk,
  path: "/blocklist",
  validateSearch: (search: Record<string, unknown>): { show?: string; q?: string; entry?: string } => ({
    ...(typeof search.show === "string" ? { show: search.show } : {}),
    ...(typeof search.q === "string" ? { q: search.q } : {}),
    ...(typeof search.entry === "string" ? { entry: search.entry } : {}),
  }),
  component: lazyRouteComponent(() => import("../blocklist"), "BlocklistPage"),
});

// What is chosen over the table stands in the address.
type TableAddress = { view?: string; filters?: object; sort?: string; columns?: string[] };
const tableAddress = (search: Record<string, unknown>): TableAddress => search;
const SessionsApp = lazyRouteComponent(() => import("../sessions/table"), "SessionsAppPage");
const sessionsApp = createRoute({
  getParentRoute: () => desk,
  path: "/my-desk/sessions",
  validateSearch: tableAddress,
  component: SessionsApp,
});
const sessionOfApp = createRoute({
  getParentRoute: () => desk,
  path: "/my-desk/sessions/$sessionId",
  validateSearch: tableAddress,
  component: SessionsApp,
});
const mentions = createRoute({
  getParentRoute: () => desk,
  path: "/mentions",
  component: lazyRouteComponent(() => import("../sessions/mentions-page"), "MentionsPage"),
});
const search = createRoute({
  getParentRoute: () => desk,
  path: "/search",
  validateSearch: (search: Record<string, unknown>): { q?: string; live_chat?: string } => ({
    ...(search.q === undefined ? {} : { q: String(search.q) }),
    ...(typeof search.live_chat === "string" ? { live_chat: search.live_chat } : {}),
  }),
  component: lazyRouteComponent(() => import("../sessions/search"), "SearchPage"),
});

// What a report shows stands in its address.
const reportAddress = (search: Record<string, unknown>): object => search;
const reports = [
  createRoute({
    getParentRoute: () => desk,
    path: "/reports/operators",
    validateSearch: reportAddress,
    component: lazyRouteComponent(() => import("../reports"), "OperatorsReportPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/reports/live-chats",
    validateSearch: reportAddress,
    component: lazyRouteComponent(() => import("../reports"), "LiveChatsReportPage"),
  }),
] as const;

const settings = createRoute({
  getParentRoute: () => desk,
  path: "/settings",
  component: lazyRouteComponent(() => import("../settings"), "SettingsLayout"),
});
const settingsHome = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/me" });
  },
});
const inSettings = <Path extends string>(path: Path, component: RouteComponent) =>
  createRoute({ getParentRoute: () => settings, path, component });
const settingsPages = [
  inSettings(
    "/me",
    lazyRouteComponent(() => import("../settings/me"), "MySettingsPage"),
  ),
  inSettings(
    "/workspace",
    lazyRouteComponent(() => import("../settings/workspace"), "WorkspacePage"),
  ),
  inSettings(
    "/people",
    lazyRouteComponent(() => import("../people"), "PeoplePage"),
  ),
  inSettings(
    "/people/import",
    lazyRouteComponent(() => import("../people/import"), "ImportPage"),
  ),
  inSettings(
    "/groups",
    lazyRouteComponent(() => import("../people/groups"), "GroupsPage"),
  ),
  inSettings(
    "/live-chats",
    lazyRouteComponent(() => import("../settings/live-chats"), "LiveChatsPage"),
  ),
  inSettings(
    "/live-chats/$liveChatId",
    lazyRouteComponent(() => import("../settings/live-chat"), "LiveChatPage"),
  ),
  inSettings(
    "/live-chats/$liveChatId/$tab",
    lazyRouteComponent(() => import("../settings/live-chat"), "LiveChatPage"),
  ),
  inSettings(
    "/schedules",
    lazyRouteComponent(() => import("../settings/schedules"), "SchedulesPage"),
  ),
  inSettings(
    "/schedules/$scheduleId",
    lazyRouteComponent(() => import("../settings/schedule"), "SchedulePage"),
  ),
  inSettings(
    "/live-chats/$liveChatId/channels/$channelId",
    lazyRouteComponent(() => import("../settings/channel"), "ChannelPage"),
  ),
  inSettings(
    "/labels",
    lazyRouteComponent(() => import("../labels"), "LabelsPage"),
  ),
  inSettings(
    "/apps",
    lazyRouteComponent(() => import("../cards/apps"), "AppsPage"),
  ),
  inSettings(
    "/apps/$appId",
    lazyRouteComponent(() => import("../cards/app"), "AppPage"),
  ),
  inSettings(
    "/embedding",
    lazyRouteComponent(() => import("../embed"), "EmbeddingPage"),
  ),
  inSettings(
    "/programs",
    lazyRouteComponent(() => import("../settings/programs"), "ProgramsPage"),
  ),
  createRoute({
    getParentRoute: () => settings,
    path: "/audit",
    // Checked where it is used.
    validateSearch: (search: Record<string, unknown>) => search as Record<string, string>,
    component: lazyRouteComponent(() => import("../settings/audit"), "AuditPage"),
  }),
] as const;

const clients = createRoute({
  getParentRoute: () => desk,
  path: "/clients",
  validateSearch: (search: Record<string, unknown>): { search?: string } =>
    typeof search.search === "string" ? { search: search.search } : {},
  component: lazyRouteComponent(() => import("../clients"), "ClientsPage"),
});
const client = createRoute({
  getParentRoute: () => desk,
  path: "/clients/$clientId",
  component: lazyRouteComponent(() => import("../clients/client"), "ClientPage"),
});
const cardPages = [
  createRoute({
    getParentRoute: () => desk,
    path: "/cards",
    component: lazyRouteComponent(() => import("../cards"), "CardsPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/cards/$appId",
    component: lazyRouteComponent(() => import("../cards"), "CardsPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/cards/$appId/$cardId",
    component: lazyRouteComponent(() => import("../cards/card"), "CardPage"),
  }),
] as const;

const messagePages = [
  createRoute({
    getParentRoute: () => desk,
    path: "/messages",
    component: lazyRouteComponent(() => import("../messages"), "MessagesPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/messages/$channelId",
    component: lazyRouteComponent(() => import("../messages"), "MessagesPage"),
  }),
] as const;

const templatePages = [
  createRoute({
    getParentRoute: () => desk,
    path: "/templates",
    validateSearch: checkShown,
    component: lazyRouteComponent(() => import("../templates"), "TemplatesPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/articles",
    validateSearch: checkShown,
    component: lazyRouteComponent(() => import("../templates/articles"), "ArticlesPage"),
  }),
  createRoute({
    getParentRoute: () => desk,
    path: "/articles/$articleId",
    component: lazyRouteComponent(() => import("../templates/article"), "ArticlePage"),
  }),
] as const;

const routeTree = root.addChildren([
  signIn,
  setUp,
  personalLink,
  desk.addChildren([
    home,
    sessions.addChildren([session]),
    wallboard,
    sessionsApp,
    sessionOfApp,
    mentions,
    search,
    ...reports,
    ...templatePages,
    ...messagePages,
    blocklist,
    clients,
    client,
    ...cardPages,
    channelState,
    settings.addChildren([settingsHome, ...settingsPages]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: LoadingPage,
  defaultErrorComponent: BrokenPage,
  defaultNotFoundComponent: MissingPage,
  scrollRestoration: false,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
