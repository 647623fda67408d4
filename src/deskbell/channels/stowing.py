"""What webhooks tell, written down: those that come at one moment are one statement and one commit.

As with posts: while one batch is being written the next gathers, and one alone costs nothing more than itself. Each is
answered after the commit; what the database refuses of one spoils no other.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from prometheus_client import Histogram

from deskbell.base import clock
from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.channels.events import InboundEvent
from deskbell.channels.inbox import rows_of

SQL = statements(__package__, "stowing.sql")

BATCH_MOST = 64
NOTE_SECONDS = 1.0
"""So exactly is it kept when a channel last told us something."""

_COLUMNS = ("lanes", "kinds", "group_ids", "occurred_ats", "positions", "events", "wait_seconds")
_batch = Histogram("deskbell_webhook_batch", "Webhooks in one statement", buckets=(1, 2, 4, 8, 16, 32, 64))


class Unstorable(ValueError):
    """What was told cannot be kept as it is: a number too large, a moment outside the calendar."""


@dataclass(slots=True)
class _Waiting:
    """What one webhook told, by its dedupe keys."""

    channel_id: UUID
    rows: dict[str, tuple[Any, ...]]
    answer: asyncio.Future[int]


class Stower:
    """One a process and database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[_Waiting] = []
        self._running: asyncio.Task[None] | None = None
        self._noted: dict[UUID, float] = {}

    async def stow(self, channel_id: UUID, events: Sequence[InboundEvent], album_seconds: float = 0.0) -> int:
        """Keep what is new of these; how many were. Returns after the commit. Refuses storage_unavailable; raises
        Unstorable, and what rows_of does."""
        rows = rows_of(events, album_seconds)
        if not rows:
            return 0
        answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(channel_id, rows, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MOST], self._waiting[BATCH_MOST:]
                _batch.observe(len(batch))
                await self._write(batch)
        finally:
            self._running = None

    async def _write(self, batch: list[_Waiting]) -> None:
        try:
            stored = await self._store(batch)
        except Exception as fault:
            if len(batch) > 1 and not isinstance(fault, (Refusal, *LOST)):
                for one in batch:
                    await self._write([one])
                return
            for one in batch:
                if not one.answer.done():
                    one.answer.set_exception(fault)
            return
        for one in batch:
            new = {(one.channel_id, key) for key in one.rows} & stored
            # The same told twice at one moment was new once.
            stored -= new
            if not one.answer.done():
                one.answer.set_result(len(new))

    async def _store(self, batch: list[_Waiting]) -> set[tuple[UUID, str]]:
        told = [(one.channel_id, key, row) for one in batch for key, row in one.rows.items()]
        columns = zip(*(row for _, _, row in told), strict=True)
        now, channel_ids = clock.ticks(), {one.channel_id for one in batch}
        noting = [one for one in channel_ids if now - self._noted.get(one, -NOTE_SECONDS) >= NOTE_SECONDS]
        values: dict[str, Any] = {name: list(column) for name, column in zip(_COLUMNS, columns, strict=False)}
        values["channel_ids"] = [channel_id for channel_id, _, _ in told]
        values["dedupe_keys"] = [key for _, key, _ in told]
        async with self._db.at_the_door() as connection:
            try:
                rows = await connection.all(SQL.stow_events, noting=noting, **values)
            except (ValueError, asyncpg.DataError, asyncpg.IntegrityConstraintViolationError) as fault:
                # No word of the database's being away, which the driver's own ValueError would be taken for.
                raise Unstorable(type(fault).__name__) from fault
        stored = {(row["channel_id"], row["dedupe_key"]) for row in rows}
        self._noted |= dict.fromkeys({channel_id for channel_id, _ in stored}.intersection(noting), now)
        return stored


_stowers: WeakKeyDictionary[Database, Stower] = WeakKeyDictionary()


def stower_of(db: Database) -> Stower:
    """The one of this process, by its database."""
    return _stowers.get(db) or _stowers.setdefault(db, Stower(db))
