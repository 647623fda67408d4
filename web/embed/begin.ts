/** A new session with somebody whom the card or the token is about: where to write, what about, and the first words. */
import { el } from "./dom";
import { codeOf, type Door, type ReadWay, type ReadWays } from "./model";
import type { Words } from "./words";

type Beginning = {
  place: HTMLElement;
  door: Door;
  words: Words;
  back: () => void;
  open: (session: string) => void;
  failed: (why: unknown) => void;
};

export function openBegin({ place, door, words, back, open, failed: fail }: Beginning): void {
  const leave = el("button", { class: "rd-link", type: "button", click: back }, `‹ ${words.back}`);
  const where = el("fieldset", { class: "rd-ways" });
  const subject = el("input", { class: "rd-field", name: "subject", maxlength: "200" }) as HTMLInputElement;
  const text = el("textarea", { class: "rd-field", name: "text", rows: "3" }) as HTMLTextAreaElement;
  const said = el("p", { class: "rd-note", role: "alert" });
  const start = el("button", { class: "rd-send", type: "submit" }, words.begin_do);
  const rest = [
    el("label", {}, words.begin_subject, subject),
    el("label", {}, words.begin_text, text),
    el("div", { class: "rd-foot" }, start, said),
  ];
  const form = el(
    "form",
    {
      class: "rd-begin",
      "aria-label": words.begin,
      submit: (event) => void send(event),
      keydown: (event) => {
        if ((event as KeyboardEvent).key === "Escape" && !(event as KeyboardEvent).isComposing) back();
      },
    },
    el("p", { class: "rd-note", role: "status" }, `${words.loading}…`),
  );
  place.append(el("div", { class: "rd-head" }, leave, el("h3", { class: "rd-title" }, words.begin)), form);
  leave.focus();
  // An answer may come after the person has gone from here: it leads him nowhere.
  const failed = (why: unknown) => place.isConnected && fail(why);
  // The same key at every try of the same: a lost answer begins nothing twice.
  let key = "";
  let last = "";

  async function load(first: boolean) {
    try {
      const ways = await door.get<ReadWays>("/ways-to-begin");
      const chosen = ways.items.filter((way) => !way.refused);
      const rows = ways.items.map((way) => row(way, chosen.length === 1 && way === chosen[0]));
      where.replaceChildren(el("legend", {}, words.begin_where), ...rows);
      if (first && ways.offline) said.textContent = words.offline_may_only_look;
      const none = ways.items.length === 0 ? el("p", { class: "rd-note" }, words.begin_nobody) : where;
      form.replaceChildren(none, ...(chosen.length > 0 ? rest : []));
      if (chosen.length === 0 && said.textContent) form.append(said);
      if (first) (where.querySelector<HTMLElement>("input:enabled:not(:checked)") ?? subject).focus();
    } catch (why) {
      failed(why);
    }
  }

  function row(way: ReadWay, only: boolean) {
    const value = JSON.stringify({
      live_chat_id: way.live_chat.id,
      channel_id: way.channel?.id,
      account_id: way.account_id,
    });
    const radio = el("input", { type: "radio", name: "way", value, required: true, disabled: Boolean(way.refused) });
    (radio as HTMLInputElement).checked = only;
    const name = [way.client.name, way.address].filter((one, at, all) => one && all.indexOf(one) === at).join(" · ");
    const session = way.session;
    return el(
      "div",
      { class: "rd-way" },
      el(
        "label",
        {},
        radio,
        el(
          "span",
          { class: "rd-said" },
          el("b", { dir: "auto" }, name || words.client),
          el("small", { dir: "auto" }, [way.live_chat.name, way.channel?.name].filter(Boolean).join(" · ")),
          way.refused ? el("small", {}, known(way.refused) ?? words.cannot_begin) : null,
        ),
      ),
      session
        ? el("button", { class: "rd-link", type: "button", click: () => open(session) }, words.begin_open_it)
        : null,
    );
  }

  const known = (code: unknown) => (words as Record<string, string>)[String(code)];
  async function send(event: Event) {
    event.preventDefault();
    const chosen = where.querySelector<HTMLInputElement>("input:checked");
    if (!chosen) return;
    const body = { ...JSON.parse(chosen.value), subject: subject.value.trim(), text: text.value.trim() };
    if (JSON.stringify(body) !== last) key = crypto.randomUUID();
    last = JSON.stringify(body);
    start.setAttribute("disabled", "");
    try {
      const begun = await door.post<{ session: string }>("/sessions", { ...body, begin_key: key });
      if (place.isConnected) open(begun.session);
    } catch (why) {
      const code = codeOf(why);
      if (code === "embed_ended" || code === "not_signed_in") return failed(why);
      const told = (why as { params?: { reason?: string } }).params?.reason;
      said.textContent = known(told) ?? known(code === "not_found" ? "not_allowed" : code) ?? words.begin_failed;
      // What stood in the way shows at its account.
      if (code === "session_open_exists" || code === "cannot_begin") await load(false);
    } finally {
      start.removeAttribute("disabled");
    }
  }

  void load(true);
}
