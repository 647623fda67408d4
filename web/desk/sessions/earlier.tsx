/** What the same client wrote here before: readable above the thread at hand, and beside it. */
import { Button } from "@mantine/core";
import IconHistory from "@tabler/icons-react/dist/esm/icons/IconHistory.mjs";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import type { Page, SessionDetail, SessionRow } from "../../wire/rest";
import { api } from "../api";
import { shortDay } from "../ui/time";
import { useWords } from "../words";

const EarlierThread = lazy(() => import("./earlier-thread").then((file) => ({ default: file.EarlierThread })));

export function useEarlier(session: string): SessionRow[] | undefined {
  return useQuery({
    queryKey: ["earlier", session],
    queryFn: ({ signal }) => api.get<Page<SessionRow>>(`sessions/${session}/earlier`, { signal }),
    staleTime: 5 * 60_000,
  }).data?.items;
}

/** At the very top of a thread: what stands before it, one session more at each asking. */
export function EarlierLink({ session }: { session: SessionDetail }) {
  const t = useWords();
  const earlier = useEarlier(session.id) ?? [];
  const [shown, setShown] = useState(0);
  const next = earlier[shown];
  return (
    <div className="ss-earlier-link">
      {next ? (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconHistory size={14} stroke={1.8} />}
          onClick={() => setShown(shown + 1)}
        >
          {t("colleagues.earlier_show", { n: next.number, day: shortDay(next.opened_at) })}
        </Button>
      ) : null}
      {earlier
        .slice(0, shown)
        .toReversed()
        .map((row) => (
          <section key={row.id} className="ss-earlier-above">
            <h3 className="ss-day">
              <span>
                #{row.number} · {shortDay(row.opened_at)}
              </span>
            </h3>
            <Suspense fallback={null}>
              <EarlierThread session={session.id} earlier={row.id} />
            </Suspense>
          </section>
        ))}
      {shown > 0 ? (
        <Button variant="subtle" color="gray" size="compact-sm" onClick={() => setShown(shown - 1)}>
          {t("colleagues.earlier_hide", { n: earlier[shown - 1]?.number ?? 0 })}
        </Button>
      ) : null}
    </div>
  );
}
