/** A session opened from the table, with the way back to it. */
import { useElementSize } from "@mantine/hooks";
import IconArrowLeft from "@tabler/icons-react/dist/esm/icons/IconArrowLeft.mjs";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useWords } from "../../words";
import { SessionView } from "../session-view";
import type { TableSearch } from "./model";
import "../sessions.css";
import "../session-view.css";
import "../thread.css";
import "../bubble.css";
import "../files.css";
import "../composer.css";
import "../about.css";
import "../one-panel.css";

const AboutPanel = lazy(() => import("../about").then((file) => ({ default: file.AboutPanel })));

export function OpenSession({ sessionId }: { sessionId: string }) {
  const t = useWords();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as TableSearch;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const wide = width >= 1000;
  const [about, setAbout] = useState<boolean | null>(null);
  const shown = about ?? wide;
  const open = (id: string | null) =>
    void (id
      ? navigate({ to: "/my-desk/sessions/$sessionId", params: { sessionId: id }, search })
      : navigate({ to: "/my-desk/sessions", search }));
  return (
    <div className="tb-session" ref={ref}>
      <button type="button" className="pg-back tb-back" onClick={() => open(null)}>
        <IconArrowLeft size={16} stroke={1.8} aria-hidden="true" />
        {t("table.back")}
      </button>
      <div className="ss-workspace" data-layout={wide ? "three" : "one"}>
        <div className="ss-view-panel">
          <SessionView
            sessionId={sessionId}
            group="closed"
            onePanel={false}
            aboutShown={shown}
            onToggleAbout={() => setAbout(!shown)}
            onOpen={open}
          />
        </div>
        {shown ? (
          <div className="ss-about-panel" style={wide ? { width: 320 } : undefined}>
            <Suspense fallback={null}>
              <AboutPanel sessionId={sessionId} overlay={!wide} onClose={() => setAbout(false)} />
            </Suspense>
          </div>
        ) : null}
      </div>
    </div>
  );
}
