// What stands in place of a page that broke, could not load, or does not exist.
import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link, useRouter } from "@tanstack/react-router";
import { ApiError } from "../api";
import { EmptyState } from "../ui/states";
import { useWords } from "../words";
import { errorWords } from "../words/errors";

export function BrokenPage({ error, reset }: ErrorComponentProps) {
  const t = useWords();
  const router = useRouter();
  if (error instanceof ApiError && error.status === 404) return <MissingPage />;
  // A new version was put in place while this page was open: its parts are no longer on the server.
  const outdated = error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
  if (outdated) {
    return (
      <EmptyState
        sign="broken"
        title={t("app.updated")}
        hint={t("connection.outdated")}
        action={<Button onClick={() => location.reload()}>{t("app.reload")}</Button>}
      />
    );
  }
  const again = async () => {
    await router.invalidate();
    reset();
  };
  const passing = error instanceof ApiError && error.passing;
  return (
    <EmptyState
      sign="broken"
      title={passing ? errorWords(error) : t("app.crashed")}
      {...(passing ? {} : { hint: error instanceof ApiError ? errorWords(error) : t("app.crashed_hint") })}
      action={
        passing ? (
          <Button onClick={again}>{t("app.retry")}</Button>
        ) : (
          <Button onClick={() => location.reload()}>{t("app.reload")}</Button>
        )
      }
    />
  );
}

export function MissingPage() {
  const t = useWords();
  return (
    <EmptyState
      sign="missing"
      title={t("app.not_found")}
      hint={t("app.not_found_hint")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("app.to_desk")}
        </Button>
      }
    />
  );
}
