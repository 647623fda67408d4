import { createContext } from "preact";
import { useContext, useEffect, useState } from "preact/hooks";
import type { Chat } from "./chat";
import type { Addresses } from "./files";
import type { State } from "./model";

/** What every view may reach. */
export interface Room {
  chat: Chat;
  addresses: Addresses;
}

export const RoomContext = createContext<Room | null>(null);

export function useRoom(): Room {
  const room = useContext(RoomContext);
  if (!room) throw new Error("outside the room");
  return room;
}

export function useChat(): State {
  const { store } = useRoom().chat;
  const [state, setState] = useState(store.get());
  useEffect(() => {
    // Something may have happened between the drawing and this effect.
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, [store]);
  return state;
}

/** Letters for an avatar: of the first and the last word, none for a name without letters. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
  return ends.map((word) => [...(word ?? "")][0]?.toUpperCase()).join("");
}
