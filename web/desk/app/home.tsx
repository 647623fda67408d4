// Shown only to those who are in no live chat; everybody else lands in a queue.
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { useMe } from "./me";

export function HomePage() {
  const t = useWords();
  const { person } = useMe();
  if (!person.administrator) return <EmptyState sign="people" title={t("home.empty")} hint={t("home.empty_hint")} />;
  return (
    <EmptyState
      sign="live-chat"
      title={t("home.empty_administrator")}
      hint={t("home.empty_administrator_hint")}
      action={
        <Button component={Link} to="/settings/live-chats">
          {t("home.empty_administrator")}
        </Button>
      }
    />
  );
}
