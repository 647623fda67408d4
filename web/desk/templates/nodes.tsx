/** An article's body, built from the server's tree: elements of few kinds, no HTML is parsed here. */
import { createElement, type ReactNode } from "react";
import type { ArticleNode } from "../../wire/rest";

const kinds = new Set(
  "a blockquote br code em h1 h2 h3 h4 h5 h6 hr li ol p pre s strong table tbody td th thead tr ul".split(" "),
);
// The page's own headings stand above an article's.
const lower: Record<string, string> = { h1: "h2", h2: "h3", h3: "h4", h4: "h5", h5: "h6" };
const blank = new Set(["table", "thead", "tbody", "tr", "ol", "ul"]);
const SAFE = /^(https?:|mailto:|tel:|#)/i;

export function Nodes({ nodes }: { nodes: unknown[] }) {
  return <div className="tp-article">{(nodes as ArticleNode[]).map(drawn)}</div>;
}

function drawn(node: ArticleNode, key: number): ReactNode {
  if (typeof node === "string") return node;
  const { tag, href, title, start } = node;
  if (!kinds.has(tag)) return null;
  const props: Record<string, unknown> = { key };
  if (tag === "a") {
    if (!href || !SAFE.test(href)) return node.children.map(drawn);
    Object.assign(props, { href, title, target: "_blank", rel: "noopener noreferrer nofollow" });
  }
  if (tag === "ol" && start) props.start = Number(start);
  if (tag === "br" || tag === "hr") return createElement(tag, props);
  // Line breaks between the parts of a table or a list are no text of theirs.
  const inside = blank.has(tag) ? node.children.filter((child) => typeof child !== "string") : node.children;
  return createElement(lower[tag] ?? tag, props, inside.map(drawn));
}
