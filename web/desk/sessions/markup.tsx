/**
 * Message text as nodes: links, **bold**, *italic*, `code`, and lists. Everything is a text node or an element made
 * here; there is no inner HTML on the way.
 */
import { Fragment, type ReactNode } from "react";

const link =
  /\bhttps?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]}]|\bmailto:[^\s<>"']+[^\s<>"'.,;:!?)]|\btel:\+?[\d()\s-]{4,}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;
const spans = /`([^`\n]+)`|\*\*(?!\s)([^*\n]+)(?<!\s)\*\*|(?<![*\w])\*(?!\s)([^*\n]+)(?<!\s)\*(?![*\w])/g;

export function Markup({ text, rich }: { text: string; rich: boolean }) {
  return rich ? lists(text) : links(text);
}

function lists(text: string): ReactNode[] {
  const out: ReactNode[] = [];
  let items: string[] = [];
  let plain: string[] = [];
  const endList = () => {
    if (items.length > 0) {
      out.push(
        <ul className="ss-list-in-text" key={out.length}>
          {items.map((item, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a message's text never changes
            <li key={place}>{inline(item)}</li>
          ))}
        </ul>,
      );
    }
    items = [];
  };
  const endPlain = () => {
    if (plain.length > 0) out.push(<Fragment key={out.length}>{inline(plain.join("\n"))}</Fragment>);
    plain = [];
  };
  for (const line of text.split("\n")) {
    const item = /^\s*[-*•]\s+(.+)$/.exec(line)?.[1];
    if (item === undefined) {
      endList();
      plain.push(line);
    } else {
      endPlain();
      items.push(item);
    }
  }
  endPlain();
  endList();
  return out;
}

function inline(text: string): ReactNode[] {
  return split(text, spans, (found, key) => {
    if (found[1] !== undefined) return <code key={key}>{found[1]}</code>;
    if (found[2] !== undefined) return <strong key={key}>{links(found[2])}</strong>;
    return <em key={key}>{links(found[3] ?? "")}</em>;
  }).flatMap((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: a message's text never changes
    typeof part === "string" ? <Fragment key={`t${place}`}>{links(part)}</Fragment> : [part],
  );
}

function links(text: string): ReactNode[] {
  return split(text, link, ([address], key) => {
    const href = /^(https?:|mailto:|tel:)/i.test(address) ? address : `mailto:${address}`;
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {address}
      </a>
    );
  });
}

function split(text: string, pattern: RegExp, make: (found: RegExpMatchArray, key: string) => ReactNode): ReactNode[] {
  const out: ReactNode[] = [];
  let end = 0;
  for (const found of text.matchAll(pattern)) {
    if (found.index > end) out.push(text.slice(end, found.index));
    out.push(make(found, `f${found.index}`));
    end = found.index + found[0].length;
  }
  if (end < text.length) out.push(text.slice(end));
  return out;
}
