/** Stars for a session that was closed, and a few words with them. It may be passed over, and a mind may be changed. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { ClientSession } from "../../wire/frames";
import { Refusal } from "./api";
import { applyCurrent } from "./apply";
import { openArea } from "./areas";
import { ratingWords } from "./rating-words";
import css from "./styles/rating.css?inline";
import { useRoom } from "./use";
import { wear } from "./wear";
import { refusalWords } from "./words";

wear(css);

/** As long as the server takes one, after the closing. */
const RATING_MS = 72 * 3_600_000;
const COMMENT_MOST = 1000;
const SKIPPED = "deskbell.unrated";

/** Given for this closing, not for one before it. */
export function ratingOf({ rating, rated_at, closed_at }: ClientSession): number | null {
  return rated_at && closed_at && Date.parse(rated_at) >= Date.parse(closed_at) ? rating : null;
}

export function Rating({ session }: { session: ClientSession }) {
  const area = useRef(openArea("localStorage")).current;
  const closing = `${session.id} ${session.closed_at}`;
  const [skipped, setSkipped] = useState(area.get(SKIPPED));
  const given = ratingOf(session);
  const [anew, setAnew] = useState(false);
  if (skipped === closing || Date.now() - Date.parse(session.closed_at ?? "") > RATING_MS) return null;
  if (given && !anew) return <Given stars={given} onChange={() => setAnew(true)} />;
  const skip = () => {
    if (given) return setAnew(false);
    area.set(SKIPPED, closing);
    setSkipped(closing);
  };
  return (
    <Form key={closing} session={session} before={given} focus={anew} onSkip={skip} onDone={() => setAnew(false)} />
  );
}

interface FormProps {
  session: ClientSession;
  before: number | null;
  focus: boolean;
  onSkip: () => void;
  onDone: () => void;
}

function Form({ session, before, focus, onSkip, onDone }: FormProps) {
  const { chat } = useRoom();
  const words = ratingWords();
  const form = useRef<HTMLFormElement>(null);
  const [stars, setStars] = useState(before ?? 0);
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState("");

  // Put in after the region stands: only then it is read out.
  useEffect(() => setTold(words.ask), [words]);
  useEffect(() => {
    if (focus) form.current?.querySelector<HTMLInputElement>("input:checked")?.focus();
  }, [focus]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (!stars || busy) return;
    setBusy(true);
    setWrong("");
    try {
      const said = comment.trim();
      const rated = await chat.api.rate(session.id, { rating: stars, ...(said && { comment: said }) });
      chat.store.set((state) => applyCurrent(state, rated));
      onDone();
    } catch (why) {
      setWrong(refusalWords(why instanceof Refusal ? why.code : "other"));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form class="rate" ref={form} onSubmit={submit}>
      <span class="hidden" aria-live="polite">
        {told}
      </span>
      <fieldset>
        <legend>{words.ask}</legend>
        <div class="stars">
          {words.stars.map((name, at) => (
            <label key={name} class={at < stars ? "star on" : "star"} title={name}>
              <input
                type="radio"
                name="stars"
                value={at + 1}
                checked={stars === at + 1}
                aria-label={`${at + 1}: ${name}`}
                onChange={() => setStars(at + 1)}
              />
              <Star />
            </label>
          ))}
        </div>
      </fieldset>
      {stars > 0 && (
        <textarea
          rows={2}
          dir="auto"
          maxLength={COMMENT_MOST}
          placeholder={words.comment}
          aria-label={words.comment}
          value={comment}
          onInput={(event) => setComment(event.currentTarget.value)}
        />
      )}
      {wrong && (
        <p class="wrong" role="alert">
          {wrong}
        </p>
      )}
      <div class="deeds">
        <button type="button" class="link" onClick={onSkip}>
          {words.skip}
        </button>
        {stars > 0 && (
          <button type="submit" class="sent" disabled={busy}>
            {words.send}
          </button>
        )}
      </div>
    </form>
  );
}

function Given({ stars, onChange }: { stars: number; onChange: () => void }) {
  const words = ratingWords();
  return (
    <div class="rate given">
      <p role="status">
        {words.thanks}
        <span class="stars" role="img" aria-label={`${stars}: ${words.stars[stars - 1]}`}>
          {words.stars.map((name, at) => (
            <span key={name} class={at < stars ? "star on" : "star"}>
              <Star />
            </span>
          ))}
        </span>
      </p>
      <button type="button" class="link" onClick={onChange}>
        {words.change}
      </button>
    </div>
  );
}

function Star() {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M12 3.5l2.6 5.3 5.9.9-4.2 4.1 1 5.8-5.3-2.7-5.3 2.7 1-5.8L3.5 9.7l5.9-.9Z" />
    </svg>
  );
}
