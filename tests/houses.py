"""A whole house for several tests of one file: a database, the application on it, and the town, opened once."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from deskbell.app import Doors
from deskbell.base.db import Database, open_database
from deskbell.base.postgres import Embedded
from deskbell.demo.town import Town
from deskbell.settings import Settings
from tests.conftest import SETTLED, dsn_of, town_of_template
from tests.doors import doors_to
from tests.surfaces import ORIGIN, fresh_rates

_numbers = itertools.count(1)


@dataclass
class Standing:
    """What stands: the application (started), its database, the town in it, and the owner's address."""

    app: Doors
    db: Database
    town: Town
    dsn: str


@asynccontextmanager
async def standing(cluster: Embedded, folder: Path) -> AsyncIterator[Standing]:
    """A house of one's own, taken down at the end."""
    fresh_rates()
    name = f"house_{next(_numbers)}"
    owner = await asyncpg.connect(cluster.dsn)
    await owner.execute(f"create database {name} template {SETTLED} strategy file_copy")
    dsn = dsn_of(cluster, name)
    db = await open_database(dsn, size=8, sends=3)
    settings = Settings(data=folder, public_url=ORIGIN, database_url=dsn, worker=False, message_rate=100_000)
    doors = doors_to(settings, db)
    await doors.house.start()
    try:
        yield Standing(doors, db, town_of_template(), dsn)
    finally:
        await doors.house.stop()
        await asyncio.wait_for(db.close(), 10)
        await owner.execute(f"drop database {name} with (force)")
        await owner.close()
