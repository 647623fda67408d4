"""A reader too slow for its queue is closed after what was queued, and is further each time it comes back."""

import asyncio
from typing import Any
from uuid import uuid4

from deskbell.realtime.connection import QUEUE_BYTES, QUEUE_EVENTS, SLOW, Connection
from deskbell.rights.actor import Actor


class Wire:
    """The far end of a socket: what arrived, and a gate in front of it."""

    def __init__(self) -> None:
        self.arrived: list[dict[str, Any]] = []
        self.open = asyncio.Event()

    async def send(self, message: dict[str, Any]) -> None:
        await self.open.wait()
        self.arrived.append(message)


async def overflown(sizes: list[int]) -> list[dict[str, Any]]:
    wire = Wire()
    connection = Connection(Actor("person", uuid4(), "Boris"), wire.send)
    for number, size in enumerate(sizes):
        connection.push({"number": number, "filler": "x" * size})
    wire.open.set()
    if connection._writer:
        await connection._writer
    return wire.arrived


async def test_what_was_queued_is_sent_before_a_slow_reader_is_closed() -> None:
    *sent, closed = await overflown([100] * (QUEUE_EVENTS + 10))
    assert len(sent) == QUEUE_EVENTS
    assert closed["code"] == SLOW


async def test_a_reader_of_few_huge_frames_gets_on_too() -> None:
    *sent, closed = await overflown([QUEUE_BYTES // 2 - 100] * 4)
    assert len(sent) == 2
    assert closed["code"] == SLOW


async def test_one_frame_over_the_limit_is_sent_when_nothing_waits() -> None:
    (sent,) = await overflown([QUEUE_BYTES + 1])
    assert sent["type"] == "websocket.send"
