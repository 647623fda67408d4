"""Records of the blocklist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

List = Literal["block", "allow"]
Kind = Literal["account", "email", "mail_domain", "messenger_id", "phone", "address", "visitor"]

WIDGET, INTERNAL = "widget", "internal"
"""Kinds of channel that have rules of their own here."""

MESSENGERS = ("telegram", "whatsapp", "messenger", "instagram", "vk", "max", "viber", "line", "sms")
"""Kinds of channel whose ids a `messenger_id` may be narrowed to."""

NAME_MOST, VALUE_MOST = 150, 400


@dataclass(frozen=True, slots=True)
class Entry:
    """A block or an exception. `live_chats` are {id, name}, empty where it applies `everywhere`; `value` as it is kept.

    `channel_kind` narrows a messenger's id to one kind of messenger.
    """

    id: UUID
    list: List
    name: str
    kind: Kind
    channel_kind: str | None
    value: str
    everywhere: bool
    live_chats: Sequence[Mapping[str, str]]
    valid_until: datetime | None
    expired: bool
    created_by: UUID | None
    created_by_name: str | None
    created_at: datetime
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Match:
    """An entry in force that an account fits. `seconds_left`: until it ends by itself, None for never."""

    id: UUID
    list: List
    kind: Kind
    everywhere: bool
    live_chat_ids: Sequence[UUID]
    seconds_left: float | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What entries are held against: the kinds and values an account fits, twice. `claimed` may lock it, `proved` also
    frees it. Each is (kind, value); `channel_kind` is where it writes."""

    channel_kind: str
    claimed: frozenset[tuple[Kind, str]]
    proved: frozenset[tuple[Kind, str]]
