"""The sweep finds again whatever could not be read: the database was away, or a fault of our own came between."""

import asyncio
from collections.abc import Iterable
from uuid import UUID, uuid4

import pytest

from deskbell.base.db import Database, unavailable
from deskbell.realtime import hub as hubs
from deskbell.realtime.bus import MemoryBus
from deskbell.realtime.hub import Hub, Rooms

CHANGE = "insert into changed_session (session_id) values ($1)"


class Away:
    """Rooms whose database is away for the first look, or the first reading."""

    def __init__(self, looks: int = 0, readings: int = 0, fault: bool = False) -> None:
        self.fault = fault
        self.looks = looks
        self.readings = readings
        self.read = asyncio.Queue[UUID]()

    async def ahead(self, changed: Iterable[UUID]) -> list[UUID]:
        self.looks -= 1
        if self.looks >= 0:
            raise unavailable()
        return list(changed)

    async def reading(self, topic: UUID) -> None:
        self.readings -= 1
        if self.readings >= 0:
            raise RuntimeError("a fault of our own") if self.fault else unavailable()
        self.read.put_nowait(topic)

    async def nothing(self) -> None:
        return None


@pytest.mark.parametrize(
    "away", [Away(looks=1), Away(readings=1), Away(readings=2, fault=True)], ids=["look", "reading", "fault"]
)
async def test_a_change_is_read_after_the_database_was_away(
    db: Database, away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "SWEEP_SECONDS", 0.02)
    hub = Hub(db, MemoryBus())
    await hub.start(Rooms(away.reading, lambda _: asyncio.sleep(0, {}), away.nothing, away.ahead))
    try:
        changed = uuid4()
        async with db.pool.acquire() as connection:
            await connection.execute(CHANGE, changed)
        assert await asyncio.wait_for(away.read.get(), 5) == changed
    finally:
        await hub.stop()
