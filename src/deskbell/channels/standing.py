"""How a channel stands with its provider: stopped by one that refuses it whole, made to wait, how much waits in it.

A stopped channel sends nothing; its messages wait in order. What comes in is taken all the same.
"""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db
from deskbell.base.sql import statements
from deskbell.channels import inbox
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import outgoing

SQL = statements(__package__, "delivery.sql")


PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 30, 3600
"""So long a stop holds, and twice as long after each that follows another, whatever the provider says of itself."""


async def stop(db: Database, channel_id: UUID, code: str, detail: str = "") -> None:
    """Nothing leaves by this channel until it is freed; everybody's desk is told. The first reason stays."""
    async with db.transaction() as tx:
        stopped = await tx.first(
            SQL.stop_channel,
            channel_id=channel_id,
            code=code[:100],
            detail=detail.replace("\0", "")[:500],
            pause=PAUSE_SECONDS,
            longest=LONGEST_PAUSE_SECONDS,
        )
        if stopped is not None:
            await log.note(tx, SYSTEM, "channel_health_changed", {"channel_id": str(channel_id)})


async def free(db: Db, channel_id: UUID) -> bool:
    """Somebody mended it: what waits goes on. False where there was nothing to mend."""
    return await db.first(SQL.free_channel, channel_id=channel_id) is not None


async def try_again(db: Db, channel_id: UUID) -> bool:
    """Its provider says that all is well. Sends may be refused all the same: False while a stop holds, which is longer
    each time."""
    return await db.first(SQL.try_channel, channel_id=channel_id) is not None


async def hold_no_longer(db: Db, channel_id: UUID) -> None:
    """An administrator changed something, or asked how it stands: the next look may free it at once."""
    await db.run(SQL.hold_no_longer, channel_id=channel_id)


async def let_wait(db: Db, channel_id: UUID, seconds: float) -> None:
    """The provider asked the whole channel to slow down."""
    await db.run(SQL.let_channel_wait, channel_id=channel_id, seconds=seconds)


async def standing(db: Db, channel_id: UUID) -> dict[str, Any]:
    """`{broken_at, broken_code, broken_detail, waits_until, polled_at, last_event_at, last_sent_at}`, and `outgoing`
    and `incoming`, each `{waiting, oldest_seconds, dead}`."""
    row = await db.first(SQL.standing_of, channel_id=channel_id)
    names = ("broken_at", "broken_code", "broken_detail", "waits_until", "polled_at", "last_event_at", "last_sent_at")
    found: dict[str, Any] = {name: row[name] if row else None for name in names}
    found["outgoing"] = dict(await outgoing.line(db, channel_id))
    found["incoming"] = dict(await inbox.line(db, channel_id))
    return found
