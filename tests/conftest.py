"""One embedded PostgreSQL for the run, a migrated template, one with the town in it, a fresh database for each test."""

import asyncio
import copy
import itertools
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import asyncpg
import httpx
import hypothesis
import pytest

from deskbell.app import Doors
from deskbell.base import rates
from deskbell.base.db import Database, open_database
from deskbell.base.migrate import migrate
from deskbell.base.postgres import Embedded, start_embedded
from deskbell.demo.town import Town, settle
from deskbell.settings import Settings
from tests.doors import doors_to
from tests.surfaces import ORIGIN, browser, fresh_rates, remember_password

TEMPLATE = "town_template"
SETTLED = "town_settled"
ROOM_NEEDED = 2 << 30
_numbers = itertools.count(1)


def pytest_configure() -> None:
    remember_password()
    # How long an example takes says something of the machine and its neighbours, not of what is promised.
    hypothesis.settings.register_profile(
        "deskbell", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
    )
    hypothesis.settings.load_profile("deskbell")


@pytest.fixture(autouse=True)
def _fresh_rates() -> None:
    fresh_rates()


@pytest.fixture
def rates_stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time passes for rates, however long the test takes."""
    monkeypatch.setattr(rates, "clock", SimpleNamespace(ticks=lambda: 0.0))


@pytest.fixture(scope="session")
async def cluster() -> AsyncIterator[Embedded]:
    """A real PostgreSQL of this run alone."""
    with tempfile.TemporaryDirectory(prefix="deskbell-test-", dir=quick_folder()) as folder:
        embedded = await start_embedded(Path(folder), durable=False)
        try:
            await _run(embedded.dsn, f"create database {TEMPLATE}")
            await migrate(dsn_of(embedded, TEMPLATE))
            await _settle_template(embedded)
            yield embedded
        finally:
            await embedded.stop()


_town: list[Town] = []


async def _settle_template(embedded: Embedded) -> None:
    """The town settled once: copying its database costs less than settling it for each test."""
    await _run(embedded.dsn, f"create database {SETTLED} template {TEMPLATE} strategy file_copy")
    database = await open_database(dsn_of(embedded, SETTLED), size=2, sends=1)
    try:
        _town[:] = [await settle(database)]
    finally:
        await database.close()


def town_of_template() -> Town:
    """The ids of the town in every copy of `SETTLED`."""
    return copy.deepcopy(_town[0])


def quick_folder() -> Path | None:
    """Where files need no disk, if there is room for some dozen small databases (containers often give 64 MB)."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < ROOM_NEEDED:
        return None
    return memory


def dsn_of(embedded: Embedded, database: str) -> str:
    """The address of another database of the same cluster."""
    head, _, tail = embedded.dsn.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{database}?{tail}"


async def _run(dsn: str, statement: str) -> None:
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
async def dsn(request: pytest.FixtureRequest, cluster: Embedded) -> AsyncIterator[str]:
    """A fresh database, migrated; empty unless the test asks for the town."""
    name = f"town_{next(_numbers)}"
    template = SETTLED if "town" in request.fixturenames else TEMPLATE
    await _run(cluster.dsn, f"create database {name} template {template} strategy file_copy")
    yield dsn_of(cluster, name)
    await _run(cluster.dsn, f"drop database {name} with (force)")


@pytest.fixture
async def db(dsn: str) -> AsyncIterator[Database]:
    """The pool on that database, as the application's role."""
    database = await open_database(dsn, size=8, sends=3)
    try:
        yield database
    finally:
        await asyncio.wait_for(database.close(), 10)


@pytest.fixture
def town(db: Database) -> Town:
    """The people, groups, live chats and widget channels everybody knows. Nobody is at work yet."""
    return town_of_template()


@pytest.fixture
def settings(tmp_path: Path, dsn: str) -> Settings:
    """As in production, on http for this machine; the worker stays off so that tests run its deeds themselves."""
    return Settings(data=tmp_path, public_url=ORIGIN, database_url=dsn, worker=False, message_rate=100_000)


@pytest.fixture
async def app(settings: Settings, db: Database) -> AsyncIterator[Doors]:
    """The whole application, started."""
    doors = doors_to(settings, db)
    await doors.house.start()
    try:
        yield doors
    finally:
        await doors.house.stop()


@pytest.fixture
async def client(app: Doors) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on our own pages that has not signed in."""
    async with browser(app) as opened:
        yield opened
