"""A lists' cursor moves over a change only when the change has been shown."""

import asyncio
from uuid import UUID, uuid4

from deskbell.base.db import Database
from deskbell.realtime.bus import MemoryBus
from deskbell.realtime.hub import Hub, Rooms
from deskbell.sessions.fanout import Fanout


async def test_the_cursor_waits_for_what_is_being_read(db: Database) -> None:
    hub = Hub(db, MemoryBus())
    fanout = Fanout(db, hub, (), lambda: False)
    go = asyncio.Event()

    async def reading(_topic: UUID) -> None:
        await go.wait()

    async def nothing() -> None:
        return None

    hub.rooms = Rooms(reading, lambda _: asyncio.sleep(0, {}), nothing, lambda _: asyncio.sleep(0, []))
    hub.horizon = 7
    hub.dirty(uuid4())
    await fanout.note_horizon()
    assert fanout.safe_horizon == 0
    go.set()
    await hub.stop()
    await fanout.note_horizon()
    assert fanout.safe_horizon == 7
