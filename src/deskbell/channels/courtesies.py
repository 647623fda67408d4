"""What the two sides show each other besides messages: that somebody writes, how far was read.

Said once and never again: what fails is forgotten, nothing waits for it, and a provider who is slow with it is not
asked by many at once. What is typed outside goes to those who have the thread open in this process.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import structlog

from deskbell.base import clock
from deskbell.base.db import LOST, Database, Row
from deskbell.base.errors import Refusal
from deskbell.base.secrets import SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels import accounts
from deskbell.channels.contract import Outside
from deskbell.channels.links import Links, outside_of
from deskbell.channels.messages import SendError
from deskbell.channels.registry import KINDS
from deskbell.live_chats.model import Channel

SQL = statements(__package__, "courtesies.sql")

TYPING_SECONDS = 5.0
"""So often at most the other side is told that somebody writes."""
CALL_SECONDS = 5.0
AT_ONCE = 8
KEPT_MOST = 10_000

_log = structlog.get_logger()
Tell = Callable[[Outside, Any, Any, Row], Awaitable[None]]


class Courtesies:
    """One a process."""

    def __init__(self, db: Database, links: Links) -> None:
        self._db = db
        self._links = links
        self._typed: OrderedDict[UUID, float] = OrderedDict()
        self._read: OrderedDict[UUID, str] = OrderedDict()
        self.tasks: set[asyncio.Task[None]] = set()

    @property
    def shown(self) -> tuple[Callable[[UUID], None], Callable[[UUID, UUID], None]]:
        """What the hub tells: somebody types, somebody read."""
        return self.typed, self.read

    def typed(self, session_id: UUID) -> None:
        """Who answers a session writes: its client is shown so where his channel can, at most every TYPING_SECONDS."""
        now = clock.ticks()
        if now - self._typed.get(session_id, -TYPING_SECONDS) >= TYPING_SECONDS:
            _keep(self._typed, session_id, now)
            self._begin(session_id, lambda kind: kind.typing is not None, self._tell_typing)

    def read(self, session_id: UUID, person_id: UUID) -> None:
        """An operator read a session: if he answers it, its client is shown so where his channel can."""

        async def tell(outside: Outside, link: Any, to: Any, row: Row) -> None:
            last = row["last_external_id"]
            if outside.mark_read is None or last is None or person_id not in row["answered_by"]:
                return
            if self._read.get(session_id) != last:
                _keep(self._read, session_id, last)
                await outside.mark_read(link, to, last)

        self._begin(session_id, lambda kind: kind.mark_read is not None, tell)

    async def stop(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    @staticmethod
    async def _tell_typing(outside: Outside, link: Any, to: Any, _row: Row) -> None:
        if outside.typing is not None:
            await outside.typing(link, to)

    def _begin(self, session_id: UUID, can: Callable[[Outside], bool], tell: Tell) -> None:
        kinds = [kind.name for kind in KINDS.values() if kind.outside is not None and can(kind.outside)]
        if kinds and len(self.tasks) < AT_ONCE:
            task = asyncio.create_task(self._tell(session_id, kinds, tell))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    async def _tell(self, session_id: UUID, kinds: list[str], tell: Tell) -> None:
        try:
            row = await self._db.first(SQL.other_side, session_id=session_id, kinds=kinds)
            if row is None:
                return
            channel = Channel(**{name: row[name] for name in Channel.__slots__})
            outside = outside_of(channel)
            assert outside is not None
            to, _ = await accounts.reach(self._db, channel.id, row["account_id"], row["external_id"])
            async with asyncio.timeout(CALL_SECONDS):
                await tell(outside, self._links.to(channel), to, row)
        except (SendError, SecretUnreadable, Refusal, httpx.HTTPError, *LOST) as fault:
            _log.debug("courtesy not shown", session=str(session_id), why=type(fault).__name__)
        except Exception:
            _log.exception("courtesy failed", session=str(session_id))


def _keep(kept: OrderedDict[UUID, Any], key: UUID, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KEPT_MOST:
        kept.popitem(last=False)


async def typed_outside(db: Database, channel_id: UUID, external_user_id: str) -> Row | None:
    """Whose open session it is in which a provider's person writes: `{session_id, account_id, name}`."""
    return await db.first(SQL.session_typed_in, channel_id=channel_id, external_user_id=external_user_id)
