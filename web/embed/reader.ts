/**
 * Live Chat Messages: a list of sessions and, opened from it, one session to read. Plain elements, so that a card of the
 * desk and a page in another application show the very same. Every second that a session is looked at its news are
 * asked for; the right is asked again with each, so who loses it loses the page within the second.
 */
import { openBegin } from "./begin";
import { el, fill } from "./dom";
import { codeOf, type Door, type ReadList, type ReadSession } from "./model";
import { openThread } from "./thread";
import type { Words } from "./words";
import "./reader.css";

export type Reader = { stop: () => void };

export function mountReader(root: HTMLElement, door: Door, words: Words, language: string): Reader {
  let stopThread = () => {};
  let stopped = false;
  let chat = "";
  let opened: string | null = null;
  let beginning = false;
  const when = new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, {
    dateStyle: "medium",
    timeStyle: "short",
  });
  root.classList.add("rd");

  const show = (...children: (Node | null)[]) => root.replaceChildren(...children.filter((child) => child !== null));

  async function list() {
    stopThread();
    const back = opened ? `[data-session="${opened}"]` : beginning ? ".rd-new" : null;
    opened = null;
    beginning = false;
    show(el("p", { class: "rd-note", role: "status" }, `${words.loading}…`));
    try {
      const first = await page(null);
      if (stopped) return;
      const rows = el("ul", { class: "rd-list" });
      for (const one of first.items) rows.append(row(one));
      show(head(first), first.items.length > 0 ? rows : empty(), more(first.next, rows));
      if (back) root.querySelector<HTMLElement>(back)?.focus();
    } catch (why) {
      failed(why);
    }
  }

  const page = (cursor: string | null) => {
    const query = new URLSearchParams({ ...(chat ? { live_chat: chat } : {}), ...(cursor ? { cursor } : {}) });
    return door.get<ReadList>(query.size > 0 ? `?${query}` : "");
  };

  function head(first: ReadList) {
    const filter =
      first.live_chats.length > 1 || chat
        ? el(
            "select",
            {
              class: "rd-filter",
              "aria-label": words.filter,
              change: (event) => {
                chat = (event.target as HTMLSelectElement).value;
                void list();
              },
            },
            el("option", { value: "" }, words.all_chats),
            ...first.live_chats.map((one) => el("option", { value: one.id, selected: one.id === chat }, one.name)),
          )
        : null;
    if (!filter && !first.may_begin) return null;
    const begin = el("button", { class: "rd-new", type: "button", click: beginOne }, `+ ${words.begin}`);
    return el("div", { class: "rd-head" }, filter, first.may_begin ? begin : null);
  }

  function beginOne() {
    beginning = true;
    const place = el("div", {});
    show(place);
    openBegin({ place, door, words, back: () => void list(), open, failed });
  }

  const empty = () =>
    el("div", { class: "rd-empty" }, el("b", {}, words.none), el("p", { class: "rd-note" }, words.none_hint));

  function row(one: ReadSession) {
    const name = el("span", { class: "rd-name", dir: "auto" }, one.client.name);
    const state = el("span", { class: "rd-state", "data-state": one.state }, stateOf(one));
    const at = one.last_message_at ?? one.opened_at;
    return el(
      "li",
      {},
      el(
        "button",
        { class: "rd-row", type: "button", "data-session": one.id, click: () => open(one.id) },
        el("span", { class: "rd-row-top" }, name, state, el("time", { datetime: at }, when.format(new Date(at)))),
        el("span", { class: "rd-preview", dir: "auto" }, `${one.live_chat.name} · ${one.preview || `#${one.number}`}`),
      ),
    );
  }

  const stateOf = (one: ReadSession) => {
    if (one.state === "with_operator") return fill(words.with_operator, { name: one.operator?.name ?? "" });
    return one.state === "closed" ? words.closed : words.waiting;
  };

  function more(next: string | null, rows: HTMLElement): HTMLElement | null {
    if (!next) return null;
    const button = el("button", { class: "rd-button", type: "button" }, words.more);
    button.addEventListener("click", async () => {
      button.setAttribute("disabled", "");
      try {
        const later = await page(next);
        rows.append(...later.items.map(row));
        const after = more(later.next, rows);
        if (after) button.replaceWith(after);
        else button.remove();
      } catch (why) {
        // Not where a session has been opened meanwhile.
        if (button.isConnected) failed(why);
      }
    });
    return button;
  }

  function open(session: string) {
    opened = session;
    stopThread();
    const place = el("div", { class: "rd-thread" });
    show(place);
    stopThread = openThread({ place, door, words, when, session, stateOf, back: () => void list(), failed });
  }

  function failed(why: unknown) {
    if (stopped) return;
    stopThread();
    const gone = opened !== null && codeOf(why) === "not_found";
    const ended = codeOf(why) === "embed_ended";
    const again = el(
      "button",
      { class: "rd-button", type: "button", click: () => void list() },
      gone ? words.back : words.again,
    );
    const said = gone ? words.gone : ended ? words.ended : words.failed;
    show(el("div", { class: "rd-empty" }, el("p", { role: "alert" }, said), ended ? null : again));
  }

  void list();
  return {
    stop() {
      stopped = true;
      stopThread();
      root.replaceChildren();
    },
  };
}
