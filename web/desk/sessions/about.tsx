/** About the session: who writes, through what, what they looked at, what they wrote before, what happened. */
import { ActionIcon } from "@mantine/core";
import IconX from "@tabler/icons-react/dist/esm/icons/IconX.mjs";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useSessionPage } from "../store/hooks";
import { useWords } from "../words";
import { AboutClient } from "./about-client";
import { EarlierSessions, PageTrail, WhatHappened } from "./about-history";
import { AboutSession } from "./about-session";

const Suggested = lazy(() => import("../templates/of-session").then((file) => ({ default: file.Suggested })));

// The thread comes first; what is bound to it may come a moment later.
const AboutCards = lazy(() => import("./about-cards").then((file) => ({ default: file.AboutCards })));

export function AboutPanel({
  sessionId,
  overlay,
  onClose,
}: {
  sessionId: string;
  overlay: boolean;
  onClose: () => void;
}) {
  const t = useWords();
  const { data: page } = useSessionPage(sessionId);
  const panel = useRef<HTMLElement>(null);

  // Over the thread it is a place of its own: focus goes in, and back to where it came from.
  useEffect(() => {
    if (!overlay) return;
    const before = document.activeElement as HTMLElement | null;
    panel.current?.focus();
    return () => before?.focus();
  }, [overlay]);

  return (
    <aside
      ref={panel}
      className={overlay ? "ss-about ss-about-over" : "ss-about"}
      aria-label={t("sessions.about")}
      tabIndex={-1}
      onKeyDown={(event) => {
        if (overlay && event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      <header className="ss-about-head">
        <h2>{t("sessions.about")}</h2>
        <ActionIcon aria-label={t("sessions.about_hide")} onClick={onClose}>
          <IconX size={18} stroke={1.8} />
        </ActionIcon>
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scroller must be reachable without a pointer */}
      <div className="ss-scroll ss-about-scroll" tabIndex={0} role="region" aria-label={t("sessions.about")}>
        {page ? (
          <>
            <AboutClient page={page} />
            <Suspense fallback={null}>
              <Suggested page={page} />
            </Suspense>
            <Suspense>
              <AboutCards page={page} />
            </Suspense>
            <AboutSession page={page} />
            <PageTrail session={page.session.id} />
            <EarlierSessions session={page.session.id} />
            <WhatHappened page={page} />
          </>
        ) : null}
      </div>
    </aside>
  );
}
