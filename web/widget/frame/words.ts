/**
 * The frame's own words: English here, others fetched. A key missing in one language does not compile. `{x}` is filled
 * in; arrays are plural forms.
 */
const en = {
  chat: "Chat",
  you: "You",
  close: "Close the chat",
  soundOn: "Turn sound on",
  soundOff: "Turn sound off",
  hello: "Hello! How can we help?",
  answers: "We usually answer in minutes",
  offline: "We are away right now. Leave a message, we will answer here.",
  offlineShort: "Away. We answer later.",
  position: "You are number {n} in the queue",
  next: "You are next in line",
  waiting: "Waiting for somebody to join",
  withYou: "{name} is with you",
  typing: "{name} is typing…",
  closed: "This conversation is closed. Write again any time.",
  newStretch: "New conversation",
  older: "Show earlier messages",
  loading: "Loading…",
  today: "Today",
  yesterday: "Yesterday",
  placeholder: "Write a message…",
  message: "Message",
  send: "Send",
  attach: "Attach files",
  emoji: "Emoji",
  quote: "Quote",
  quoting: "Quoting {name}",
  cancelQuote: "Do not quote",
  drop: "Drop files here",
  download: "Download {name}",
  view: "View {name}",
  picture: "Picture",
  newBelow: ["{n} new message", "{n} new messages"],
  left: ["{n} character left", "{n} characters left"],
  tooLong: ["{n} character too many", "{n} characters too many"],
  sending: "Sending",
  sent: "Sent",
  read: "Read",
  notSent: "Not sent.",
  deleted: "Deleted",
  edited: "edited",
  resend: "Send again",
  discard: "Discard",
  connecting: "Connecting…",
  noNetwork: "No connection. What you write is kept and sent when it is back.",
  unreachable: "The chat cannot be reached. Trying again…",
  retry: "Try now",
  refused: "The chat is not available here.",
  paused: "The chat is switched off for now. Please come back later.",
  messages: "Messages",
  said: "{name}: {text}",
  withFiles: ["{n} file", "{n} files"],
  codes: {
    file_too_large: "This file is larger than {n}.",
    file_type_refused: "Files of this kind are not accepted.",
    message_too_long: "The message is too long.",
    too_many_requests: "Too much at once. Please wait a moment.",
    channel_paused: "The chat is switched off for now.",
    unreachable: "No connection.",
    other: "The server did not accept it.",
  },
};

export type Words = { [K in keyof typeof en]: (typeof en)[K] };

type PlainKey = { [K in keyof Words]: Words[K] extends string ? K : never }[keyof Words];
type CountKey = { [K in keyof Words]: Words[K] extends string[] ? K : never }[keyof Words];

let spoken = "en";
let words: Words = en;
/** The page's full language tag: for dates, numbers and direction. */
let locale = "en";
let plurals = new Intl.PluralRules("en");

/**
 * Resolves when the words are there; until then English ones are spoken.
 * @param tag BCP 47. English words where there are none of that language; dates and direction follow it all the same.
 */
export async function speak(tag: string): Promise<void> {
  try {
    locale = Intl.getCanonicalLocales(tag)[0] ?? "en";
  } catch {
    locale = "en";
  }
  document.documentElement.dir = /^(ar|fa|he|iw|ur|yi|ps|sd|ug|dv|ckb)\b/i.test(locale) ? "rtl" : "ltr";
  const wanted = /^(ru|be|uk|kk)\b/i.test(locale) ? "ru" : "en";
  words =
    wanted === "ru"
      ? await import("./words.ru").then(
          (file) => file.ru,
          () => en,
        )
      : en;
  spoken = words === en ? "en" : wanted;
  plurals = new Intl.PluralRules(spoken);
  document.documentElement.lang = spoken;
}

/** The language of the words, not of the dates. */
export const spokenNow = () => spoken as "en" | "ru";

export function say(key: PlainKey, fill: Record<string, string | number> = {}): string {
  return put(words[key], fill);
}

/** Forms stand in the order one, few, many; English has one and other. */
export function count(key: CountKey, n: number): string {
  const forms = words[key];
  const form = plurals.select(n);
  const at = form === "one" ? 0 : form === "few" ? 1 : forms.length - 1;
  return put(forms[at] as string, { n });
}

/** Words for a refusal's code. */
export function refusalWords(code: string, fill: Record<string, string | number> = {}): string {
  return put(words.codes[code as keyof Words["codes"]] ?? words.codes.other, fill);
}

function put(text: string, fill: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (whole, key: string) => String(fill[key] ?? whole));
}

/** A bare "en" says nothing of am and pm: then the visitor's own region does. */
export function clock(time: string | number): string {
  const own = new Intl.DateTimeFormat(navigator.language, { hour: "2-digit" }).resolvedOptions().hourCycle;
  const region = /-([a-z]{2}|\d{3})\b/i.test(locale);
  return new Intl.DateTimeFormat(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(!region && own && { hourCycle: own }),
  }).format(new Date(time));
}

export function day(time: string | number, now = new Date()): string {
  const date = new Date(time);
  const days = Math.round((midnight(now) - midnight(date)) / 86_400_000);
  if (days === 0) return words.today;
  if (days === 1) return words.yesterday;
  const year = date.getFullYear() === now.getFullYear() ? {} : { year: "numeric" as const };
  return new Intl.DateTimeFormat(spokenLocale(), { day: "numeric", month: "long", ...year }).format(date);
}

// A month's name in a language whose other words we do not have would stand alone.
function spokenLocale(): string {
  return locale.startsWith(spoken) ? locale : spoken;
}

function midnight(date: Date): number {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

/** Bytes in the reader's units, `1.4 MB`: of 1,024 each, as the limits are set. */
export function size(bytes: number): string {
  const step = bytes < 1024 ? 0 : bytes < 1024 ** 2 ? 1 : 2;
  const value = bytes / 1024 ** step;
  return new Intl.NumberFormat(spokenLocale(), {
    style: "unit",
    unit: ["byte", "kilobyte", "megabyte"][step] as string,
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}
