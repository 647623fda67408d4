"""Words in two languages as administrators give them: names of fields and the choices of a list."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from deskbell.base.errors import invalid
from deskbell.people.model import plain_name

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""How a field or a choice is named in the API; it stays for ever."""

LANGUAGES = ("en", "ru")
WORDS_MOST, CHOICES_MOST = 60, 100


def checked_key(key: str) -> str:
    """A key that may be kept; validation_failed otherwise."""
    if not KEY.fullmatch(key):
        raise invalid(key="invalid")
    return key


def checked_words(names: Mapping[str, str], field: str = "names") -> dict[str, str]:
    """Words in at least one of our languages; what is not given is shown in the other."""
    found = {one: plain_name(names[one], field, WORDS_MOST) for one in LANGUAGES if names.get(one, "").strip()}
    if not found or set(names) - set(LANGUAGES):
        raise invalid(**{field: "missing" if not found else "unknown"})
    return found


def checked_choices(kind: str, choices: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What a list offers: a key and words for each. Only kind `choice` offers something."""
    if kind != "choice":
        if choices:
            raise invalid(choices="not_a_choice")
        return []
    if not choices:
        raise invalid(choices="missing")
    if len(choices) > CHOICES_MOST:
        raise invalid(choices="too_many")
    keys = [str(one.get("key", "")) for one in choices]
    if len(set(keys)) < len(keys) or not all(KEY.fullmatch(key) for key in keys):
        raise invalid(choices="invalid")
    return [
        {"key": key, "names": checked_words(one.get("names") or {}, "choices")}
        for key, one in zip(keys, choices, strict=True)
    ]
