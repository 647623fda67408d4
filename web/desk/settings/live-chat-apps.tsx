// The kinds of card that sessions of a live chat can be bound to: the workspace's, the same for all live chats.
import IconChevronRight from "@tabler/icons-react/dist/esm/icons/IconChevronRight.mjs";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { appsQuery } from "../cards/queries";
import { Card } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords, worded } from "../words";
import { errorWords } from "../words/errors";

export function LiveChatApps() {
  const t = useWords();
  const apps = useQuery(appsQuery);
  const slow = useSlow();
  const items = apps.data?.items.filter((app) => !app.archived) ?? [];
  return (
    <Card
      title={t("apps.title")}
      hint={t("live_chat.apps_hint")}
      flush
      action={
        <Link to="/settings/apps" className="lc-link">
          {t("live_chat.apps_keep")}
        </Link>
      }
    >
      {apps.error ? <p className="st-problem">{errorWords(apps.error)}</p> : null}
      {apps.isPending && slow ? <RowsSkeleton rows={2} /> : null}
      {items.length > 0 ? (
        <ul className="pg-list">
          {items.map((app) => (
            <li key={app.id}>
              <Link to="/settings/apps/$appId" params={{ appId: app.id }} className="pg-row">
                <div className="pg-row-words">
                  <span className="pg-row-title">{worded(app.names)}</span>
                  <span className="pg-row-hint">{t(`apps.binds_${app.binds}`)}</span>
                </div>
                <IconChevronRight size={18} stroke={1.7} aria-hidden="true" />
              </Link>
            </li>
          ))}
        </ul>
      ) : null}
      {apps.data && items.length === 0 ? <EmptyState compact title={t("cards.no_apps")} /> : null}
    </Card>
  );
}
