/** One session to read: its messages, what comes, and a reply where it is the reader's own. */
import { el } from "./dom";
import { codeOf, type Door, type ReadMessage, type ReadNewer, type ReadSession, type ReadThread } from "./model";
import type { Words } from "./words";

const NEWS_MS = 1000;

type Opening = {
  place: HTMLElement;
  door: Door;
  words: Words;
  when: Intl.DateTimeFormat;
  session: string;
  stateOf: (one: ReadSession) => string;
  back: () => void;
  failed: (why: unknown) => void;
};

export function openThread({ place, door, words, when, session, stateOf, back, failed }: Opening): () => void {
  let stopped = false;
  let cursor = 0;
  let client = words.client;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const messages = new Map<number, ReadMessage>();
  const title = el("h3", { class: "rd-title", dir: "auto" });
  const state = el("span", { class: "rd-state" });
  const link = el("span", {});
  const older = el("button", { class: "rd-button", type: "button", click: () => void loadOlder() }, words.older);
  const log = el("div", { class: "rd-messages", role: "log", "aria-label": words.title, tabindex: "0" });
  const trouble = el("p", { class: "rd-note rd-trouble", role: "alert" });
  const foot = el("div", {});
  const leave = el("button", { class: "rd-link", type: "button", click: back }, `‹ ${words.back}`);
  place.append(el("div", { class: "rd-head" }, leave, title, state, link), log, trouble, foot);
  leave.focus();

  async function load() {
    const thread = await door.get<ReadThread>(`/${session}`);
    if (stopped) return;
    cursor = thread.cursor;
    messages.clear();
    for (const one of thread.messages) messages.set(one.seq, one);
    older.hidden = !thread.has_older;
    told(thread.session);
    draw(true);
  }

  async function loadOlder() {
    try {
      const first = Math.min(...messages.keys());
      const page = await door.get<{ items: ReadMessage[]; has_older: boolean }>(`/${session}/older?before=${first}`);
      for (const one of page.items) messages.set(one.seq, one);
      older.hidden = !page.has_older;
      trouble.textContent = "";
      draw(false);
    } catch (why) {
      if (!ended(why)) trouble.textContent = words.failed;
    }
  }

  async function news() {
    if (stopped) return;
    if (!document.hidden) {
      try {
        const newer = await door.get<ReadNewer>(`/${session}/newer?after=${cursor}`);
        if (stopped) return;
        if (newer.too_long) await load();
        else take(newer);
      } catch (why) {
        if (ended(why)) return;
      }
    }
    timer = setTimeout(news, NEWS_MS);
  }

  function take(newer: ReadNewer) {
    told(newer.session);
    cursor = newer.cursor;
    let changed = false;
    for (const { kind, data } of newer.events) {
      // Older messages are asked for from the first one on: a change above that may not become it.
      if (!data.message || (kind !== "message_posted" && !messages.has(data.message.seq))) continue;
      messages.set(data.message.seq, data.message);
      changed = true;
    }
    if (changed) draw(atEnd());
  }

  function told(one: ReadSession) {
    client = one.client.name || words.client;
    title.textContent = `${one.client.name} · ${one.live_chat.name} #${one.number}`;
    state.textContent = stateOf(one);
    state.dataset.state = one.state;
    const href = one.on_desk ? door.deskLink?.(one) : undefined;
    link.replaceChildren(href ? el("a", { class: "rd-link", href }, words.desk) : "");
    if (one.may_reply !== foot.hasChildNodes()) foot.replaceChildren(...(one.may_reply ? [writer()] : []));
  }

  const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 48;

  function draw(toEnd: boolean) {
    const kept = log.scrollHeight - log.scrollTop;
    const rows = [...messages.values()].sort((a, b) => a.seq - b.seq).map(message);
    log.replaceChildren(older, ...rows);
    log.scrollTop = toEnd ? log.scrollHeight : log.scrollHeight - kept;
  }

  function message(one: ReadMessage) {
    const ours = one.author.kind !== "account";
    const name = one.author.name || (ours ? "Deskbell" : client);
    return el(
      "article",
      { class: "rd-message", "data-ours": ours },
      el(
        "header",
        {},
        el("b", { dir: "auto" }, name),
        el("time", { datetime: one.posted_at }, when.format(new Date(one.posted_at))),
        one.edited_at ? el("span", {}, words.edited) : null,
      ),
      one.quote ? el("blockquote", { dir: "auto" }, one.quote.text) : null,
      one.deleted_at ? el("p", { class: "rd-note" }, words.deleted) : null,
      one.text ? el("p", { class: "rd-text", dir: "auto" }, one.text) : null,
      ...one.files.map(file),
    );
  }

  function file(one: { id: string; name: string; size: number }) {
    const kilobytes = one.size / 1024;
    const size = kilobytes < 1024 ? `${Math.ceil(kilobytes)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
    return el(
      "button",
      { class: "rd-file", type: "button", click: () => void fetchFile(one.id) },
      `${one.name} · ${size}`,
    );
  }

  async function fetchFile(id: string) {
    try {
      const path = `/${session}/file-addresses`;
      const { items } = await door.post<{ items: Record<string, { url: string }> }>(path, { file_ids: [id] });
      const url = items[id]?.url;
      if (url) el("a", { href: url, download: true, rel: "noopener", target: "_blank" }).click();
      trouble.textContent = "";
    } catch (why) {
      if (!ended(why)) trouble.textContent = words.failed;
    }
  }

  function writer() {
    const field = el("textarea", {
      class: "rd-field",
      rows: "2",
      "aria-label": words.reply,
      placeholder: words.reply_hint,
    }) as HTMLTextAreaElement;
    const said = el("span", { class: "rd-note", role: "alert" });
    const button = el("button", { class: "rd-send", type: "submit" }, words.send);
    // The same key at every try of the same words: a lost answer sends nothing twice.
    let key = crypto.randomUUID();
    let last = "";
    const send = async (event: Event) => {
      event.preventDefault();
      const sent = field.value;
      const text = sent.trim();
      if (!text) return;
      if (text !== last) key = crypto.randomUUID();
      last = text;
      button.setAttribute("disabled", "");
      try {
        await door.reply(session, key, text);
        said.textContent = "";
        last = "";
        // What was written while the reply was on its way stays.
        if (field.value.startsWith(sent)) field.value = field.value.slice(sent.length).trimStart();
      } catch {
        said.textContent = words.not_sent;
      } finally {
        button.removeAttribute("disabled");
      }
    };
    return el("form", { class: "rd-writer", submit: (event) => void send(event) }, field, button, said);
  }

  /** A lost connection passes, and what is on screen stays; a lost right does not. */
  function ended(why: unknown): boolean {
    const lost = ["not_found", "embed_ended", "not_signed_in"].includes(codeOf(why));
    if (lost) end(why);
    return lost;
  }

  function end(why: unknown) {
    if (stopped) return;
    stop();
    failed(why);
  }

  function stop() {
    stopped = true;
    clearTimeout(timer);
  }

  load().then(() => {
    timer = setTimeout(news, NEWS_MS);
  }, end);
  return stop;
}
