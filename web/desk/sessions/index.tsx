/** The sessions of one group of a live chat: the list, the open session, and what is known about it. */
import { useElementSize } from "@mantine/hooks";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState } from "react";
import type { SessionGroup } from "../../wire/rest";
import { MissingPage } from "../app/broken";
import { type Command, useCommands } from "../app/commands";
import { useInterface } from "../app/interface";
import { useMe } from "../app/me";
import { useShortcuts } from "../app/shortcuts";
import { useSessionPage } from "../store/hooks";
import { type ListView, viewIn } from "../store/rows";
import { useWords } from "../words";
import { wantCursor } from "./cursor";
import { takeNext } from "./deeds";
import { SessionList } from "./list";
import { type Panels, panelsFor, usePanels } from "./panels";
import { NoSessionOpen, SessionView } from "./session-view";
import { Splitter } from "./splitter";
import "./sessions.css";
import "./session-view.css";
import "./thread.css";
import "./bubble.css";
import "./files.css";
import "./composer.css";
import "./about.css";
import "./one-panel.css";

// A dialog opened now and then: it comes when it is asked for.
const AboutPanel = lazy(() => import("./about").then((file) => ({ default: file.AboutPanel })));
const NewSession = lazy(() => import("./new-session").then((file) => ({ default: file.NewSession })));

type Props = { liveChatId: string; group: SessionGroup; sessionId?: string };

export function LiveChatSessions({ liveChatId, group, sessionId }: Props) {
  const me = useMe();
  const liveChat = me.live_chats.find((each) => each.id === liveChatId);
  if (!liveChat) return <MissingPage />;
  return <Workspace liveChatId={liveChatId} group={group} {...(sessionId ? { sessionId } : {})} />;
}

function Workspace({ liveChatId, group, sessionId }: Props) {
  const t = useWords();
  const navigate = useNavigate();
  const { ref, width } = useElementSize<HTMLDivElement>();
  const [panels, setPanels] = usePanels();
  const layout = panelsFor(width);
  const [overlay, setOverlay] = useState(false);
  const missing = useSessionPage(sessionId).isLoadingError;
  const aboutShown = !missing && (layout === "three" ? panels.about : overlay);

  useEffect(() => {
    if (layout === "three" || !sessionId) setOverlay(false);
  }, [layout, sessionId]);

  const open = useCallback(
    (id: string | null, to: SessionGroup = group) =>
      id
        ? navigate({
            to: "/live-chats/$liveChatId/$group/$sessionId",
            params: { liveChatId, group: to, sessionId: id },
            search: to === group ? viewIn : {},
          })
        : navigate({
            to: "/live-chats/$liveChatId/$group",
            params: { liveChatId, group: to },
            search: to === group ? viewIn : {},
          }),
    [navigate, liveChatId, group],
  );
  const search = useSearch({ strict: false });
  const { sort, operator, period } = viewIn(search);
  const looked = useMemo<ListView>(
    () => (group === "active" ? viewIn({ sort, operator }) : group === "closed" ? viewIn({ period }) : {}),
    [group, sort, operator, period],
  );
  const look = useCallback(
    (view: ListView) => {
      const where = { liveChatId, group };
      if (!sessionId) navigate({ to: "/live-chats/$liveChatId/$group", params: where, search: view, replace: true });
      else {
        const params = { ...where, sessionId };
        navigate({ to: "/live-chats/$liveChatId/$group/$sessionId", params, search: view, replace: true });
      }
    },
    [navigate, liveChatId, group, sessionId],
  );
  const takeLongest = useCallback(async () => {
    const detail = await takeNext(liveChatId);
    if (!detail) return;
    wantCursor(detail.id);
    await open(detail.id, "mine");
  }, [liveChatId, open]);
  const toggleAbout = useCallback(() => {
    if (layout === "three") setPanels((now: Panels) => ({ ...now, about: !now.about }));
    else setOverlay((shown) => !shown);
  }, [layout, setPanels]);

  useShortcuts(sessionId ? { about: toggleAbout } : {});
  const operates = useMe().live_chats.some((each) => each.id === liveChatId && each.roles.includes("operator"));
  const commands = useMemo<Command[]>(
    () =>
      operates
        ? [
            {
              id: "take-next",
              section: t("sessions.title"),
              label: t("sessions.take_next"),
              hint: t("sessions.take_next_hint"),
              run: () => void takeLongest(),
            },
          ]
        : [],
    [t, takeLongest, operates],
  );
  useCommands(commands);

  const begun = useCallback((id: string) => void open(id, "mine"), [open]);
  const beginning = useInterface((state) => state.newSession) === liveChatId;
  const begin = beginning ? (
    <Suspense>
      <NewSession liveChatId={liveChatId} onOpen={begun} />
    </Suspense>
  ) : null;

  const list = (
    <SessionList
      key={`${liveChatId} ${group}`}
      liveChatId={liveChatId}
      group={group}
      onOpen={open}
      onTakeNext={takeLongest}
      view={looked}
      onView={look}
      {...(sessionId ? { sessionId } : {})}
    />
  );
  const view = sessionId ? (
    <SessionView
      key={sessionId}
      sessionId={sessionId}
      group={group}
      onePanel={layout === "one"}
      aboutShown={aboutShown}
      onToggleAbout={toggleAbout}
      onOpen={open}
    />
  ) : (
    <NoSessionOpen liveChatId={liveChatId} group={group} />
  );
  const about = sessionId && aboutShown && (
    <Suspense fallback={null}>
      <AboutPanel key={sessionId} sessionId={sessionId} overlay={layout !== "three"} onClose={toggleAbout} />
    </Suspense>
  );

  if (layout === "one") {
    return (
      <div ref={ref} className="ss-workspace" data-layout="one">
        {sessionId ? view : list}
        {about}
        {begin}
      </div>
    );
  }
  return (
    <div ref={ref} className="ss-workspace" data-layout={layout}>
      {begin}
      <div className="ss-list-panel" style={{ width: panels.list }}>
        {width > 0 ? list : null}
      </div>
      <Splitter
        label={t("sessions.resize_list")}
        width={panels.list}
        usual={320}
        least={240}
        most={Math.max(240, Math.min(480, width - 440))}
        side={1}
        onChange={(next) => setPanels((now) => ({ ...now, list: next }))}
      />
      <div className="ss-view-panel">{view}</div>
      {about && layout === "three" ? (
        <>
          <Splitter
            label={t("sessions.resize_about")}
            width={panels.aboutWidth}
            usual={320}
            least={260}
            most={480}
            side={-1}
            onChange={(next) => setPanels((now) => ({ ...now, aboutWidth: next }))}
          />
          <div className="ss-about-panel" style={{ width: panels.aboutWidth }}>
            {about}
          </div>
        </>
      ) : (
        about
      )}
    </div>
  );
}
