import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { ApiError } from "../api";
import { useWords } from "../words";
import { errorWords } from "../words/errors";
import { AuthFrame } from "./frame";

/** In place of a page whose one-time link is spent, mistyped, or could not be asked about. */
export function DeadLink({ error }: { error: unknown }) {
  const t = useWords();
  const spent = error instanceof ApiError && error.status === 404;
  return (
    <AuthFrame title={t("link.dead")} hint={spent ? t("link.dead_hint") : errorWords(error)}>
      <div className="au-form">
        <Button component={Link} to="/sign-in" variant="default" size="md">
          {t("link.to_sign_in")}
        </Button>
      </div>
    </AuthFrame>
  );
}
