"""People, groups and the workspace as rows, and how what is typed becomes what is kept."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from deskbell.base.errors import invalid
from deskbell.rights.actor import Status

Language = Literal["en", "ru"]

NAME_MOST = 100
EMAIL_MOST = 254

# Emoji and Persian words are written with these; everything else invisible is taken out of names.
_JOINERS = "\u200c\u200d"
_PIECE = r"[^\s@\"(),:;<>\[\\\].]+"
_EMAIL = re.compile(rf"{_PIECE}(\.{_PIECE})*@{_PIECE}(\.{_PIECE})*")


@dataclass(frozen=True, slots=True)
class Named:
    """An id and what people call it."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person as administrators see him. `groups` are {id, name}; `signed_up`: has ever set a password."""

    id: UUID
    name: str
    email: str
    administrator: bool
    language: Language
    status: Status
    groups: Sequence[Mapping[str, str]]
    signed_up: bool
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Self:
    """A person as he sees himself."""

    id: UUID
    name: str
    email: str
    language: Language
    administrator: bool
    status: Status
    status_since: datetime
    settings: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its members {id, name} and the live chats that point at it {id, name, role}."""

    id: UUID
    name: str
    members: Sequence[Mapping[str, str]]
    live_chats: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Workspace:
    """What is set once for everybody. `set_up`: the first administrator has been made."""

    name: str
    language: Language
    time_zone: str
    hide_counters: bool
    set_up: bool


def plain_name(name: str, field: str = "name", most: int = NAME_MOST) -> str:
    """A name as it is kept: one line, no control or direction-turning characters, 1 to `most` letters.

    Raises validation_failed with `required` or `too_long` for the field.
    """
    letters = (" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in unicodedata.normalize("NFC", name))
    kept = "".join(c for c in letters if unicodedata.category(c) not in ("Cf", "Cs", "Co") or c in _JOINERS)
    kept = " ".join(kept.split())
    if not kept.strip(_JOINERS):
        raise invalid(**{field: "required"})
    if len(kept) > most:
        raise invalid(**{field: "too_long"})
    return kept


def plain_email(email: str) -> str:
    """An address as people are looked up by it: trimmed and lower-cased, nothing checked."""
    return email.replace("\x00", "").strip().lower()


def checked_email(email: str) -> str:
    """An address that may be kept; raises validation_failed otherwise."""
    plain = plain_email(email)
    if len(plain) > EMAIL_MOST or not plain.isprintable() or not _EMAIL.fullmatch(plain):
        raise invalid(email="invalid")
    return plain
