"""Turns of what comes in: few at once at the database, so that others find a connection, and some at each channel's
provider, so that one that is slow takes no place from what comes in by the others."""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType
from uuid import UUID

from deskbell.base import clock

AT_DATABASE = 4
ABROAD, ABROAD_OF_ONE = 12, 8
"""So many events at once may wait for providers, and so many for the provider of one channel: fewer than there are
places, so that some are left for what needs no provider."""
AGAIN_SOON, AGAIN_LATEST = 0.25, 10.0
"""Seconds until who found no room tries again: as long as those before him have taken, within these."""


class Crowded(Exception):
    """Too many wait for this provider already: try again in `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(wait)
        self.wait = wait


class Turns:
    """Of one process."""

    def __init__(self) -> None:
        self.database = asyncio.Semaphore(AT_DATABASE)
        self._abroad: dict[UUID, list[float]] = defaultdict(list)

    def go(self, channel_id: UUID) -> float:
        """Begin to wait for a provider; raises Crowded."""
        everywhere, here = [since for all_ in self._abroad.values() for since in all_], self._abroad[channel_id]
        if len(here) >= ABROAD_OF_ONE or len(everywhere) >= ABROAD:
            oldest = clock.ticks() - min(here if len(here) >= ABROAD_OF_ONE else everywhere)
            raise Crowded(min(AGAIN_LATEST, max(AGAIN_SOON, oldest)) * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        here.append(clock.ticks())
        return here[-1]

    def back(self, channel_id: UUID, since: float) -> None:
        self._abroad[channel_id].remove(since)
        if not self._abroad[channel_id]:
            del self._abroad[channel_id]


class Turn:
    """One event's. Who `fetches` from the first needs no turn at the database: it may take long, and asks it little."""

    def __init__(self, turns: Turns, channel_id: UUID, *, fetches: bool) -> None:
        self._turns, self._channel_id, self._fetches = turns, channel_id, fetches
        self._since: float | None = None
        self._held = False

    async def __aenter__(self) -> None:
        if self._fetches:
            self._go()
        else:
            await self._take()

    async def __aexit__(self, _kind: type[BaseException] | None, _fault: object, _trace: TracebackType | None) -> None:
        self._let_go()
        if self._since is not None:
            self._turns.back(self._channel_id, self._since)

    @asynccontextmanager
    async def abroad(self) -> AsyncIterator[None]:
        """Around what a provider is asked; raises Crowded. An event has one place there, however often it asks."""
        self._go()
        self._let_go()
        try:
            yield
        except Exception:
            await self._come_back()
            raise
        await self._come_back()

    async def _come_back(self) -> None:
        if not self._fetches:
            await self._take()

    def _go(self) -> None:
        if self._since is None:
            self._since = self._turns.go(self._channel_id)

    async def _take(self) -> None:
        await self._turns.database.acquire()
        self._held = True

    def _let_go(self) -> None:
        if self._held:
            self._held = False
            self._turns.database.release()
