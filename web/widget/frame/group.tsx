/** One author's run of messages: name, bubbles, one time. */
import type { Quote } from "../../wire/frames";
import { Attached } from "./attached";
import { Icon } from "./icons";
import { plain } from "./markup";
import type { Line, Row } from "./rows";
import { Text } from "./text";
import { initials, useRoom } from "./use";
import { clock, refusalWords, say } from "./words";

type GroupRow = Extract<Row, { kind: "group" }>;

interface Props {
  row: GroupRow;
  onQuote: (quote: Quote) => void;
}

export function Group({ row, onQuote }: Props) {
  const last = row.lines.findLast((line) => !line.failed);
  if (row.side === "system") return <p class="system">{row.lines.map((line) => line.text).join(" ")}</p>;
  return (
    <div class={`group ${row.side}`}>
      {row.side === "theirs" && (
        <span class="avatar" aria-hidden="true">
          {initials(row.name) || <Icon name="chat" />}
        </span>
      )}
      <div class="run">
        {row.name && <bdi class="author">{row.name}</bdi>}
        {row.lines.map((line) => (
          <Bubble key={line.key} line={line} row={row} onQuote={onQuote} />
        ))}
        {last && (
          <span class="meta">
            <time dateTime={new Date(last.at).toISOString()}>{clock(last.at)}</time>
            {last.tick && (
              <span class={`tick ${last.tick}`}>
                <Icon name={last.tick} />
                <span class={last.tick === "sending" ? "hidden" : ""}>{say(last.tick as "sent")}</span>
              </span>
            )}
          </span>
        )}
      </div>
    </div>
  );
}

function Bubble({ line, row, onQuote }: Props & { line: Line }) {
  const mine = row.side === "mine";
  const author = mine ? say("you") : row.name;
  const quote = () =>
    onQuote({ seq: line.seq as number, text: line.text || line.files[0]?.name || "", author_name: author });
  return (
    <div class={`line${line.tick === "sending" ? " pending" : ""}`} id={line.quotable ? `m${line.seq}` : undefined}>
      <div class="bubble">
        <span class="hidden">{author}: </span>
        {line.quote && <Quoted quote={line.quote} />}
        {line.text && <Text text={line.text} rich={!mine} />}
        {line.text || line.files[0] ? line.edited && <small>{say("edited")}</small> : <i>{say("deleted")}</i>}
        {line.files.map((file) => (
          <Attached key={file.id} file={file} session={line.session} />
        ))}
      </div>
      {line.quotable && (
        <button type="button" class="tool quote-it" aria-label={say("quote")} title={say("quote")} onClick={quote}>
          <Icon name="quote" />
        </button>
      )}
      {line.failed && <Failed line={line} code={line.failed} />}
    </div>
  );
}

function Failed({ line, code }: { line: Line; code: string }) {
  const { chat } = useRoom();
  return (
    <div class="failed-bar">
      <Icon name="failed" />
      <span>
        {say("notSent")} {refusalWords(code)}
      </span>
      <span class="failed-deeds">
        <button type="button" class="link" onClick={() => chat.resend(line.key)}>
          {say("resend")}
        </button>
        <button type="button" class="link" onClick={() => chat.discard(line.key)}>
          {say("discard")}
        </button>
      </span>
    </div>
  );
}

export function Quoted({ quote }: { quote: Quote }) {
  const show = () => document.getElementById(`m${quote.seq}`)?.scrollIntoView({ block: "center" });
  return (
    <button type="button" class="quoted" onClick={show}>
      <bdi class="author">{quote.author_name}</bdi>
      <span dir="auto" class="quoted-text">
        {plain(quote.text)}
      </span>
    </button>
  );
}
