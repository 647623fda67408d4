// The few words a push is shown in. They stand here, for a worker loads no other file.
export type Said = {
  kind: string;
  language: string;
  live_chat: string;
  live_chat_name: string;
  session: string;
  number: number;
};

const titles: Record<string, Record<string, string>> = {
  en: {
    session_waiting: "A client is waiting",
    session_escalated: "Nobody takes a waiting client",
    client_wrote: "Your client wrote",
    session_assigned: "A session is assigned to you",
    mentioned: "A colleague calls you to a session",
    test: "Push works in this browser",
    other: "Something happened at the desk",
    session: "session",
  },
  ru: {
    session_waiting: "Клиент ждёт",
    session_escalated: "Ждущего клиента никто не берёт",
    client_wrote: "Ваш клиент пишет",
    session_assigned: "Вам назначена сессия",
    mentioned: "Коллега зовёт вас в сессию",
    test: "Push в этом браузере работает",
    other: "Что-то произошло на рабочем месте",
    session: "сессия",
  },
};

const forAll = new Set(["session_waiting", "session_escalated"]);
const id = /^[0-9a-f-]{36}$/;

/** What is shown, and the desk's address behind it; nothing pushed leads anywhere else. */
export function shownOf(said: Partial<Said>): { title: string; body: string; path: string } {
  const words = titles[said.language ?? ""] ?? titles.en ?? {};
  const title = words[said.kind ?? ""] ?? words.other ?? "";
  if (!said.session || !said.live_chat || !id.test(said.session) || !id.test(said.live_chat)) {
    return { title, body: "", path: "/" };
  }
  const group = forAll.has(said.kind ?? "") ? "queue" : "mine";
  return {
    title,
    body: `${said.live_chat_name}, ${words.session} #${said.number}`,
    path: `/live-chats/${said.live_chat}/${group}/${said.session}`,
  };
}
