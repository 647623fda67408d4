"""The database's pulse: a round trip on a connection of its own, twice a second.

A database that stops answering (frozen, or behind a cut line) says nothing, so that who waits for it would wait for his
whole timeout. The pulse notices within `SECONDS_TO_NOTICE`; everything that waits is refused then, and whatever comes
is refused at once, until it beats again. Long statements are not bounded by it: the pulse beats beside them.
"""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import asyncpg
import structlog

PAUSE = 0.5
PATIENCE = 1.8
FIRST_PATIENCE = 10.0
"""A machine that is just starting everything may take its time to the first beat."""

SECONDS_TO_NOTICE = PAUSE + PATIENCE

_log = structlog.get_logger()


class Pulse:
    """Beats until stopped. `away` is True from the first beat that is missed to the next that is answered; `lost` is
    called when it becomes so."""

    def __init__(self, dsn: str, lost: Callable[[], None]) -> None:
        self.away = False
        self._dsn = dsn
        self._lost = lost
        self._connection: Any = None
        self._beating: asyncio.Task[None] | None = None
        self._patience = FIRST_PATIENCE

    async def start(self) -> None:
        """Feel the first beat, then go on by itself: from here on a database that stops is noticed in time."""
        await self._answers()
        self._beating = asyncio.create_task(self._beat())

    async def stop(self) -> None:
        if self._beating:
            self._beating.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._beating
        self._drop()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(PAUSE)
            answered = await self._answers()
            if answered and self.away:
                _log.warning("the database answers again")
            elif not answered and not self.away:
                _log.warning("the database does not answer")
            was, self.away = self.away, not answered
            if self.away and not was:
                self._lost()

    async def _answers(self) -> bool:
        trip = asyncio.create_task(self._round_trip())
        try:
            await asyncio.wait([trip], timeout=self._patience)
            # An event loop that was itself held up sees the clock before the answer that lies there already.
            for _ in range(3):
                await asyncio.sleep(0)
            self._patience = PATIENCE
            if trip.done() and trip.exception() is None:
                return True
        finally:
            if not trip.done():
                # The connection first: asyncpg would ask the server to cancel, and wait for its answer.
                self._drop()
                trip.cancel()
                await asyncio.gather(trip, return_exceptions=True)
        self._drop()
        return False

    async def _round_trip(self) -> None:
        if self._connection is None or self._connection.is_closed():
            self._connection = await asyncpg.connect(
                self._dsn, timeout=self._patience, server_settings={"application_name": "deskbell pulse"}
            )
        await self._connection.execute("select 1")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
