// An article's card as words of a message, and the way from the side panel into the composer.
import { useEffect } from "react";
import type { ArticleCard } from "../../wire/rest";

/** Title, summary and link, each on its own line. */
export const cardText = ({ title, summary, link }: ArticleCard): string =>
  [title, summary, link].filter((line) => line).join("\n");

type Insertion = (text: string) => void;
const composers = new Map<string, Insertion>();

/** Puts words where the caret of this session's composer stands; false where nobody may write. */
export function insertInto(session: string, text: string): boolean {
  const insert = composers.get(session);
  insert?.(text);
  return insert !== undefined;
}

/** The composer on screen takes what the side panel offers. */
export function useInsertion(session: string, insert: Insertion): void {
  useEffect(() => {
    composers.set(session, insert);
    return () => {
      composers.delete(session);
    };
  });
}
