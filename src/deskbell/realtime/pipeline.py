"""The commands of one connection, in order, without waiting for each commit.

What can be begun at once (a post into a joined thread) is begun, and answered when its commit has answered, while the
next frame is read; so that many posts of one socket share a commit with all others that wait. Everything else is done
one by one, after what was begun before it. What could not be decided at once (a refusal wants its reason) is done again
the slow way, in the same order, before anything newer.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from deskbell.base.errors import Refusal
from deskbell.realtime.connection import Connection

UNDER_WAY_MOST = 64

T = TypeVar("T")
Frame = dict[str, Any]
Obey = Callable[[str, Frame], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class AtOnce(Generic[T]):
    """A command that may be begun at once. `begin` gives None where this frame must go the slow way, and may raise
    Refusal; `answer` gives the fields of `ok`, or None where the outcome must be sought the slow way."""

    begin: Callable[[Connection, Frame], "asyncio.Future[T] | None"]
    answer: Callable[[T], Frame | None]


class Pipeline:
    """One connection's. `obey` does a command the slow way and answers it whatever happens."""

    __slots__ = ("_at_once", "_connection", "_lane", "_obey", "_slow", "_under_way")

    def __init__(self, connection: Connection, at_once: dict[str, AtOnce[Any]], obey: Obey) -> None:
        self._connection = connection
        self._at_once = at_once
        self._obey = obey
        self._under_way: set[asyncio.Future[Any]] = set()
        self._slow: deque[tuple[str, Frame]] = deque()
        self._lane: asyncio.Task[None] | None = None

    async def take(self, kind: str, frame: Frame) -> None:
        """Begin or do a command; returns when the next frame may be read."""
        await self._lane_empty()
        quick = self._at_once.get(kind)
        begun = quick.begin(self._connection, frame) if quick else None
        if quick is not None and begun is not None:
            self._under_way.add(begun)
            begun.add_done_callback(partial(self._done, quick, kind, frame))
            if len(self._under_way) >= UNDER_WAY_MOST:
                await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return
        # Not only the last: posts of a session that is held come later than those begun after them.
        while self._under_way:
            await asyncio.wait(self._under_way)
            await self._lane_empty()
        await self._obey(kind, frame)

    async def _lane_empty(self) -> None:
        while self._lane is not None:
            await asyncio.wait([self._lane])

    def _done(self, quick: AtOnce[Any], kind: str, frame: Frame, begun: "asyncio.Future[Any]") -> None:
        self._under_way.discard(begun)
        fault = None if begun.cancelled() else begun.exception()
        answer = None if fault or begun.cancelled() else quick.answer(begun.result())
        if answer is not None:
            self._connection.push({"type": "ok", "id": frame.get("id"), **answer})
        elif isinstance(fault, Refusal):
            refused = {"type": "refused", "id": frame.get("id"), "code": fault.code, "params": fault.params}
            self._connection.push(refused)
        else:
            self._slow.append((kind, frame))
            if self._lane is None:
                self._lane = asyncio.create_task(self._do_slowly())

    async def _do_slowly(self) -> None:
        try:
            while self._slow:
                await self._obey(*self._slow[0])
                self._slow.popleft()
        finally:
            self._slow.clear()
            self._lane = None
