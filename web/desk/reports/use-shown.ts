// What the address shows, and the one way to change it.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { ReportKind } from "../../wire/rest";
import { useMe } from "../app/me";
import { changed, type ReportChange, type ReportSearch, shownIn } from "./address";
import { dayIn } from "./periods";

const paths = { operators: "/reports/operators", "live-chats": "/reports/live-chats" } as const;
export type Change = (change: ReportChange) => void;

export function useShown(kind: ReportKind) {
  const zone = useMe().workspace.time_zone;
  const search = useSearch({ strict: false }) as ReportSearch;
  const navigate = useNavigate();
  const today = dayIn(zone);
  const shown = useMemo(() => shownIn(search, kind, today), [search, kind, today]);
  // Each choice is a place of its own: "back" undoes it.
  const change = useCallback<Change>(
    (next) => void navigate({ to: paths[kind], search: (now: ReportSearch) => changed(now, next), resetScroll: false }),
    [navigate, kind],
  );
  return { shown, change, today, zone };
}
