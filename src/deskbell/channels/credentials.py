"""Secrets of channels: made here, shown once, sealed at rest; afterwards only verified with."""

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


class _Secrets(msgspec.Struct):
    """What is sealed in a channel's row."""

    identity: str


async def renew_identity_secret(db: Database, keeper: Keeper, actor: Actor, channel_id: UUID) -> str:
    """Make a new secret for signed identities and forget the one before: this answer is the only sight of it."""
    secret = new_token()
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        if not KINDS[channel.kind].signed_identity:
            raise not_found()
        deed = "identity_secret_replaced" if channel.secrets else "identity_secret_set"
        sealed = keeper.seal(msgspec.json.encode(_Secrets(secret)), channel.place)
        await channel_rows.set_secrets(tx, actor, channel, sealed, deed)
    return secret


async def remove_identity_secret(db: Database, actor: Actor, channel_id: UUID) -> None:
    """Forget the secret: from now on no signed identity is taken. Without one there is nothing to do."""
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        if channel.secrets is not None:
            await channel_rows.set_secrets(tx, actor, channel, None, "identity_secret_removed")


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
    return msgspec.json.decode(opened, type=_Secrets).identity
