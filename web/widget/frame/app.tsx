import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { ClientSession, Quote } from "../../wire/frames";
import { Composer } from "./composer";
import { Header } from "./header";
import { type Channel, needsPreChat, type State } from "./model";
import { Thread } from "./thread";
import { useUploads } from "./uploads";
import { useChat, useRoom } from "./use";
import { count, say } from "./words";

interface Props {
  name: string;
  alone: boolean;
  onClose: () => void;
}

export function App({ name, alone, onClose }: Props) {
  const state = useChat();
  const { stage, channel, open, session } = state;
  const [quote, setQuote] = useState<Quote | null>(null);
  const uploads = useUploads(channel?.file_limit ?? 0);
  const [over, setOver] = useState(false);
  const quoteIt = useCallback((chosen: Quote) => setQuote(chosen), []);
  const asks = needsPreChat(state);
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (open && !root.current?.contains(document.activeElement)) root.current?.focus();
  }, [open]);

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && !(event.target as Element).closest("dialog")) onClose();
  };

  const drag = (event: DragEvent) => {
    if (asks || !channel || state.paused || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    setOver(event.type !== "drop" && event.type !== "dragleave");
    if (event.type === "drop") uploads.add(event.dataTransfer.files);
  };

  return (
    <main
      class={state.full ? "app full" : "app"}
      ref={root}
      tabIndex={-1}
      onKeyDown={keyDown}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
    >
      <Header state={state} name={name} alone={alone} onClose={onClose} />
      <Banner state={state} />
      {stage === "refused" ? (
        <div class="empty">
          <p>{say("refused")}</p>
        </div>
      ) : channel ? (
        <>
          <Thread state={state} onQuote={quoteIt} />
          {session?.state === "closed" && session.ask_rating && <LazyRating session={session} />}
          {state.paused ? null : asks ? (
            <LazyForm channel={channel} focus={open} />
          ) : (
            <Composer channel={channel} quote={quote} onQuote={setQuote} uploads={uploads} focus={open} />
          )}
        </>
      ) : (
        <Skeleton />
      )}
      {over && <div class="drop">{say("drop")}</div>}
      <Speaker state={state} />
    </main>
  );
}

/** Most channels ask nothing: the form comes by itself, and where it does not come, nobody is kept from writing. */
function LazyForm(props: { channel: Channel; focus: boolean }) {
  const { chat } = useRoom();
  const Found = useLater(
    () => import("./prechat").then((file) => file.PreChatForm),
    () => chat.answerPreChat({}),
  );
  return Found && <Found {...props} />;
}

function LazyRating(props: { session: ClientSession }) {
  const Found = useLater(() => import("./rating").then((file) => file.Rating));
  return Found && <Found {...props} />;
}

/** A view in a file of its own; null until it has come. */
function useLater<View>(fetch: () => Promise<View>, failed?: () => void): View | null {
  const [found, setFound] = useState<View | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => {
    fetch().then((view) => setFound(() => view), failed);
  }, []);
  return found;
}

/** Shown only after a moment: a short break is nobody's business. */
function Banner({ state }: { state: State }) {
  const { chat } = useRoom();
  const [late, setLate] = useState(false);
  const [offline, setOffline] = useState(!navigator.onLine);
  const down = state.stage === "unreachable" || (state.stage === "ready" && state.open && state.socket === "down");
  useEffect(() => {
    const look = () => setOffline(!navigator.onLine);
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  useEffect(() => {
    if (!down) return setLate(false);
    const timer = setTimeout(() => setLate(true), state.stage === "unreachable" ? 0 : 2000);
    return () => clearTimeout(timer);
  }, [down, state.stage]);
  const shown = offline || (down && late);
  const words = state.stage === "unreachable" ? "unreachable" : offline ? "noNetwork" : "connecting";
  return (
    <div role="status">
      {shown && (
        <div class="banner">
          <span>{say(words)}</span>
          {state.stage === "unreachable" && (
            <button type="button" class="link" onClick={chat.retry}>
              {say("retry")}
            </button>
          )}
        </div>
      )}
    </div>
  );
}

/** In the final geometry; its style shows it only after 150 ms. */
function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      <i />
      <i />
      <i />
    </div>
  );
}

/** Speaks new messages of the desk, and those only: the log itself would be read again at every change. */
function Speaker({ state }: { state: State }) {
  const seen = useRef<number | null>(null);
  const [words, setWords] = useState("");
  const last = state.messages.findLast((message) => message.author.kind !== "account");
  useEffect(() => {
    if (state.stage !== "ready") return;
    const before = seen.current;
    seen.current = last?.seq ?? 0;
    if (before === null || !last || last.seq < before) return;
    const text = last.text || count("withFiles", last.files.length);
    // The same one, changed or taken back: its words go from here too.
    setWords(last.seq > before ? say("said", { name: last.author.name, text }) : "");
  }, [last, state.stage]);
  return (
    <div class="hidden" aria-live="polite">
      {words}
    </div>
  );
}
