// Sites a widget may stand on: exact origins, since a wildcard would lend the frame to strangers.
import { t } from "../words";

/** What a person types, as an origin: "shop.example/cart" → "https://shop.example". Null when it is none. */
export function originOf(typed: string): string | null {
  const text = typed.trim();
  if (!text || /[\s*]/.test(text)) return null;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}${text}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  const named = url.hostname.includes(".") || url.hostname === "localhost" || url.hostname.startsWith("[");
  return (url.protocol === "https:" || url.protocol === "http:") && named && !url.username ? url.origin : null;
}

const schemeFor = (text: string) => (/^(localhost|127\.|\[::1\])/.test(text) ? "http://" : "https://");

/** The same, for a text already found good. */
export const siteOf = (typed: string): string => originOf(typed) ?? typed.trim();

/** What is wrong with a site, in words; empty when nothing is. */
export function siteWords(typed: string): string {
  if (typed.includes("*")) return t("field.wildcard");
  return originOf(typed) ? "" : t("field.origin");
}
