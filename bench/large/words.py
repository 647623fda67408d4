"""Words of known frequency, always the same: of each message so many are common, some medium, a few rare.

Made up, Russian and Latin by turns, so that no stop word and no accident of a real text decides what is measured.
"""

import random

COMMON, MEDIUM, RARE, FILL = 24, 240, 20_000, 3_000
"""A common word stands in about 4 % of messages, a medium one in 0.2 %, a rare one in a few of a million."""

_RUSSIAN = [first + second for first in "бвгджзклмнпрстфхцчш" for second in "аеиоуыюя"]
_LATIN = [first + second for first in "bcdfghjklmnprstvwz" for second in "aeiouy"]


def vocabulary(seed: int = 20) -> dict[str, list[str]]:
    """The words of each band; none is in two."""
    draw, seen = random.Random(seed), set[str]()  # noqa: S311 - a bench
    bands = {}
    for name, count, syllables in (("common", COMMON, 3), ("medium", MEDIUM, 3), ("rare", RARE, 5), ("fill", FILL, 4)):
        words: list[str] = []
        while len(words) < count:
            letters = _RUSSIAN if len(words) % 2 else _LATIN
            word = "".join(draw.choice(letters) for _ in range(syllables)) + ("к" if letters is _RUSSIAN else "k")
            if word not in seen:
                seen.add(word)
                words.append(word)
        bands[name] = words
    bands["none"] = [f"zyxwv{place}qqq" for place in range(200)]
    return bands


def text_of(draw: random.Random, words: dict[str, list[str]]) -> str:
    """A message of some nine words, about 80 letters."""
    chosen = draw.choices(words["fill"], k=draw.randrange(4, 12))
    if draw.random() < 0.96:
        chosen.append(draw.choice(words["common"]))
    if draw.random() < 0.48:
        chosen.append(draw.choice(words["medium"]))
    if draw.random() < 0.2:
        chosen.append(draw.choice(words["rare"]))
    return " ".join(chosen)


MIX = (("common", 30), ("medium", 40), ("rare", 20), ("none", 10))
"""What is searched for, in per cent (docs/bench-large.md)."""


def asked_for(draw: random.Random, words: dict[str, list[str]], count: int) -> list[tuple[str, str]]:
    """So many searches, each with its band."""
    bands = draw.choices([name for name, _ in MIX], [share for _, share in MIX], k=count)
    return [(band, draw.choice(words[band])) for band in bands]
