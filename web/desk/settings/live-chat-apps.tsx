// Which of the workspace's kinds of card sessions of a live chat can be bound to. Each change is kept.
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AppList, CardApp } from "../../wire/rest";
import { api } from "../api";
import { appsQuery, inUse, keepApps } from "../cards/queries";
import { notify } from "../ui/notify";
import { Card } from "../ui/page";
import { EmptyState, RowsSkeleton, useSlow } from "../ui/states";
import { useWords, worded } from "../words";
import { errorWords } from "../words/errors";

export function LiveChatApps({ liveChat }: { liveChat: string }) {
  const t = useWords();
  const apps = useQuery(appsQuery);
  const slow = useSlow();
  const [busy, setBusy] = useState(false);
  const items = inUse(apps.data?.items ?? []);
  const put = async (app: CardApp, on: boolean) => {
    setBusy(true);
    try {
      keepApps(await api.put<AppList>(`live-chats/${liveChat}/apps/${app.id}`, { on }));
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
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
          {items.map((app) => {
            const name = worded(app.names);
            return (
              <li key={app.id} className="pg-row">
                <Switch
                  aria-label={t("live_chat.apps_on", { name })}
                  checked={!app.off_in.includes(liveChat)}
                  disabled={busy}
                  onChange={(event) => put(app, event.currentTarget.checked)}
                />
                <div className="pg-row-words">
                  <Link to="/settings/apps/$appId" params={{ appId: app.id }} className="pg-row-title">
                    {name}
                  </Link>
                  <span className="pg-row-hint">{t(`apps.binds_${app.binds}`)}</span>
                </div>
              </li>
            );
          })}
        </ul>
      ) : null}
      {apps.data && items.length === 0 ? <EmptyState compact title={t("cards.no_apps")} /> : null}
    </Card>
  );
}
