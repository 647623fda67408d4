/**
 * The page inside another application. It asks the page around it for a signed token (or takes the one in its own
 * fragment), exchanges it for a key that stays in this memory, and comes with a new token before the key ends.
 */

import { fill } from "./dom";
import { codeOf, type Door } from "./model";
import { mountReader, type Reader } from "./reader";
import { en, ru } from "./words";
import "./page.css";

type Entered = { key: string; expires_at: string; name: string; language: string };

const EARLY_MS = 60_000;
const site = new URLSearchParams(location.search).get("site") ?? "";
const root = document.getElementById("reader") as HTMLElement;
let words = navigator.language.startsWith("ru") ? ru : en;
let key = "";
let reader: Reader | null = null;
let wanted: ReturnType<typeof setTimeout> | undefined;

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", authorization: `Bearer ${key}` };
  const init: RequestInit = { method, headers, credentials: "omit" };
  if (body !== undefined) {
    headers["content-type"] = "application/json";
    init.body = JSON.stringify(body);
  }
  const response = await fetch(`/embed/v1/${path}`, init).catch(() => {
    throw { code: "unreachable" };
  });
  const answer = await response.json().catch(() => ({ code: "unreachable" }));
  if (!response.ok) throw answer;
  return answer as T;
}

const door: Door = {
  get: (path) => request("GET", `messages${path}`),
  post: (path, body) => request("POST", `messages${path}`, body),
  reply: (session, sendKey, text) => request("POST", `messages/${session}/replies`, { send_key: sendKey, text }),
};

function say(text: string) {
  reader?.stop();
  reader = null;
  const line = document.createElement("p");
  line.className = "rd-note";
  line.setAttribute("role", "alert");
  line.textContent = text;
  root.classList.add("rd");
  root.replaceChildren(line);
}

/** The origin around this frame, as the browser tells it. */
const around = () =>
  location.ancestorOrigins?.[0] ?? (document.referrer ? new URL(document.referrer).origin : location.origin);

async function enter(token: string, origin: string) {
  try {
    const entered = await request<Entered>("POST", "entries", { site, token, origin });
    key = entered.key;
    if (!reader) {
      words = entered.language === "ru" ? ru : en;
      document.documentElement.lang = entered.language;
      document.title = words.title;
      reader = mountReader(root, door, words, entered.language);
    }
    clearTimeout(wanted);
    wanted = setTimeout(want, Math.max(1000, Date.parse(entered.expires_at) - Date.now() - EARLY_MS));
  } catch (why) {
    const reason = String((why as { params?: { reason?: string } })?.params?.reason ?? "");
    say(codeOf(why) === "embed_refused" ? fill(words.refused, { reason }) : words.failed);
  }
}

/** Anybody around may hear that a token is wanted; what comes back is worth only what its signature says. */
const want = () => parent.postMessage({ deskbell: "token-wanted" }, "*");

addEventListener("message", (event: MessageEvent<{ deskbell?: string; token?: string }>) => {
  if (event.source !== parent || event.data?.deskbell !== "token") return;
  if (typeof event.data.token === "string") void enter(event.data.token, event.origin);
});

const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  // It is good once: it need not stay in the address.
  history.replaceState(null, "", location.pathname + location.search);
  void enter(given, around());
} else want();
