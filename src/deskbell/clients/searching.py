"""Words to look for as patterns that the trigram indexes can answer."""

from dataclasses import dataclass

WORDS_MOST, LENGTH_MOST = 8, 100
TRIGRAM = 3


@dataclass(frozen=True, slots=True)
class Patterns:
    """`inside` or `behind` must match by the index, and each of `all` too; `digits`: a piece of a phone, or None."""

    inside: str
    behind: str
    all: list[str]
    digits: str | None


def patterns_of(words: str) -> Patterns | None:
    """None for no words. The longest word is asked of the index; one of a letter or two only at a word's beginning,
    for pieces that short would match half of everything."""
    pieces = words.replace("\0", "").lower()[:LENGTH_MOST].split()[:WORDS_MOST]
    if not pieces:
        return None
    longest = escaped(max(pieces, key=len))
    whole = len(max(pieces, key=len)) >= TRIGRAM
    digits = "".join(letter for letter in words if letter in "0123456789")
    return Patterns(
        inside=f"%{longest}%" if whole else f"{longest}%",
        behind=f"%{longest}%" if whole else f"% {longest}%",
        all=[f"%{escaped(piece)}%" for piece in pieces],
        digits=f"%{digits}%" if len(digits) >= TRIGRAM + 1 else None,
    )


def escaped(piece: str) -> str:
    """The piece itself: what LIKE takes for signs loses its meaning."""
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
