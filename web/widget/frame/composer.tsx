import { useCallback, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Quote } from "../../wire/frames";
import { type Extras, fetchExtras } from "./fetch-extras";
import { Icon } from "./icons";
import { plain } from "./markup";
import type { Channel } from "./model";
import type { Uploads } from "./uploads";
import { useRoom } from "./use";
import { count, say } from "./words";

interface Props {
  channel: Channel;
  quote: Quote | null;
  onQuote: (quote: Quote | null) => void;
  uploads: Uploads;
  focus: boolean;
}

/** Fingers have no Shift+Enter: there Enter breaks the line and only the button sends. */
const touch = () => matchMedia("(pointer: coarse)").matches;
const WARN_FROM = 200;

export function Composer({ channel, quote, onQuote, uploads, focus }: Props) {
  const { chat } = useRoom();
  const field = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(chat.keep.draft());
  const [grid, setGrid] = useState(false);
  const [extras, setExtras] = useState<Extras | null>(null);
  const left = channel.message_limit - [...text].length;
  const ready = uploads.list.some((one) => one.info);
  const may = (text.trim() !== "" || ready) && !uploads.busy && left >= 0;

  useEffect(() => {
    if ((focus || quote) && !touch()) field.current?.focus();
  }, [focus, quote]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "0";
    area.style.height = `${Math.min(area.scrollHeight, 132)}px`;
  }, [text]);

  const shutGrid = useCallback(() => setGrid(false), []);

  useEffect(() => {
    if (grid || uploads.list.length) fetchExtras().then(setExtras, () => undefined);
  }, [grid, uploads.list.length]);

  const write = (value: string) => {
    setText(value);
    chat.keep.setDraft(value);
    chat.typing(value.trim() !== "");
  };

  const send = () => {
    if (!may) return;
    chat.send(text.trim(), quote, uploads.take());
    setText("");
    chat.keep.setDraft("");
    onQuote(null);
    field.current?.focus();
  };

  const keyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape" && quote) {
      event.stopPropagation();
      onQuote(null);
    }
    if (event.key !== "Enter" || event.isComposing || event.shiftKey || (touch() && !event.ctrlKey && !event.metaKey))
      return;
    event.preventDefault();
    send();
  };

  const paste = (event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (!files.length) return;
    event.preventDefault();
    uploads.add(files);
  };

  const pick = (emoji: string) => {
    const area = field.current as HTMLTextAreaElement;
    area.setRangeText(emoji, area.selectionStart, area.selectionEnd, "end");
    write(area.value);
    setGrid(false);
    area.focus();
  };

  return (
    <div class="composer">
      {grid && extras && <extras.Emoji onPick={pick} onShut={shutGrid} />}
      {quote && (
        <div class="quoting">
          <span class="card-text">
            <span class="author">{say("quoting", { name: quote.author_name })}</span>
            <span dir="auto" class="quoted-text">
              {plain(quote.text)}
            </span>
          </span>
          <button type="button" class="tool small" aria-label={say("cancelQuote")} onClick={() => onQuote(null)}>
            <Icon name="x" />
          </button>
        </div>
      )}
      {extras && <extras.Chips list={uploads.list} onRemove={uploads.remove} />}
      <div class="box">
        <textarea
          ref={field}
          rows={1}
          {...(text && { dir: "auto" as const })}
          value={text}
          placeholder={say("placeholder")}
          aria-label={say("message")}
          enterkeyhint={touch() ? "enter" : "send"}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={keyDown}
          onPaste={paste}
          onBlur={() => chat.typing(false)}
        />
        <div class="tools">
          <button
            type="button"
            class="tool"
            aria-label={say("attach")}
            title={say("attach")}
            onClick={() => picker.current?.click()}
          >
            <Icon name="clip" />
          </button>
          <button
            type="button"
            class="tool"
            data-emoji
            aria-label={say("emoji")}
            title={say("emoji")}
            aria-expanded={grid}
            onClick={() => setGrid(!grid)}
          >
            <Icon name="smile" />
          </button>
          {left < WARN_FROM && (
            <span class={left < 0 ? "meta wrong" : "meta"} role="status">
              {left < 0 ? count("tooLong", -left) : count("left", left)}
            </span>
          )}
          <button
            type="button"
            class="send"
            aria-label={say("send")}
            title={say("send")}
            aria-disabled={!may}
            onClick={send}
          >
            <Icon name="send" />
          </button>
        </div>
      </div>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          uploads.add(event.currentTarget.files ?? []);
          event.currentTarget.value = "";
        }}
      />
    </div>
  );
}
