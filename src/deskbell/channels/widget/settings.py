"""A widget's settings: their form, their defaults, and the check that names each mistake.

Codes by field: `unknown` (no such setting), `invalid` (another type), `too_long`, `unprintable`, `not_a_colour`,
`not_an_origin`, `wildcard`, `has_path`, `too_many`, `repeated`, `missing`.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal, TypeVar

import msgspec

from deskbell.base.errors import invalid
from deskbell.channels.contract import Addresses, Kind
from deskbell.channels.widget.identity import LIMITS
from deskbell.channels.widget.origins import NotAnOrigin, exact_origin
from deskbell.clients.model import Account, Identity
from deskbell.live_chats.model import Channel

T = TypeVar("T", bound=msgspec.Struct)

SITES_MOST = 100
LENGTHS = {"title": 60, "greeting": 500, "offline_words": 500, "answer_words": 200}
ONE_LINE = {"title", "answer_words"}

_COLOUR = re.compile(r"#[0-9a-f]{6}")


class PreChatField(msgspec.Struct):
    """One thing asked before the first message."""

    key: Literal["name", "email", "phone"]
    required: bool = False


class PreChat(msgspec.Struct):
    """The form before the first message; each field at most once."""

    enabled: bool = False
    fields: list[PreChatField] = msgspec.field(default_factory=list)


class WidgetSettings(msgspec.Struct):
    """Empty texts mean the frame's own words in the visitor's language. `sites` are exact origins; none is nobody."""

    sites: list[str] = msgspec.field(default_factory=list)
    colour: str = "#4263eb"
    side: Literal["right", "left"] = "right"
    title: str = ""
    greeting: str = ""
    offline_words: str = ""
    answer_words: str = ""
    language: Literal["auto", "en", "ru"] = "auto"
    pre_chat: PreChat = msgspec.field(default_factory=PreChat)
    page_trail: bool = True


def stored_settings(stored: Mapping[str, Any]) -> WidgetSettings:
    """What a row holds, with defaults for what it does not; fields of a newer version are passed over."""
    return msgspec.convert(stored, WidgetSettings)


def checked_settings(sent: object) -> WidgetSettings:
    """What an administrator sent, normalised; raises validation_failed with every mistake found, by field."""
    mistakes = _unknown(sent, WidgetSettings, "settings")
    if mistakes:
        raise invalid(**mistakes)
    try:
        settings = msgspec.convert(sent, WidgetSettings)
    except msgspec.ValidationError as mistake:
        raise invalid(**{_place(str(mistake)): "invalid"}) from None
    settings.colour = settings.colour.strip().lower()
    if not _COLOUR.fullmatch(settings.colour):
        mistakes["settings.colour"] = "not_a_colour"
    for field in LENGTHS:
        text = _lines(getattr(settings, field))
        setattr(settings, field, text)
        code = _text_mistake(field, text)
        if code:
            mistakes[f"settings.{field}"] = code
    settings.sites = _sites(settings.sites, mistakes)
    _check_pre_chat(settings.pre_chat, mistakes)
    if mistakes:
        raise invalid(**mistakes)
    return settings


def _unknown(sent: object, form: type[msgspec.Struct], place: str) -> dict[str, str]:
    """Fields that no form declares, so that a misspelt one is not silently a default."""
    if not isinstance(sent, dict):
        return {place: "invalid"}
    found = {f"{place}.{key}": "unknown" for key in sent if key not in form.__struct_fields__}
    pre_chat = sent.get("pre_chat")
    if form is WidgetSettings and isinstance(pre_chat, dict):
        found |= _unknown(pre_chat, PreChat, f"{place}.pre_chat")
        asked = pre_chat.get("fields")
        for number, field in enumerate(asked if isinstance(asked, list) else []):
            found |= _unknown(field, PreChatField, f"{place}.pre_chat.fields.{number}")
    return found


def _place(mistake: str) -> str:
    """`… - at `$.pre_chat.fields[0].key`` → `settings.pre_chat.fields.0.key`."""
    found = re.search(r"at `\$\.?([^`]*)`", mistake)
    path = re.sub(r"\[(\d+)\]", r".\1", found.group(1)) if found else ""
    return f"settings.{path}" if path else "settings"


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _text_mistake(field: str, text: str) -> str | None:
    if len(text) > LENGTHS[field]:
        return "too_long"
    allowed = "" if field in ONE_LINE else "\n"
    if any(unicodedata.category(one) in ("Cc", "Cs") and one not in allowed for one in text):
        return "unprintable"
    return None


def _sites(sent: list[str], mistakes: dict[str, str]) -> list[str]:
    if len(sent) > SITES_MOST:
        mistakes["settings.sites"] = "too_many"
        return []
    found: dict[str, None] = {}
    for number, site in enumerate(sent):
        try:
            found[exact_origin(site)] = None
        except NotAnOrigin as mistake:
            mistakes[f"settings.sites.{number}"] = mistake.code
    return list(found)


def _check_pre_chat(pre_chat: PreChat, mistakes: dict[str, str]) -> None:
    keys = [field.key for field in pre_chat.fields]
    if len(set(keys)) < len(keys):
        mistakes["settings.pre_chat.fields"] = "repeated"
    elif pre_chat.enabled and not keys:
        mistakes["settings.pre_chat.fields"] = "missing"


def addresses(channel: Channel, public_url: str) -> Addresses:
    """The snippet a site pastes before `</body>`; the loader's address never changes."""
    door = f"{public_url}/w/{channel.key}"
    return Addresses(snippet=f'<script async src="{door}/loader.js"></script>', frame_url=f"{door}/frame")


def _to_store(sent: object) -> Mapping[str, Any]:
    stored: Mapping[str, Any] = msgspec.to_builtins(checked_settings(sent))
    return stored


def _to_show(stored: Mapping[str, Any]) -> Mapping[str, Any]:
    shown: Mapping[str, Any] = msgspec.to_builtins(stored_settings(stored))
    return shown


def can_begin(channel: Channel, account: Account | None) -> str | None:
    """Those whom the site signs in are known again wherever they open it; a browser without a name may never return."""
    if channel.secrets is None:
        return "no_identity"
    return "unsigned" if account is not None and not account.verified else None


def identity_of(address: str) -> Identity:
    """A visitor by the site's own id of him, `sub` of the identities it signs. It opens to that signature alone."""
    subject = address.strip()
    if not subject:
        raise invalid(address="missing")
    if len(subject) > LIMITS["sub"]:
        raise invalid(address="too_long")
    if any(unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in subject):
        raise invalid(address="unprintable")
    return Identity(f"site:{subject}", verified=True)


WIDGET = Kind(
    "widget",
    _to_store,
    _to_show,
    addresses,
    signed_identity=True,
    edits=True,
    deletes=True,
    can_begin=can_begin,
    identity_of=identity_of,
)
