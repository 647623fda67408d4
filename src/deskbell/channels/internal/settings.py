"""An internal channel's settings: what employees read above the first message."""

import unicodedata
from collections.abc import Mapping
from typing import Any

import msgspec

from deskbell.base.errors import invalid
from deskbell.channels.contract import Kind

KIND = "internal"
LENGTHS = {"title": 60, "greeting": 500}


class InternalSettings(msgspec.Struct):
    """Empty texts mean the page's own words: the title is then the live chat's name."""

    title: str = ""
    greeting: str = ""


def stored_settings(stored: Mapping[str, Any]) -> InternalSettings:
    """What a row holds, with defaults for what it does not; fields of a newer version are passed over."""
    return msgspec.convert(stored, InternalSettings)


def _to_store(sent: object) -> Mapping[str, Any]:
    if not isinstance(sent, dict):
        raise invalid(settings="invalid")
    mistakes = {f"settings.{key}": "unknown" for key in sent if key not in LENGTHS}
    texts: dict[str, str] = {}
    for field, most in LENGTHS.items():
        value = sent.get(field, "")
        if not isinstance(value, str):
            mistakes[f"settings.{field}"] = "invalid"
            continue
        texts[field] = value.replace("\r\n", "\n").strip()
        allowed = "\n" if field == "greeting" else ""
        if len(texts[field]) > most:
            mistakes[f"settings.{field}"] = "too_long"
        elif any(unicodedata.category(one) in ("Cc", "Cs") and one not in allowed for one in texts[field]):
            mistakes[f"settings.{field}"] = "unprintable"
    if mistakes:
        raise invalid(**mistakes)
    return texts


def _to_show(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    shown: Mapping[str, Any] = msgspec.to_builtins(stored_settings(stored))
    return shown


INTERNAL = Kind(KIND, _to_store, _to_show, lambda _channel, _public_url: None, edits=True, deletes=True)
