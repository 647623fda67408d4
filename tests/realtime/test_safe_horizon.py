"""A lists' cursor moves over a change only when the change has been shown."""

import asyncio
from uuid import UUID, uuid4

from deskbell.base.db import Database
from deskbell.realtime.bus import MemoryBus
from deskbell.realtime.hub import Hub, Rooms
from deskbell.sessions.fanout import Fanout
from deskbell.sessions.horizon import Shown


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


def test_the_cursor_moves_under_a_load_that_never_ends() -> None:
    """Every look finds topics being read and rows that wait, yet what was there a moment ago has been shown."""
    shown, hot = Shown(0), uuid4()
    seen: list[int] = []
    for horizon in range(1, 20):
        begun, number = shown.read_begins(), shown.flush_begins()
        shown.read_ends(hot, begun)
        shown.flush_ends(number)
        shown.look(horizon, {hot}, rows_wait=True)
        seen.append(shown.safe)
    assert seen == sorted(seen)
    assert seen[-1] >= 15


def test_the_cursor_never_passes_what_was_being_read_or_waiting_to_be_shown() -> None:
    shown, topic = Shown(0), uuid4()
    before = shown.read_begins()
    shown.look(5, {topic}, rows_wait=False)
    shown.read_ends(topic, before)
    for _ in range(3):
        shown.look(9, {topic}, rows_wait=True)
        assert shown.safe == 0
    shown.read_ends(topic, shown.read_begins())
    shown.look(9, set(), rows_wait=True)
    assert shown.safe == 0
    failed = shown.flush_begins()
    shown.look(9, set(), rows_wait=True)
    assert shown.safe == 0
    assert failed == 1
    shown.flush_ends(shown.flush_begins())
    shown.look(9, set(), rows_wait=False)
    assert shown.safe == 9
