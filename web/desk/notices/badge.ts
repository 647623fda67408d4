/** What the tab says by itself: a count before the title, a dot on the icon. */
import dotted from "./icon-dot.svg?url";

let plain: string | null = null;

export function showBadge(count: number): void {
  const title = document.title.replace(/^\(\d+\+?\) /, "");
  document.title = count > 0 ? `(${count > 99 ? "99+" : count}) ${title}` : title;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (!icon) return;
  plain ??= icon.getAttribute("href");
  const wanted = count > 0 ? dotted : (plain ?? "");
  if (icon.getAttribute("href") !== wanted) icon.setAttribute("href", wanted);
}
