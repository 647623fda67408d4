"""A database that may lose what it has acknowledged is refused in words; one that keeps it is taken."""

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from deskbell.base.migrate import migrate
from deskbell.base.opening import NotReady, opened
from deskbell.base.postgres import Embedded, start_embedded
from deskbell.ops.check import Weight, check_database
from deskbell.settings import Settings


@pytest.fixture(scope="module")
async def durable(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Embedded]:
    embedded = await start_embedded(tmp_path_factory.mktemp("durable"))
    try:
        await migrate(embedded.dsn)
        yield embedded
    finally:
        await embedded.stop()


async def open_external(dsn: str, folder: Path) -> None:
    settings = Settings(data=folder, database_url=dsn)
    async with opened(settings, migrating=False, tell=lambda _: None) as found:
        assert not found.database.away


async def wrong_in(dsn: str) -> str:
    findings = await check_database(dsn, embedded=False)
    return "\n".join(one.words for one in findings if one.weight is Weight.wrong)


async def test_one_that_keeps_what_it_acknowledged_is_taken(durable: Embedded, tmp_path: Path) -> None:
    await open_external(durable.dsn, tmp_path)
    assert await wrong_in(durable.dsn) == ""


async def test_one_that_forgets_is_refused_by_name(dsn: str, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="with fsync, full_page_writes, synchronous_commit off"):
        await open_external(dsn, tmp_path)
    assert "with fsync, full_page_writes, synchronous_commit off" in await wrong_in(dsn)


async def test_it_is_refused_too_where_one_database_is_set_so(durable: Embedded, tmp_path: Path) -> None:
    owner = await asyncpg.connect(durable.dsn)
    name = await owner.fetchval("select current_database()")
    try:
        await owner.execute(f"alter database {name} set synchronous_commit = off")
        with pytest.raises(NotReady, match="with synchronous_commit off"):
            await open_external(durable.dsn, tmp_path)
        assert "with synchronous_commit off" in await wrong_in(durable.dsn)
    finally:
        await owner.execute(f"alter database {name} reset synchronous_commit")
        await owner.close()
    await open_external(durable.dsn, tmp_path)
