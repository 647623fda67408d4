// Schedules: when each is open, and which live chats work by it.
import { Button } from "@mantine/core";
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Card, Page } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { schedulesQuery } from "./administration-queries";
import { stateWords } from "./schedule-state";

export function SchedulesPage() {
  const t = useWords();
  const navigate = useNavigate();
  const schedules = useQuery(schedulesQuery);
  const slow = useSlow();
  const begin = () => navigate({ to: "/settings/schedules/$scheduleId", params: { scheduleId: "new" } });
  return (
    <Page
      title={t("schedules.title")}
      hint={t("schedules.hint")}
      action={<Button onClick={begin}>{t("schedules.new")}</Button>}
    >
      <Card flush>
        {schedules.error ? <p className="st-problem">{errorWords(schedules.error)}</p> : null}
        {schedules.isPending && slow ? <RowsSkeleton rows={2} /> : null}
        {schedules.data?.length ? (
          <ul className="pg-list">
            {schedules.data.map((schedule) => (
              <li key={schedule.id}>
                <Link to="/settings/schedules/$scheduleId" params={{ scheduleId: schedule.id }} className="pg-row">
                  <div className="pg-row-words">
                    <span className="pg-row-title">{schedule.name}</span>
                    <span className="pg-row-hint">{[stateWords(schedule), schedule.time_zone].join(" · ")}</span>
                  </div>
                  <span className="pg-row-side">{schedule.live_chats.join(", ") || t("schedules.unused")}</span>
                  <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        ) : null}
        {schedules.data?.length === 0 ? (
          <EmptyState
            compact
            sign="done"
            title={t("schedules.none")}
            hint={t("schedules.none_hint")}
            action={<Button onClick={begin}>{t("schedules.new")}</Button>}
          />
        ) : null}
      </Card>
    </Page>
  );
}
