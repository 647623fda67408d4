"""Changes are forgotten after an hour, and whoever might miss one of them is told to look afresh."""

from uuid import uuid4

from deskbell.base.db import Database
from deskbell.log import service as log

CHANGE = """
insert into changed_session (session_id, at) values ($1, clock_timestamp() - $2 * interval '1 minute')
returning xid::text
"""


async def change(db: Database, minutes_ago: int) -> int:
    async with db.pool.acquire() as connection:
        return int(await connection.fetchval(CHANGE, uuid4(), minutes_ago))


async def test_a_cursor_at_a_forgotten_change_is_not_answered(db: Database) -> None:
    forgotten, kept = await change(db, 61), await change(db, 59)
    assert await log.answerable(db, forgotten)
    await log.prune(db)
    assert not await log.answerable(db, forgotten)
    assert await log.answerable(db, forgotten + 1)
    assert len((await log.changed_since(db, forgotten + 1)).changed) == 1
    assert kept > forgotten
