"""Which passwords are refused because they are guessed first.

No list of leaked passwords is shipped. `common_words.txt` holds the words, names and keyboard rows such lists are made
of; the rules below see through what people add to them: digits and signs around, letters swapped for look-alikes, words
doubled. So one word stands for thousands of entries.
"""

from functools import cache
from importlib import resources
from itertools import pairwise

from deskbell.auth.passwords import same_everywhere
from deskbell.base.errors import Refusal

SHORTEST = 10
_DIGITS_MAY_DO_FROM = 16
_FEW_LETTERS = 4
_OWN_BEYOND_NAME = 6
_ROWS = (
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "йцукенгшщзхъ",
    "фывапролджэ",
    "ячсмитьбю",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1q2w3e4r5t6y7u8i9o0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
)


def refuse_weak(password: str, email: str, name: str = "") -> None:
    """Raise password_too_weak (422) with its reason: short, common or like_email."""
    reason = weakness(password, email, name)
    if reason:
        raise Refusal("password_too_weak", 422, reason=reason)


def weakness(password: str, email: str, name: str = "") -> str | None:
    """Why a password would be guessed early; None when nothing speaks against it."""
    word = same_everywhere(password).lower()
    if len(word) < SHORTEST:
        return "short"
    if _is_like(word, email.lower(), name.lower()):
        return "like_email"
    return "common" if _is_common(word) else None


def _is_like(word: str, email: str, name: str) -> bool:
    local, _, domain = email.partition("@")
    parts = {email, local, domain, domain.partition(".")[0], name, *name.split(), *local.replace("_", ".").split(".")}
    for part in sorted((part for part in parts if len(part) > 3), key=len, reverse=True):
        word = word.replace(part, " ")
        if " " in word and sum(letter.isalnum() for letter in word) < _OWN_BEYOND_NAME:
            return True
    return False


def _is_common(word: str) -> bool:
    plain = "".join(letter for letter in word if not letter.isspace())
    if len(set(plain)) <= _FEW_LETTERS or (plain.isdigit() and len(plain) < _DIGITS_MAY_DO_FROM):
        return True
    if _walks(plain) or _repeats(plain):
        return True
    return any(_made_of_common_words(reading) for reading in _readings(plain))


def _walks(word: str) -> bool:
    """Mostly steps to the next or the previous key or letter."""
    steps = sum(any(a + b in row or b + a in row for row in _ROWS) for a, b in pairwise(word))
    return steps >= 0.7 * (len(word) - 1)


def _repeats(word: str) -> bool:
    """One short piece over and over."""
    return any(word == (word[:size] * len(word))[: len(word)] for size in range(1, min(5, len(word) // 2) + 1))


def _readings(word: str) -> set[str]:
    """The letters, as they stand and with look-alikes read as letters; digits and signs at the ends fall away."""
    found = set()
    for one in "il":
        swaps = str.maketrans("@40$537!1", "aaosseti" + one)
        for piece in (word, _without_ends(word)):
            found.add("".join(filter(str.isalpha, piece.translate(swaps))))
    found.add("".join(filter(str.isalpha, word)))
    return found


def _without_ends(word: str) -> str:
    start = next((i for i, letter in enumerate(word) if letter.isalpha()), 0)
    end = next((i for i, letter in enumerate(reversed(word)) if letter.isalpha()), 0)
    return word[start : len(word) - end]


def _made_of_common_words(letters: str) -> bool:
    """Nothing but one, two or three common words; no letters at all is nothing of one's own either."""
    words = _common_words()
    reachable = {0: 0}
    for end in range(1, len(letters) + 1):
        counts = [reachable[start] + 1 for start in reachable if letters[start:end] in words]
        if counts and min(counts) <= 3:
            reachable[end] = min(counts)
    return len(letters) < 4 or len(letters) in reachable


@cache
def _common_words() -> frozenset[str]:
    lines = resources.files(__package__).joinpath("common_words.txt").read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
