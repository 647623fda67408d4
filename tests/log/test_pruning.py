"""Changes are forgotten after an hour, and whoever might miss one of them is told to look afresh."""

from uuid import uuid4

import asyncpg
import pytest

from deskbell.base.db import Database
from deskbell.base.sql import Statement
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


async def test_pruning_goes_on_until_all_that_is_old_is_forgotten(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "PRUNED_AT_ONCE", 3)
    old = [await change(db, 61) for _ in range(10)]
    young = await change(db, 1)
    await log.prune(db)
    assert not await log.answerable(db, old[-1])
    assert await log.answerable(db, young)
    async with db.pool.acquire() as connection:
        assert await connection.fetchval("select count(*) from changed_session") == 1


async def test_whoever_slept_too_long_is_told_so_without_everything_being_looked_at(db: Database) -> None:
    first = await change(db, 30)
    for _ in range(4):
        await change(db, 30)
    assert await log.changed_at_most(db, first, 4) is None
    window = await log.changed_at_most(db, first, 5)
    assert window is not None
    assert len(window.changed) == 5
    assert window.upto == (await log.changed_since(db, first)).upto


async def test_neither_pruning_nor_coming_back_reads_the_whole_table(db: Database, dsn: str) -> None:
    owner = await asyncpg.connect(dsn)
    await owner.execute(
        "insert into changed_session (session_id, xid, at)"
        " select gen_random_uuid(), (1000 + n)::text::xid8, clock_timestamp() - interval '2 hours'"
        " from generate_series(1, 60000) n"
    )
    await owner.execute("analyze changed_session")
    asked: list[tuple[Statement, dict[str, object]]] = [
        (log.SQL.prune_changes, {"most": 5_000}),
        (log.SQL.changed_at_most, {"since": "1000", "most": 5_000}),
    ]
    for statement, values in asked:
        arguments = statement.arguments(values)
        plan = await owner.fetch(f"explain (costs off) {statement.text}", *arguments)
        lines = "\n".join(row[0] for row in plan)
        assert "Seq Scan on changed_session" not in lines, lines
    await owner.close()
