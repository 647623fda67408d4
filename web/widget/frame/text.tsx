/** A message's text as nodes; nothing is ever set as HTML. */
import { useMemo } from "preact/hooks";
import { type Block, type Inline, parse } from "./markup";

export function Text({ text, rich }: { text: string; rich: boolean }) {
  return useMemo(() => <>{parse(text, rich).map(paragraph)}</>, [text, rich]);
}

function paragraph(block: Block) {
  if (block.kind === "text") return <p dir="auto">{block.parts.map(draw)}</p>;
  if (block.start === null) return <ul dir="auto">{block.items.map(item)}</ul>;
  return (
    <ol dir="auto" start={block.start}>
      {block.items.map(item)}
    </ol>
  );
}

function item(parts: Inline[]) {
  return <li>{parts.map(draw)}</li>;
}

function draw(part: Inline) {
  if (typeof part === "string") return part;
  if (part.kind === "code") return <code>{part.text}</code>;
  if (part.kind === "link")
    return (
      <a href={part.href} target="_blank" rel="noopener noreferrer nofollow">
        {part.text}
      </a>
    );
  return part.kind === "bold" ? <strong>{part.parts.map(draw)}</strong> : <em>{part.parts.map(draw)}</em>;
}
