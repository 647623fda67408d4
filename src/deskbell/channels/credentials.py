"""Secrets of channels: sealed at rest and write-only. What stands is told by its name, its time and four characters."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec
import structlog

from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.ids import new_token
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.channels.registry import KINDS
from deskbell.live_chats import channel_rows
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor

_log = structlog.get_logger()


TAIL = 4
TAIL_OF_AT_LEAST = 12
"""Characters of a secret that are shown, and how long it must be: of a short one four would tell too much."""


class _Kept(msgspec.Struct):
    """One secret, and when it was entered."""

    value: str
    set_at: datetime


class _Secrets(msgspec.Struct):
    """What is sealed in a channel's row: a widget's secret for signed identities, or secret fields by their names."""

    identity: str = ""
    fields: dict[str, _Kept] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SecretMark:
    """That a secret is set: never what it is. `tail` is empty for a short one, and for one that a person chose."""

    field: str
    set_at: datetime
    tail: str


async def renew_identity_secret(db: Database, keeper: Keeper, actor: Actor, channel_id: UUID) -> str:
    """Make a new secret for signed identities and forget the one before: this answer is the only sight of it."""
    secret = new_token()
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        if not KINDS[channel.kind].signed_identity:
            raise not_found()
        deed = "identity_secret_replaced" if channel.secrets else "identity_secret_set"
        sealed = keeper.seal(msgspec.json.encode(_Secrets(identity=secret)), channel.place)
        await channel_rows.set_secrets(tx, actor, channel, sealed, deed)
    return secret


async def remove_identity_secret(db: Database, actor: Actor, channel_id: UUID) -> None:
    """Forget the secret: from now on no signed identity is taken. Without one there is nothing to do."""
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        if channel.secrets is not None:
            await channel_rows.set_secrets(tx, actor, channel, None, "identity_secret_removed")


def secrets_of(keeper: Keeper, channel: Channel) -> dict[str, str]:
    """The secret fields of a channel, to work with. Raises SecretUnreadable under a master key that is lost."""
    return {name: kept.value for name, kept in _opened(keeper, channel).fields.items()}


def marks_of(keeper: Keeper, channel: Channel) -> list[SecretMark] | None:
    """Which secret fields stand; None when they cannot be read any more and must be entered again."""
    try:
        kept = _opened(keeper, channel).fields
    except SecretUnreadable:
        return None
    outside = KINDS[channel.kind].outside
    typed = {field.name for field in outside.fields if field.typed} if outside else frozenset()
    return [
        SecretMark(name, one.set_at, "" if name in typed else _tail(one.value)) for name, one in sorted(kept.items())
    ]


def held(keeper: Keeper, channel: Channel) -> frozenset[str]:
    """The names of the secret fields that stand and can be read."""
    return frozenset(mark.field for mark in marks_of(keeper, channel) or ())


def sealed_with(keeper: Keeper, channel: Channel, changes: Mapping[str, str], now: datetime) -> bytes | None:
    """What the row holds after these changes, an empty value forgetting its field; None when nothing is left.

    What cannot be read any more is dropped: the channel asks for it again anyway.
    """
    try:
        fields = _opened(keeper, channel).fields
    except SecretUnreadable:
        fields = {}
    fields |= {name: _Kept(value, now) for name, value in changes.items() if value}
    left = {name: kept for name, kept in fields.items() if changes.get(name) != ""}
    return keeper.seal(msgspec.json.encode(_Secrets(fields=left)), channel.place) if left else None


def _opened(keeper: Keeper, channel: Channel) -> _Secrets:
    if channel.secrets is None:
        return _Secrets()
    return msgspec.json.decode(keeper.open(channel.secrets, channel.place), type=_Secrets)


def _tail(value: str) -> str:
    return value[-TAIL:] if len(value) >= TAIL_OF_AT_LEAST else ""


def identity_secret(keeper: Keeper, channel: Channel) -> str | None:
    """The secret to verify with; None when none is set, or when it was sealed under a master key that is lost."""
    if channel.secrets is None:
        return None
    try:
        opened = keeper.open(channel.secrets, channel.place)
    except SecretUnreadable:
        # Fail closed: without its secret a widget takes no signed identity until an administrator makes a new one.
        _log.error("secret_unreadable", channel=str(channel.id))
        return None
    return msgspec.json.decode(opened, type=_Secrets).identity or None
