"""Filling a template's variables: pure.

`{{client}}` is replaced by its value, `{{client|there}}` by "there" where nobody knows the client's name. What has
neither a value nor a fallback becomes a hole `‹order number›`, which the composer's Tab key walks through: so any words
between the braces may stand for something the operator writes himself.
"""

import re
from collections.abc import Mapping
from datetime import datetime

VARIABLE = re.compile(r"\{\{([^{}|\n]{1,60})(?:\|([^{}\n]{0,200}))?\}\}")
HOLE = "‹{}›"

NAMES = ("client", "operator", "live_chat", "channel", "number", "subject", "date", "time")
"""Besides `parameter.<key>` of the session's parameters."""

CALLED = {
    "en": {"client": "client's name", "live_chat": "live chat"},
    "ru": {
        "client": "имя клиента",
        "operator": "оператор",
        "live_chat": "линия",
        "channel": "канал",
        "number": "номер",
        "subject": "тема",
        "date": "дата",
        "time": "время",
    },
}
"""How a hole is called where it is not as the variable is."""

MONTHS = {
    "ru": (
        *("января", "февраля", "марта", "апреля", "мая", "июня"),
        *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}


def fill(text: str, values: Mapping[str, str | None], called: Mapping[str, str] | None = None) -> str:
    """The text with every variable replaced by its value, its fallback, or a hole. `called`: how people call them."""

    def filled(found: re.Match[str]) -> str:
        name, fallback = found.group(1).strip(), found.group(2)
        value = values.get(name)
        if value:
            return value
        hole = (called or {}).get(name, name)
        return fallback.strip() if fallback is not None else HOLE.format(re.sub("[‹›\n]", "", hole)[:60])

    return VARIABLE.sub(filled, text)


def day_in_words(moment: datetime, language: str) -> str:
    """A date as it is written in a sentence: 23 November 2026, 23 ноября 2026 г."""
    month = MONTHS["ru" if language == "ru" else "en"][moment.month - 1]
    return f"{moment.day} {month} {moment.year}" + (" г." if language == "ru" else "")
