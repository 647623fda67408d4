/**
 * The frame as the channel's editor shows it: the real views over a made-up conversation, dressed by what stands in the
 * form. A page of its own: it speaks with the desk around it and with no server, and adds no byte to a visitor's frame.
 */
import { render } from "preact";
import type { Message } from "../../wire/frames";
import type { Look } from "../../wire/preview";
import { App } from "./app";
import type { Chat } from "./chat";
import { FIRST } from "./model";
import { openStore } from "./store";
import css from "./styles/all.css?inline";
import { dress } from "./theme";
import { RoomContext } from "./use";
import { wear } from "./wear";
import { speak, spokenNow } from "./words";

const samples = {
  en: { question: "Hi! Do you ship to the islands?", answer: "We do: on Tuesdays and Fridays, with the mail boat." },
  ru: {
    question: "Здравствуйте! А на острова доставляете?",
    answer: "Да, по вторникам и пятницам, почтовым катером.",
  },
};

const nothing = () => undefined;
const store = openStore({ ...FIRST, stage: "ready", account: { id: "", name: null, verified: false } });

/** Writing here is trying it out: the words appear, and go with the page. */
function write(text: string) {
  const { messages } = store.get();
  store.set({ messages: [...messages, message(messages.length + 1, "account", text)] });
}

const chat = {
  store,
  api: { upload: () => new Promise(nothing) },
  keep: { draft: () => "", setDraft: nothing },
  send: (text: string) => text && write(text),
  setSound: (sound: boolean) => store.set({ sound }),
  answerPreChat: () => store.set({ preChat: {} }),
  older: () => Promise.resolve(),
  resend: nothing,
  discard: nothing,
  typing: nothing,
  seen: nothing,
  retry: nothing,
} as unknown as Chat;

const addresses = { get: () => Promise.resolve(null), keepLocal: nothing, local: () => null };

function message(seq: number, kind: "account" | "person", text: string): Message {
  return {
    seq,
    id: String(seq),
    send_key: `preview-${seq}`,
    author: { kind, id: null, name: kind === "person" ? "Anna" : "" },
    text,
    quote: null,
    files: [],
    client_no: kind === "account" ? seq : null,
    posted_at: new Date().toISOString(),
  };
}

async function show({ settings, scene, name }: Look) {
  await speak(settings.language === "auto" ? navigator.language : settings.language);
  dress(settings.colour);
  const before = store.get();
  const { question, answer } = samples[spokenNow()];
  const talk = scene === "chat" ? [message(1, "account", question), message(2, "person", answer)] : [];
  const asks = settings.pre_chat.enabled && scene === "form";
  store.set({
    channel: {
      ...settings,
      name,
      title: settings.title || name,
      pre_chat: { ...settings.pre_chat, enabled: asks },
      message_limit: 4000,
      file_limit: 0,
    },
    online: scene !== "away",
    preChat: null,
    // What was tried out stays while only the look changes.
    messages: before.messages.length > 2 && scene === "chat" ? before.messages : talk,
  });
  const root = document.getElementById("app") as HTMLElement;
  render(
    // Drawn anew in another language or scene: words are read while drawing.
    <RoomContext.Provider value={{ chat, addresses }} key={`${spokenNow()} ${scene}`}>
      <App name={name} alone={false} onClose={nothing} />
    </RoomContext.Provider>,
    root,
  );
}

wear(css);
addEventListener("message", (event) => {
  if (event.origin !== location.origin || event.source !== window.parent) return;
  const said = event.data as Look | null;
  if (said?.type === "look") void show(said);
});
if (window.parent !== window) window.parent.postMessage({ type: "preview_ready" }, location.origin);
