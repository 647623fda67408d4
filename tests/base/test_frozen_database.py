"""A database that stops answering costs a request three seconds at most, and everything works again when it answers."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.surfaces import ORIGIN, browser, desk_of

from deskbell.app import Doors, build
from deskbell.base.db import open_database
from deskbell.base.migrate import migrate
from deskbell.base.postgres import Embedded, start_embedded
from deskbell.demo.town import Town, settle
from deskbell.settings import Settings

ANSWER_SECONDS = 3.0
RECOVERED_SECONDS = 5.0


@contextmanager
def frozen(postmaster: int) -> Iterator[None]:
    """The server and every process of it, stopped where they stand."""
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
    every = [postmaster, *map(int, children)]
    for pid in every:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in every:
            os.kill(pid, signal.SIGCONT)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[tuple[Embedded, Doors, Town]]:
    embedded = await start_embedded(tmp_path / "data")
    try:
        await migrate(embedded.dsn)
        db = await open_database(embedded.dsn, size=4, sends=2)
        doors: Doors = build(Settings(data=tmp_path, public_url=ORIGIN, database_url=embedded.dsn, worker=False), db)
        town = await settle(db)
        await doors.house.start()
        try:
            yield embedded, doors, town
        finally:
            await doors.house.stop()
            await db.close()
    finally:
        await embedded.stop()


async def asked(opened: httpx.AsyncClient, path: str) -> tuple[httpx.Response, float]:
    begun = time.monotonic()
    answer = await opened.get(path)
    return answer, time.monotonic() - begun


async def test_requests_are_refused_in_time_while_it_is_frozen_and_served_when_it_thaws(
    house: tuple[Embedded, Doors, Town],
) -> None:
    embedded, doors, town = house
    async with desk_of(doors, town, "boris") as boris, browser(doors) as probe:
        assert (await probe.get("/ready")).status_code == 200
        with frozen(embedded.pid):
            # More than there are connections: some wait for an answer, the rest for a connection.
            for answer, seconds in await asyncio.gather(*(asked(boris, "/api/v1/me") for _ in range(12))):
                assert (answer.status_code, answer.json()["code"]) == (503, "storage_unavailable")
                assert int(answer.headers["Retry-After"]) > 0
                assert seconds < ANSWER_SECONDS
            ready, seconds = await asked(probe, "/ready")
            assert (ready.status_code, seconds < ANSWER_SECONDS) == (503, True)
            # Known by now: nobody waits any more.
            for answer, seconds in await asyncio.gather(*(asked(boris, "/api/v1/me") for _ in range(12))):
                assert (answer.status_code, seconds < 1) == (503, True)
        begun = time.monotonic()
        for _ in range(200):
            if (await probe.get("/ready")).status_code == 200:
                break
            await asyncio.sleep(0.05)
        assert time.monotonic() - begun < RECOVERED_SECONDS
        served = await asyncio.gather(*(boris.get("/api/v1/me") for _ in range(12)))
        assert {answer.status_code for answer in served} == {200}


async def test_a_statement_that_takes_long_is_none_of_the_pulse_s_business(
    house: tuple[Embedded, Doors, Town],
) -> None:
    _, doors, _ = house
    async with doors.house.db.transaction() as tx:
        assert await tx.connection.fetchval("select 1 from pg_sleep(3.5)") == 1


async def test_a_house_that_ends_is_not_ready(house: tuple[Embedded, Doors, Town]) -> None:
    _, doors, _ = house
    async with browser(doors) as probe:
        assert (await probe.get("/ready")).status_code == 200
        await doors.house.hub.stop()
        answer = await probe.get("/ready")
        assert (answer.status_code, answer.json()["status"]) == (503, "it is ending; go elsewhere")
