"""Who may look at the state of which channel: operators see how theirs are, supervisors and administrators also why."""

from collections.abc import Sequence
from uuid import UUID

from deskbell.base.db import Db, Row
from deskbell.base.errors import not_found
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor, Role

SQL = statements(__package__, "doctor.sql")


def oversees(actor: Actor, live_chat_id: UUID) -> bool:
    """Whether the why of a live chat's channels is this person's."""
    return actor.administrator or actor.has(Role.SUPERVISOR, live_chat_id)


async def states(db: Db, actor: Actor) -> Sequence[Row]:
    """The channels of the live chats one operates or supervises, of all for administrators."""
    worked_in = {*actor.live_chats_as(Role.OPERATOR), *actor.live_chats_as(Role.SUPERVISOR)}
    return await db.all(SQL.health_of_channels, everywhere=actor.administrator, live_chat_ids=list(worked_in))


async def state_of(db: Db, actor: Actor, channel_id: UUID) -> Row:
    """One channel, for who oversees it; not_found for everybody else, as for none."""
    row = await db.first(SQL.health_of_channel, channel_id=channel_id)
    if row is None or not oversees(actor, row["live_chat_id"]):
        raise not_found()
    return row
