// What a page shows while it has nothing yet: skeletons in the final geometry, and empty states that teach.
import { Skeleton, Text, Title } from "@mantine/core";
import IconAlertTriangle from "@tabler/icons-react/dist/esm/icons/IconAlertTriangle.mjs";
import IconCheck from "@tabler/icons-react/dist/esm/icons/IconCheck.mjs";
import IconCompass from "@tabler/icons-react/dist/esm/icons/IconCompass.mjs";
import IconInbox from "@tabler/icons-react/dist/esm/icons/IconInbox.mjs";
import IconMessages from "@tabler/icons-react/dist/esm/icons/IconMessages.mjs";
import IconUsers from "@tabler/icons-react/dist/esm/icons/IconUsers.mjs";
import { type ReactNode, useEffect, useState } from "react";
import "./states.css";

const signs = {
  people: IconUsers,
  "live-chat": IconMessages,
  inbox: IconInbox,
  done: IconCheck,
  missing: IconCompass,
  broken: IconAlertTriangle,
};

type EmptyStateProps = {
  sign?: keyof typeof signs;
  title: string;
  /** What will appear here, and the one next step. */
  hint?: ReactNode;
  action?: ReactNode;
  /** Inside a card or list instead of a whole page. */
  compact?: boolean;
};

export function EmptyState({ sign = "inbox", title, hint, action, compact }: EmptyStateProps) {
  const Sign = signs[sign];
  return (
    <div className={compact ? "dk-empty dk-empty-compact" : "dk-empty"}>
      <div className="dk-empty-sign" aria-hidden="true">
        <Sign size={24} stroke={1.6} />
      </div>
      <Title order={2} className="dk-empty-title">
        {title}
      </Title>
      {hint ? (
        <Text c="dimmed" className="dk-empty-hint">
          {hint}
        </Text>
      ) : null}
      {action ? <div className="dk-empty-action">{action}</div> : null}
    </div>
  );
}

/** True once `ms` have passed: a quick answer never flashes a skeleton. */
export function useSlow(ms = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return slow;
}

export function LoadingPage() {
  return useSlow() ? <PageSkeleton /> : null;
}

/** A titled page with a list of rows. */
export function PageSkeleton({ rows = 5 }: { rows?: number }) {
  return (
    <div className="dk-skeleton-page" aria-hidden="true">
      <Skeleton h={28} w={200} />
      <Skeleton h={16} w={320} mt={8} mb={24} maw="80%" />
      <RowsSkeleton rows={rows} />
    </div>
  );
}

/** Two-line rows of 56 px with an avatar. */
export function RowsSkeleton({ rows = 5 }: { rows?: number }) {
  return Array.from({ length: rows }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move
    <div className="dk-skeleton-row" key={row} aria-hidden="true">
      <Skeleton circle h={32} w={32} />
      <div className="dk-skeleton-lines">
        <Skeleton h={12} w={`${52 - (row % 3) * 9}%`} />
        <Skeleton h={10} w={`${76 - (row % 4) * 11}%`} />
      </div>
    </div>
  ));
}
