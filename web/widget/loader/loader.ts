/**
 * The only script that runs in the site's page: the launcher, its badge and the frame's window. It reads nothing of the
 * page but address, title and language, and keeps nothing there but "a session is alive".
 */
import { type Page, readToHost, type ToFrame } from "../bridge";
import { fillAndInk } from "../colour";
import { currentPage, watchPage } from "./page";
import { launcherStyle } from "./style";

type Api = {
  open(): void;
  close(): void;
  hide(): void;
  show(): void;
  /** A JWT signed by the site's server; null when the person signs out of the site. */
  identify(jwt: string | null): void;
  /** Overrides what is reported of the page, or reports it again. */
  setPage(page?: Partial<Page>): void;
  /** One queued call, e.g. `['open']`: for scripts that run before the loader. */
  push(call: [string, ...unknown[]]): void;
};

const config = __DESKBELL_CONFIG__;
const site = window as unknown as { Deskbell?: Api | [string, ...unknown[]][] };
const PATIENCE_MS = 10_000;
const aliveKey = `deskbell.${config.key}`;
/** Where the frame would be refused nothing is shown; the functions stay, for the site's own code. */
const listed = !config.sites || config.sites.includes(location.origin);

function begin() {
  const host = document.createElement("deskbell-widget");
  const root = host.attachShadow({ mode: "open" });
  const launcher = document.createElement("button");
  const badge = document.createElement("b");
  const language = config.language === "auto" ? document.documentElement.lang || navigator.language : config.language;
  const russian = /^ru/i.test(language);
  const title = config.title || (russian ? "Чат" : "Chat");
  let frame: HTMLIFrameElement | undefined;
  let made = 0;
  let ready = false;
  let shown = false;
  let identity: string | null = null;
  let page = currentPage();

  const full = () => innerWidth <= 480 || innerHeight <= 440;

  function say(message: ToFrame) {
    if (ready) frame?.contentWindow?.postMessage(message, config.origin);
  }

  function make() {
    // One that never said it is there has failed to come: the next touch makes another.
    if (!listed || (frame && (ready || Date.now() - made < PATIENCE_MS))) return;
    made = Date.now();
    if (frame) frame.remove();
    else
      watchPage((next) => {
        page = next;
        say({ type: "page", page });
      });
    frame = document.createElement("iframe");
    frame.title = title;
    frame.src = `${config.origin}/w/${config.key}/frame#${encodeURIComponent(location.origin)}`;
    root.append(frame);
  }

  function label(unread: number) {
    badge.textContent = unread ? (unread > 99 ? "99+" : String(unread)) : "";
    launcher.ariaLabel = title + (unread ? `, ${russian ? "непрочитанных" : "unread"}: ${unread}` : "");
  }

  function turn(on: boolean) {
    if (on) make();
    if (!frame || on === shown) return;
    shown = on;
    launcher.className = on ? "on" : "";
    launcher.ariaExpanded = String(on);
    say(on ? { type: "open", full: full() } : { type: "close" });
    if (on) frame.focus();
    else if (document.activeElement === host) launcher.focus();
    resize();
  }

  // A phone's keyboard covers the page without resizing it: the frame takes what is left.
  function resize() {
    const view = window.visualViewport;
    if (!frame || !view) return;
    const covered = shown && full() && innerHeight - view.height > 80;
    frame.style.height = covered ? `${view.height}px` : "";
    frame.style.top = covered ? `${view.offsetTop}px` : "";
  }

  function draw(name: string, line: string) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("class", name);
    path.setAttribute("d", line);
    svg.append(path);
    launcher.append(svg);
  }

  function dress() {
    const css = launcherStyle(...fillAndInk(config.colour), config.side);
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(Object.assign(document.createElement("style"), { textContent: css }));
    }
  }

  addEventListener("message", (event) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== config.origin) return;
    const said = readToHost(event.data);
    if (!said) return;
    if (said.type === "ready") {
      ready = true;
      say({ type: "host", page, language: language.slice(0, 40), identity, full: full(), open: shown });
    } else if (said.type === "close") turn(false);
    else if (said.type === "unread") label(said.count);
    else if (said.type === "alive") remember(said.on);
    else console.warn(`Deskbell: the signed identity was refused (${said.reason}).`);
  });

  const api: Api = {
    open: () => turn(true),
    close: () => turn(false),
    hide() {
      turn(false);
      host.hidden = true;
    },
    show() {
      host.hidden = false;
    },
    identify(jwt) {
      identity = jwt;
      // An operator may have begun a session with whom the site knows: the badge tells before the first touch.
      if (jwt) make();
      say({ type: "identity", jwt });
    },
    setPage(given) {
      page = { ...currentPage(), ...given };
      say({ type: "page", page });
    },
    push([name, ...args]) {
      (api as unknown as Record<string, ((...args: unknown[]) => void) | undefined>)[name]?.(...args);
    },
  };

  launcher.ariaHasPopup = "dialog";
  launcher.ariaExpanded = "false";
  label(0);
  draw("c", "M21 11.5a8.4 8.4 0 0 1-12.2 7.5L3 21l2-5.8A8.4 8.4 0 1 1 21 11.5Z");
  draw("x", "M6 9.5l6 6 6-6");
  launcher.append(badge);
  launcher.onclick = () => turn(!shown);
  launcher.onpointerenter = launcher.onfocus = make;
  window.visualViewport?.addEventListener("resize", resize);
  dress();
  root.append(launcher);
  // Outside the body: a site that swaps its body keeps the frame, and a transformed body does not move it.
  if (listed) document.documentElement.append(host);
  else console.warn(`Deskbell: add ${location.origin} to the sites of this channel.`);

  const queued = site.Deskbell;
  site.Deskbell = api;
  if (Array.isArray(queued)) queued.forEach(api.push);
  if (remembered()) make();
}

function remember(on: boolean) {
  try {
    if (on) localStorage.setItem(aliveKey, "1");
    else localStorage.removeItem(aliveKey);
  } catch {
    // No storage on this page: the frame is made on the first touch instead.
  }
}

function remembered(): boolean {
  try {
    return !!localStorage.getItem(aliveKey);
  } catch {
    return false;
  }
}

if (!site.Deskbell || Array.isArray(site.Deskbell)) {
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
}
