"""What did not arrive, for administrators: the log of tries, what lies dead in either direction, another try of it, and
letting go of what came in."""

from typing import Any, Literal
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.sql import statements
from deskbell.channels import inbox
from deskbell.live_chats.channel_rows import get_channel
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions import deliveries, outgoing

SQL = statements(__package__, "delivery.sql")

PAGE_MOST = 100

Direction = Literal["out", "in"]


async def attempts(db: Database, actor: Actor, channel_id: UUID, before: int, most: int) -> list[dict[str, Any]]:
    """The tries to deliver by a channel, the newest first, for a week. Raises not_allowed, not_found."""
    await _asked(db, actor, channel_id)
    rows = await db.all(SQL.attempts_of, channel_id=channel_id, before=before, most=min(most, PAGE_MOST))
    return [dict(row) for row in rows]


async def dead(
    db: Database, actor: Actor, channel_id: UUID, direction: Direction, before: int, most: int
) -> list[dict[str, Any]]:
    """What is not tried any more: messages that did not leave, or events that could not be worked."""
    await _asked(db, actor, channel_id)
    found = outgoing.dead if direction == "out" else inbox.dead
    return [_letter(direction, dict(row)) for row in await found(db, channel_id, before, min(most, PAGE_MOST))]


def _letter(direction: Direction, row: dict[str, Any]) -> dict[str, Any]:
    out = direction == "out"
    return {
        "id": row["id"],
        "direction": direction,
        "kind": row["deed"] if out else row["kind"],
        "session_id": row["session_id"] if out else None,
        "session_number": row["number"] if out else None,
        "seq": row["seq"] if out else None,
        "code": row["code"] if out else None,
        "detail": row["detail"] if out else row["last_error"],
        "attempts": row["attempts"],
        "at": row["made_at"] if out else row["stored_at"],
        "dead_at": row["dead_at"],
    }


async def replay(db: Database, actor: Actor, channel_id: UUID, direction: Direction, id_: int) -> None:
    """Another try; what arrived meanwhile, by its receipt, is only put away. Raises not_found for what is not dead, or
    not of this channel."""
    await _asked(db, actor, channel_id)
    async with db.transaction() as tx:
        if direction == "in":
            done = await inbox.replay(tx, channel_id, id_)
        else:
            done = await outgoing.let_go_of_arrived(tx, channel_id, id_)
            row = None if done else await outgoing.revive(tx, channel_id, id_)
            done = done or row is not None
            if row is not None and row["deed"] == "send":
                await deliveries.resent_in(tx, actor, row["session_id"], row["seq"])
        if not done:
            raise not_found()
        detail = {"direction": direction, "id": id_}
        await audit.write(tx, actor, "dead_letter_replayed", "channel", str(channel_id), detail)


async def discard(db: Database, actor: Actor, channel_id: UUID, direction: Direction, id_: int) -> None:
    """Let go of an event that could not be worked: nobody will read it any more. Raises not_found for what is not dead,
    or not of this channel, and for what did not leave: that stands in its session, to be sent again there."""
    await _asked(db, actor, channel_id)
    async with db.transaction() as tx:
        kind = await inbox.discard(tx, channel_id, id_) if direction == "in" else None
        if kind is None:
            raise not_found()
        detail = {"direction": direction, "id": id_, "kind": kind}
        await audit.write(tx, actor, "dead_letter_discarded", "channel", str(channel_id), detail)


async def _asked(db: Database, actor: Actor, channel_id: UUID) -> None:
    authorise(actor, Deed.ADMINISTER)
    if await get_channel(db, channel_id) is None:
        raise not_found()
