"""Words born on the server, in each language: mail, push, automatic words, the console.

They stand in `words/<language>.toml`, in tables by subject, and are named `subject.key`. `{{name}}` is replaced by a
value and nothing else is understood: no logic, no nesting. What a front end shows is its own affair.
"""

import re
import tomllib
from functools import cache
from importlib import resources

LANGUAGES = ("en", "ru")

_PLACE = re.compile(r"\{\{(\w+)\}\}")


def say(language: str | None, key: str, **values: object) -> str:
    """The words of a key with the values in their places.

    An unknown language speaks English. An unknown key or a missing value is the caller's mistake: KeyError.
    """
    text = words_of(language if language in LANGUAGES else "en")[key]
    return _PLACE.sub(lambda place: str(values[place.group(1)]), text)


def first_known(*languages: str | None) -> str:
    """The first language we speak: the person's, else the account's, the channel's, the workspace's; `en` at last.

    Takes what browsers send too: `ru-RU` is `ru`.
    """
    for language in languages:
        short = (language or "").replace("_", "-").partition("-")[0].lower()
        if short in LANGUAGES:
            return short
    return "en"


@cache
def words_of(language: str) -> dict[str, str]:
    """All words of one language, by `subject.key`."""
    text = resources.files("deskbell.base").joinpath("words", f"{language}.toml").read_text("utf-8")
    subjects: dict[str, dict[str, str]] = tomllib.loads(text)
    return {f"{subject}.{key}": words for subject, keys in subjects.items() for key, words in keys.items()}
