/**
 * What the frame keeps in its own origin, partitioned per site by the browser: the visitor's token, messages not yet
 * acknowledged, sound. Where it keeps them: see areas.ts.
 */
import { type Area, openArea } from "./areas";
import type { Pending, PreChat } from "./model";

export interface Keep {
  token(): string | null;
  setToken(token: string | null): void;
  /** The token stands for a person the site has signed. */
  signed(): boolean;
  setSigned(on: boolean): void;
  sound(): boolean;
  setSound(on: boolean): void;
  /** The half-written text and form of this tab. */
  draft(): string;
  setDraft(text: string): void;
  preChat(): PreChat | null;
  setPreChat(answers: PreChat | null): void;
  /** Unacknowledged messages, oldest first. */
  outbox(): Pending[];
  put(entry: Pending): void;
  drop(sendKey: string): void;
  forget(): void;
}

export function openKeep(key: string, local = openArea("localStorage"), tab = openArea("sessionStorage")): Keep {
  const name = `deskbell.${key}`;
  // One item per message: two tabs that write at once cannot overwrite each other's.
  const out = `${name}.out.`;
  const put = (area: Area, item: string, value: string | null) => (value ? area.set(item, value) : area.remove(item));
  const mine = (area: Area, start: string) => area.names().filter((item) => item.startsWith(start));

  return {
    token: () => local.get(name),
    setToken: (token) => put(local, name, token),
    signed: () => local.get(`${name}.signed`) === "1",
    setSigned: (on) => put(local, `${name}.signed`, on ? "1" : null),
    sound: () => local.get(`${name}.sound`) === "1",
    setSound: (on) => put(local, `${name}.sound`, on ? "1" : null),
    draft: () => tab.get(`${name}.draft`) ?? "",
    setDraft: (text) => put(tab, `${name}.draft`, text),
    preChat: () => parse<PreChat>(tab.get(`${name}.form`)),
    setPreChat: (answers) => put(tab, `${name}.form`, answers && JSON.stringify(answers)),
    outbox: () =>
      mine(local, out)
        .map((item) => parse<Pending>(local.get(item)))
        .filter((entry): entry is Pending => typeof entry?.send_key === "string" && typeof entry.text === "string")
        .sort((a, b) => a.at - b.at),
    put: (entry) => put(local, out + entry.send_key, JSON.stringify(entry)),
    drop: (sendKey) => local.remove(out + sendKey),
    forget() {
      for (const area of [local, tab]) for (const item of mine(area, name)) area.remove(item);
    },
  };
}

function parse<T>(text: string | null): T | null {
  try {
    return text ? (JSON.parse(text) as T) : null;
  } catch {
    return null;
  }
}
