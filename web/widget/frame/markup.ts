/**
 * Text to a small tree, for the views to draw as nodes. Everybody's links; **bold**, *italic*, `code` and lists only for
 * the desk's messages. Anything not understood stays the text it is.
 */
export type Inline =
  | string
  | { kind: "bold" | "italic"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; href: string; text: string };

export type Block = { kind: "text"; parts: Inline[] } | { kind: "list"; start: number | null; items: Inline[][] };

const LINK = /https?:\/\/[^\s<>"'`]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\+\d[\d ()-]{6,18}\d/gi;
const MARK = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|\*([^*\n]+)\*/g;
const ITEM = /^\s{0,3}(?:[-*•]|(\d{1,4})[.)])\s+(\S.*)$/;

export function linkify(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(LINK)) {
    const link = trimmed(found[0]);
    parts.push(text.slice(from, found.index), { kind: "link", href: address(link), text: link });
    from = found.index + link.length;
  }
  parts.push(text.slice(from));
  return parts.filter((part) => part !== "");
}

function address(link: string): string {
  if (/^https?:/i.test(link)) return link;
  return link.startsWith("+") ? `tel:${link.replace(/[^\d+]/g, "")}` : `mailto:${link}`;
}

const CLOSING: Record<string, string> = { ")": "(", "]": "[", "}": "{" };

/** Without the sentence's own punctuation; a closing bracket stays when its opening one is inside. */
function trimmed(link: string): string {
  const open: Record<string, number> = {};
  for (const sign of link) open[sign] = (open[sign] ?? 0) + 1;
  let end = link.length;
  for (; end > 1; end--) {
    const last = link[end - 1] as string;
    const opening = CLOSING[last];
    if (opening ? (open[last] ?? 0) <= (open[opening] ?? 0) : !/[.,!?:;*_]/.test(last)) break;
    open[last] = (open[last] ?? 0) - 1;
  }
  return link.slice(0, end);
}

function inline(text: string): Inline[] {
  const parts: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(MARK)) {
    const [whole, code, bold, italic] = found;
    const body = (code ?? bold ?? italic) as string;
    const tight = code !== undefined || body.trim() === body;
    // `2*3*4` is arithmetic, `https://x/*a*` an address.
    const apart = !/[\w/*]/.test(text[found.index - 1] ?? "") && !/[\w*]/.test(text[found.index + whole.length] ?? "");
    if (!tight || !apart) continue;
    parts.push(...linkify(text.slice(from, found.index)));
    if (code !== undefined) parts.push({ kind: "code", text: code });
    else parts.push({ kind: bold !== undefined ? "bold" : "italic", parts: linkify(body) });
    from = found.index + whole.length;
  }
  return [...parts, ...linkify(text.slice(from))];
}

/** The text without its marks, for a quote of one or two lines. */
export function plain(text: string): string {
  return text.replace(/\*\*([^*\n]+)\*\*|`([^`\n]+)`/g, "$1$2");
}

/** @param rich the text is the desk's */
export function parse(text: string, rich: boolean): Block[] {
  if (!rich) return [{ kind: "text", parts: linkify(text) }];
  const blocks: Block[] = [];
  let lines: string[] = [];
  const flush = () => {
    const body = lines.join("\n").replace(/^\n+|\n+$/g, "");
    if (body) blocks.push({ kind: "text", parts: inline(body) });
    lines = [];
  };
  for (const line of text.split("\n")) {
    const item = ITEM.exec(line);
    if (!item) {
      lines.push(line);
      continue;
    }
    flush();
    const start = item[1] === undefined ? null : Number(item[1]);
    const last = blocks.at(-1);
    const words = inline(item[2] as string);
    if (last?.kind === "list" && (last.start === null) === (start === null)) last.items.push(words);
    else blocks.push({ kind: "list", start, items: [words] });
  }
  flush();
  return blocks;
}
