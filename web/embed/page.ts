/**
 * The page inside another application. It asks the page around it for a signed token (or takes the one in its own
 * fragment), exchanges it for a key that stays in this memory, and comes with a new token before the key ends. What
 * fails in passing takes nothing off the screen: a token is asked for until one opens the door.
 */

import { fill } from "./dom";
import { codeOf, type Door } from "./model";
import { mountReader, type Reader } from "./reader";
import { en, ru } from "./words";
import "./page.css";

type Entered = { key: string; expires_at: string; name: string; language: string };

const EARLY_MS = 60_000;
const ANSWER_MS = 20_000;
/** When a token is asked for again that has not come, or opened nothing; and how long a request waits for one. */
const AGAIN_MS = 10_000;
const site = new URLSearchParams(location.search).get("site") ?? "";
const root = document.getElementById("reader") as HTMLElement;
let words = navigator.language.startsWith("ru") ? ru : en;
let key = "";
let reader: Reader | null = null;
let wanted: ReturnType<typeof setTimeout> | undefined;

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { accept: "application/json", authorization: `Bearer ${key}` };
  const init: RequestInit = { method, headers, credentials: "omit", signal: AbortSignal.timeout(ANSWER_MS) };
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

// After a sleep the key has ended before its renewal, long due, has come: once more, with the new one.
async function ask<T>(method: string, path: string, body?: unknown): Promise<T> {
  const tried = key;
  try {
    return await request<T>(method, path, body);
  } catch (why) {
    if (codeOf(why) !== "embed_ended") throw why;
    if (tried === key)
      await new Promise((done) => {
        addEventListener("entered", done, { once: true });
        setTimeout(done, AGAIN_MS);
        want();
      });
    if (tried !== key) return await request<T>(method, path, body);
    if (reader) say(words.ended);
    throw why;
  }
}

const door: Door = {
  get: (path) => ask("GET", `messages${path}`),
  post: (path, body) => ask("POST", `messages${path}`, body),
  reply: (session, sendKey, text) => ask("POST", `messages/${session}/replies`, { send_key: sendKey, text }),
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
    wantIn(Math.max(1000, Date.parse(entered.expires_at) - Date.now() - EARLY_MS));
    dispatchEvent(new Event("entered"));
  } catch (why) {
    const refused = codeOf(why) === "embed_refused";
    const reason = String((why as { params?: { reason?: string } })?.params?.reason ?? "");
    if (refused) say(fill(words.refused, { reason }));
    else if (!reader && root.textContent !== words.failed) say(words.failed);
    if (refused) clearTimeout(wanted);
    else wantIn(AGAIN_MS);
  }
}

function wantIn(ms: number) {
  clearTimeout(wanted);
  wanted = setTimeout(want, ms);
}

/** Anybody around may hear that a token is wanted; what comes back is worth only what its signature says. */
function want() {
  wantIn(AGAIN_MS);
  parent.postMessage({ deskbell: "token-wanted" }, "*");
}

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
