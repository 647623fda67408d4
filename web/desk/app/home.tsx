// Shown only to those who are in no live chat; everybody else lands in a queue.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, Navigate } from "@tanstack/react-router";
import { EmptyState, LoadingPage } from "../ui/states";
import { useWords } from "../words";
import { useMe } from "./me";
import { firstPlace } from "./places";
import { liveChatsQuery } from "./queries";

export function HomePage() {
  const t = useWords();
  const me = useMe();
  const { person, messages, cards } = me;
  // Somebody gave him his first live chat while he looked at this page.
  const first = firstPlace(me);
  if (first) return <Navigate to="/live-chats/$liveChatId/$group" params={first} replace />;
  if (!person.administrator && messages) return <Navigate to="/messages" replace />;
  if (!person.administrator && cards) return <Navigate to="/cards" replace />;
  if (person.administrator) return <AdministratorsHome />;
  return <EmptyState sign="people" title={t("home.empty")} hint={t("home.empty_hint")} />;
}

function AdministratorsHome() {
  const t = useWords();
  const { data, isPending } = useQuery(liveChatsQuery);
  if (isPending) return <LoadingPage />;
  const some = data !== undefined && data.length > 0;
  return (
    <EmptyState
      sign={some ? "people" : "live-chat"}
      title={t(some ? "home.empty" : "home.empty_administrator")}
      hint={t(some ? "home.administrator_hint" : "home.empty_administrator_hint")}
      action={
        <Button component={Link} to={some ? "/settings/groups" : "/settings/live-chats"}>
          {t(some ? "settings.groups" : "settings.live_chats")}
        </Button>
      }
    />
  );
}
