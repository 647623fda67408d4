/** How a list is looked at: the order and the operator of Active sessions, the period of Closed ones. */
import { Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Named, SessionGroup } from "../../wire/rest";
import { api } from "../api";
import { type ListView, sorts, spans } from "../store/rows";
import { useWords } from "../words";

type ListViewProps = { liveChatId: string; group: SessionGroup; view: ListView; onView: (view: ListView) => void };

export function ListViewBar({ liveChatId, group, view, onView }: ListViewProps) {
  if (group === "active") return <ActiveView liveChatId={liveChatId} group={group} view={view} onView={onView} />;
  return group === "closed" ? <ClosedView view={view} onView={onView} /> : null;
}

const shared = {
  size: "xs",
  allowDeselect: false,
  comboboxProps: { width: "max-content", position: "bottom-start" },
} as const;

function ActiveView({ liveChatId, view, onView }: ListViewProps) {
  const t = useWords();
  const operators = useQuery({
    queryKey: ["assignees", "of", liveChatId],
    queryFn: ({ signal }) => api.get<{ operators: Named[] }>(`live-chats/${liveChatId}/now`, { signal }),
    staleTime: 5 * 60_000,
  }).data?.operators;
  return (
    <>
      <Select
        {...shared}
        aria-label={t("sessions.sort")}
        value={view.sort ?? "opened"}
        data={["opened" as const, ...sorts].map((sort) => ({ value: sort, label: t(`sessions.sort_${sort}`) }))}
        onChange={(value) => {
          const { sort: _, ...rest } = view;
          const sort = sorts.find((each) => each === value);
          onView({ ...rest, ...(sort && { sort }) });
        }}
      />
      <Select
        {...shared}
        aria-label={t("sessions.by_operator")}
        value={view.operator ?? "all"}
        data={[
          { value: "all", label: t("sessions.by_operator_all") },
          { value: "none", label: t("sessions.by_operator_none") },
          ...(operators ?? []).map((one) => ({ value: one.id, label: one.name })),
        ]}
        onChange={(value) => {
          const { operator: _, ...rest } = view;
          onView({ ...rest, ...(value && value !== "all" && { operator: value }) });
        }}
      />
    </>
  );
}

function ClosedView({ view, onView }: Pick<ListViewProps, "view" | "onView">) {
  const t = useWords();
  return (
    <>
      <Select
        {...shared}
        aria-label={t("sessions.period")}
        value={view.period ?? "all"}
        data={["all" as const, ...spans].map((period) => ({ value: period, label: t(`sessions.period_${period}`) }))}
        onChange={(value) => {
          const period = spans.find((each) => each === value);
          onView(period ? { period } : {});
        }}
      />
    </>
  );
}
