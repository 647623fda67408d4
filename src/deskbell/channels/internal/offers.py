"""To whose groups an internal channel is offered: set by administrators."""

from collections.abc import Sequence
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db
from deskbell.base.errors import invalid, not_found
from deskbell.base.sql import statements
from deskbell.channels.internal.settings import KIND
from deskbell.live_chats import channel_rows
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)


async def offer_of(db: Db, actor: Actor, channel_id: UUID) -> list[tuple[UUID, str]]:
    """The groups, id and name; not_found for a channel of another kind."""
    authorise(actor, Deed.ADMINISTER)
    channel = await channel_rows.get_channel(db, channel_id)
    if channel is None or channel.kind != KIND:
        raise not_found()
    return [(row["id"], row["name"]) for row in await db.all(SQL.offer_of, channel_id=channel_id)]


async def set_offer(db: Database, actor: Actor, channel_id: UUID, group_ids: Sequence[UUID]) -> list[tuple[UUID, str]]:
    """Offer the channel to these groups and no others; none is nobody. Raises not_found, not_writable,
    validation_failed for a group that is not in use."""
    wanted = list(dict.fromkeys(group_ids))
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        if channel.kind != KIND:
            raise not_found()
        if len(await tx.all(SQL.groups_in_use, ids=wanted)) < len(wanted):
            raise invalid(group_ids="unknown")
        await tx.run(SQL.end_offer, channel_id=channel_id, kept=wanted)
        await tx.run(SQL.offer, channel_id=channel_id, group_ids=wanted)
        detail: dict[str, object] = {"group_ids": [str(one) for one in wanted]}
        await audit.write(tx, actor, "channel_offered", "channel", str(channel_id), detail)
        about = {"live_chat_id": str(channel.live_chat_id), "channel_id": str(channel_id)}
        await log.note(tx, actor, "live_chats_changed", about)
    return await offer_of(db, actor, channel_id)
