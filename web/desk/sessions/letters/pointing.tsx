/** Words that name other sessions by number: each whose id is known is the way there. */
import { Link } from "@tanstack/react-router";

type Named = { id?: string | null; number: number };

export function Pointing({ words, to }: { words: string; to: readonly Named[] }) {
  return words.split(/(#\d+)/).map((piece, at) => {
    const sessionId = at % 2 ? to.find((one) => `#${one.number}` === piece)?.id : null;
    return sessionId ? (
      <Link key={piece} to="/my-desk/sessions/$sessionId" params={{ sessionId }} className="lt-open">
        {piece}
      </Link>
    ) : (
      piece
    );
  });
}
