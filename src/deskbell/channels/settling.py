"""What was taken by providers, written down: the deliveries that end at one moment become one transaction.

As with posts: while one batch is being written the next gathers, and a batch of one costs nothing more than itself.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.sessions import outgoing
from deskbell.sessions.deliveries import Mark, mark_in
from deskbell.sessions.outgoing import Outgoing

SQL = statements(__package__, "delivery.sql")

BATCH_MOST = 128
ID_MOST = 998


@dataclass(frozen=True, slots=True)
class Taken:
    """The last part of a message, taken by its provider. `sent`: it says no more of it than that."""

    one: Outgoing
    external_ids: Sequence[str]
    part: int
    parts: int
    sent: bool
    took_ms: int


class Settler:
    """One a process and database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Taken, asyncio.Future[bool]]] = []
        self._running: asyncio.Task[None] | None = None

    async def settle(self, taken: Taken) -> bool:
        """Returns after the commit; False when the claim was another's by then."""
        answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((taken, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH_MOST], self._waiting[BATCH_MOST:]
                await self._write(batch)
        finally:
            self._running = None

    async def _write(self, batch: list[tuple[Taken, asyncio.Future[bool]]]) -> None:
        try:
            held = await self._store([taken for taken, _ in batch])
        except Exception as fault:
            if len(batch) > 1 and not isinstance(fault, Refusal | OSError):
                # One bad row shall spoil no other: each by itself.
                for taken_alone in batch:
                    await self._write([taken_alone])
                return
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(fault)
            return
        for taken, answer in batch:
            if not answer.done():
                answer.set_result(taken.one.id in held)

    async def _store(self, batch: list[Taken]) -> set[int]:
        async with self._db.transaction() as tx:
            # The sessions before their lines, as everybody takes them: see `hold_session_of`.
            await mark_in(tx, [Mark(taken.one.session_id, taken.one.seq, "sent") for taken in batch if taken.sent])
            held = await outgoing.finish_all(tx, [taken.one for taken in batch])
            # What was taken is true, whoever holds the line by now.
            named = [(taken, id_) for taken in batch for id_ in kept_ids(taken.external_ids)]
            if named:
                await tx.run(
                    SQL.add_names,
                    channel_ids=[taken.one.channel_id for taken, _ in named],
                    external_ids=[id_ for _, id_ in named],
                    session_ids=[taken.one.session_id for taken, _ in named],
                    seqs=[taken.one.seq for taken, _ in named],
                    part_numbers=[taken.part for taken, _ in named],
                    part_counts=[taken.parts for taken, _ in named],
                )
            await tx.run(
                SQL.add_taken,
                channel_ids=[taken.one.channel_id for taken in batch],
                session_ids=[taken.one.session_id for taken in batch],
                seqs=[taken.one.seq for taken in batch],
                numbers=[taken.one.attempts for taken in batch],
                took_ms=[taken.took_ms for taken in batch],
            )
        return held


def kept_ids(external_ids: Sequence[str]) -> list[str]:
    """A provider's ids as they can be kept."""
    return list(dict.fromkeys(id_ for one in external_ids if (id_ := one.replace("\0", "")[:ID_MOST])))


_settlers: WeakKeyDictionary[Database, Settler] = WeakKeyDictionary()


def settler_of(db: Database) -> Settler:
    return _settlers.get(db) or _settlers.setdefault(db, Settler(db))
