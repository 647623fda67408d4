"""What deliveries have to look up before they send: those that begin at one moment ask in one statement.

As with what they settle: while one look is under way the next gathers, and one alone costs nothing more than itself.
"""

import asyncio
from collections.abc import Sequence
from weakref import WeakKeyDictionary

from deskbell.base.db import Database, Row
from deskbell.channels import accounts
from deskbell.sessions import outgoing
from deskbell.sessions.outgoing import Leaving, Outgoing

Found = tuple[Leaving | None, Row | None]
"""The message as it stands now, and how its account can be reached."""


class Looker:
    """One a process and database."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[tuple[Outgoing, asyncio.Future[Found]]] = []
        self._running: asyncio.Task[None] | None = None

    async def look(self, one: Outgoing) -> Found:
        """Raises what the database does."""
        answer: asyncio.Future[Found] = asyncio.get_running_loop().create_future()
        self._waiting.append((one, answer))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await answer

    async def _run(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting, []
                await self._answer(batch)
        finally:
            self._running = None

    async def _answer(self, batch: Sequence[tuple[Outgoing, asyncio.Future[Found]]]) -> None:
        claims = [one for one, _ in batch]
        try:
            messages = await outgoing.leaving(self._db, claims)
            reached = await accounts.reaches(self._db, [(one.channel_id, one.account_id) for one in claims])
        except Exception as fault:
            for _, answer in batch:
                if not answer.done():
                    answer.set_exception(fault)
            return
        for (_, answer), found in zip(batch, zip(messages, reached, strict=True), strict=True):
            if not answer.done():
                answer.set_result(found)


_lookers: WeakKeyDictionary[Database, Looker] = WeakKeyDictionary()


def looker_of(db: Database) -> Looker:
    """The one of this process, by its database."""
    return _lookers.get(db) or _lookers.setdefault(db, Looker(db))
