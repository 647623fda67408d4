// What the command bar offers: pages register what can be done on them while they stand.
import { useEffect } from "react";
import { create } from "zustand";
import type { ShortcutId } from "./shortcuts";

export type Command = {
  id: string;
  label: string;
  /** The heading it stands under. */
  section: string;
  /** The second line: where it leads, whose it is. */
  hint?: string;
  shortcut?: ShortcutId;
  run: () => void;
};

export const useCommandList = create<{ lists: { key: object; commands: Command[] }[] }>(() => ({ lists: [] }));

/** Offers commands while the component stands; later pages stand above earlier ones. Memoise the list. */
export function useCommands(commands: Command[]): void {
  useEffect(() => {
    const key = {};
    useCommandList.setState(({ lists }) => ({ lists: [{ key, commands }, ...lists] }));
    return () => useCommandList.setState(({ lists }) => ({ lists: lists.filter((list) => list.key !== key) }));
  }, [commands]);
}

/** Commands that hold every word asked for: those where words start with it first, then those that contain it. */
export function findCommands(commands: Command[], asked: string): Command[] {
  const words = asked.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands;
  const scored = commands.flatMap((command) => {
    const label = command.label.toLocaleLowerCase();
    const hint = (command.hint ?? "").toLocaleLowerCase();
    let score = 0;
    for (const word of words) {
      if (startsAWord(label, word)) score += 4;
      else if (startsAWord(hint, word)) score += 2;
      else if (label.includes(word)) score += 1;
      else return [];
    }
    return [{ command, score: score + (label.startsWith(asked.toLocaleLowerCase()) ? 1 : 0) }];
  });
  return scored.sort((one, other) => other.score - one.score).map(({ command }) => command);
}

const startsAWord = (text: string, word: string) => text.split(/[\s,.:;()/]+/).some((each) => each.startsWith(word));
