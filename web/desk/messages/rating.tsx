/** Stars for one's own session that was closed, and a few words with them; as in the widget, they may be passed over. */
import { Button, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { ClientSession } from "../../wire/frames";
import { api } from "../api";
import { queryClient } from "../query";
import { notify } from "../ui/notify";
import { useWords, type WordKey } from "../words";
import { type PlaceThread, threadKey } from "./queries";

/** As long as the server takes one, after the closing. */
const RATING_MS = 72 * 3_600_000;
const COMMENT_MOST = 1000;
const SKIPPED = "deskbell.messages.unrated";
const STARS = [1, 2, 3, 4, 5] as const;

type BarProps = { channel: string; session: ClientSession | null };

export function RatingBar({ channel, session }: BarProps) {
  const [skipped, setSkipped] = useState(() => localStorage.getItem(SKIPPED));
  const [anew, setAnew] = useState(false);
  if (session?.state !== "closed" || !session.ask_rating || !session.closed_at) return null;
  const closing = `${session.id} ${session.closed_at}`;
  if (skipped === closing || Date.now() - Date.parse(session.closed_at) > RATING_MS) return null;
  const given = session.rated_at && Date.parse(session.rated_at) >= Date.parse(session.closed_at) && session.rating;
  if (given && !anew) return <Given stars={given} change={() => setAnew(true)} />;
  const skip = () => {
    if (given) return setAnew(false);
    localStorage.setItem(SKIPPED, closing);
    setSkipped(closing);
  };
  const rated = (fresh: ClientSession) => {
    queryClient.setQueryData<PlaceThread>(
      threadKey(channel),
      (thread) => thread && { ...thread, session: { ...thread.session, ...fresh } },
    );
    setAnew(false);
  };
  return <RatingForm key={closing} session={session} before={given || 0} skip={skip} rated={rated} />;
}

type FormProps = {
  session: ClientSession;
  before: number;
  skip: () => void;
  rated: (session: ClientSession) => void;
};

function RatingForm({ session, before, skip, rated }: FormProps) {
  const t = useWords();
  const [stars, setStars] = useState(before);
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (stars === 0) return;
    setBusy(true);
    try {
      const said = comment.trim();
      const body = { rating: stars, ...(said && { comment: said }) };
      const answer = await api.put<{ session: ClientSession }>(`internal-sessions/${session.id}/rating`, body);
      rated(answer.session);
    } catch (refused) {
      notify.error(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="ms-rating" onSubmit={submit}>
      <fieldset>
        <legend>{t("messages.rate")}</legend>
        <span className="ms-stars">
          {STARS.map((n) => (
            <label key={n} data-on={n <= stars || undefined} title={t(`messages.rate_${n}` as WordKey)}>
              <input
                type="radio"
                name="stars"
                value={n}
                checked={n === stars}
                aria-label={`${n}: ${t(`messages.rate_${n}` as WordKey)}`}
                onChange={() => setStars(n)}
              />
              <span aria-hidden="true">★</span>
            </label>
          ))}
        </span>
      </fieldset>
      {stars > 0 ? (
        <Textarea
          autosize
          minRows={1}
          maxRows={4}
          maxLength={COMMENT_MOST}
          aria-label={t("messages.rate_comment")}
          placeholder={t("messages.rate_comment")}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
      ) : null}
      <div className="ms-rating-deeds">
        <Button size="compact-sm" variant="subtle" color="gray" onClick={skip}>
          {t("messages.rate_skip")}
        </Button>
        {stars > 0 ? (
          <Button type="submit" size="compact-sm" loading={busy}>
            {t("messages.send")}
          </Button>
        ) : null}
      </div>
    </form>
  );
}

function Given({ stars, change }: { stars: number; change: () => void }) {
  const t = useWords();
  return (
    <p className="ms-rating" data-given>
      <span role="status">{t("messages.rated")}</span>
      <span className="ms-stars" role="img" aria-label={`${stars}: ${t(`messages.rate_${stars}` as WordKey)}`}>
        {STARS.map((n) => (
          <span key={n} data-on={n <= stars || undefined} aria-hidden="true">
            ★
          </span>
        ))}
      </span>
      <Button size="compact-xs" variant="subtle" onClick={change}>
        {t("messages.rate_change")}
      </Button>
    </p>
  );
}
