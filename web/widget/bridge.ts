/**
 * What loader (on the site's page) and frame (on ours) say to each other by postMessage: a fixed list of shapes,
 * anything else is dropped. Each side also checks `event.origin` and `event.source`.
 */
export interface Page {
  url: string;
  title: string;
  referrer: string;
}

/** loader → frame */
export type ToFrame =
  | { type: "host"; page: Page; language: string; identity: string | null; full: boolean; open: boolean }
  | { type: "open"; full: boolean }
  | { type: "close" }
  | { type: "page"; page: Page }
  /** A token signed by the site's server; null forgets the client (he signed out of the site). */
  | { type: "identity"; jwt: string | null };

/** frame → loader */
export type ToHost =
  | { type: "ready" }
  | { type: "close" }
  | { type: "unread"; count: number }
  /** Whether a session is alive, so that the next page makes the frame at once. */
  | { type: "alive"; on: boolean }
  /** The signed identity was refused; for the site's developer. */
  | { type: "identity_refused"; reason: string };

/** What the server writes into the loader and into the frame's page. */
export interface WidgetConfig {
  key: string;
  /** Where the frame lives, `https://desk.example`. */
  origin: string;
  colour: string;
  side: "right" | "left";
  title: string;
  language: "auto" | "en" | "ru";
  /** Origins that may embed the channel; only in the frame's page. */
  sites?: string[];
}

const text = (value: unknown, limit: number) => typeof value === "string" && value.length <= limit;
const flag = (value: unknown) => typeof value === "boolean";

function isPage(value: unknown): boolean {
  const page = value as Page | null | undefined;
  return (
    typeof page === "object" &&
    page !== null &&
    text(page.url, 2000) &&
    text(page.title, 300) &&
    text(page.referrer, 2000)
  );
}

/** The message if it is one a loader may send, else null. */
export function readToFrame(data: unknown): ToFrame | null {
  const said = data as ToFrame | null | undefined;
  if (typeof said !== "object" || said === null) return null;
  const right =
    said.type === "host"
      ? isPage(said.page) && text(said.language, 40) && isJwt(said.identity) && flag(said.full) && flag(said.open)
      : said.type === "open"
        ? flag(said.full)
        : said.type === "page"
          ? isPage(said.page)
          : said.type === "identity"
            ? isJwt(said.jwt)
            : said.type === "close";
  return right ? said : null;
}

function isJwt(value: unknown): boolean {
  return value === null || text(value, 8192);
}

/** The message if it is one a frame may send, else null. Small: it travels with the loader. */
export function readToHost(data: unknown): ToHost | null {
  const said = data as ToHost | null | undefined;
  const type = said?.type;
  const right =
    type === "ready" ||
    type === "close" ||
    (type === "unread" && Number.isInteger(said?.count)) ||
    (type === "alive" && flag(said?.on)) ||
    (type === "identity_refused" && text(said?.reason, 100));
  return right ? (said as ToHost) : null;
}
