"""The batch writer, one a process: the posts that wait at one moment become one statement and one commit.

A session whose row somebody holds is left out of its batch, and its posts, with those that come after them, are tried
again soon and in their order: who holds one session keeps nobody of another waiting.
"""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from uuid import UUID
from weakref import WeakKeyDictionary

import asyncpg
from prometheus_client import Counter, Histogram

from deskbell.base.db import LOST, Database, Row, Transaction, unavailable
from deskbell.base.errors import Refusal
from deskbell.rights.actor import Actor
from deskbell.sessions.drafts import Draft, Posted
from deskbell.sessions.storing import event_of, posted_of, repeat_of, store

BATCH_MOST = 128
HELD_SECONDS = 4.0
"""So long a post waits for a session that somebody holds, as a statement would wait for its lock."""

FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.064

_ack = Histogram("deskbell_post_seconds", "From a batch's start to its commit's answer")
_batch = Histogram("deskbell_post_batch", "Posts in one statement", buckets=(1, 2, 4, 8, 16, 32, 64, 128))
_held = Counter("deskbell_post_held_total", "Posts put back because somebody held their session")

Answer = asyncio.Future[Posted | None]
Waiting = tuple[Actor, Draft, Answer]


@dataclass(slots=True)
class _Held:
    """A session that was held at the last try: since when, the pause before the next, and what waits for it."""

    since: float
    pause: float = FIRST_PAUSE
    posts: list[Waiting] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None
    """None while its posts are being tried."""


class Writer:
    """While one batch is on its way, the next gathers."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._waiting: list[Waiting] = []
        self._held: dict[UUID, _Held] = {}
        self._running: asyncio.Task[None] | None = None

    def begin(self, actor: Actor, draft: Draft) -> Answer:
        answer: Answer = asyncio.get_running_loop().create_future()
        held = self._held.get(draft.session_id) if self._held else None
        if held is not None and held.timer is not None:
            held.posts.append((actor, draft, answer))
        else:
            self._waiting.append((actor, draft, answer))
            self._run_on()
        return answer

    def _run_on(self) -> None:
        if self._running is None:
            self._running = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._write_waiting()
        finally:
            self._running = None

    async def _write_waiting(self) -> None:
        """Batch after batch on one connection, until nothing waits or the connection is lost."""
        try:
            async with self._db.sending() as connection:
                while self._waiting:
                    batch, self._waiting = self._waiting[:BATCH_MOST], self._waiting[BATCH_MOST:]
                    if not await self._write(connection, batch):
                        return
        except Exception as fault:
            waiting, self._waiting = self._waiting, []
            for one in waiting:
                self._refuse(one, fault)

    async def _write(self, connection: Transaction, batch: list[Waiting]) -> bool:
        """Store a batch and answer it; False when the connection is of no more use."""
        _batch.observe(len(batch))
        begun = time.perf_counter()
        try:
            rows = await store(connection, [(actor, draft) for actor, draft, _ in batch], waits=False)
        except (asyncpg.UniqueViolationError, asyncpg.DataError, asyncpg.CheckViolationError):
            # A racing repeat, or one bad row: each by itself, so that it fails alone and burns no number.
            await self._write_one_by_one(connection, batch)
        except LOST:
            for one in batch:
                self._refuse(one, unavailable())
            return False
        except Exception as fault:
            for one in batch:
                self._refuse(one, fault)
        else:
            _ack.observe(time.perf_counter() - begun)
            self._put_back(self._answer(batch, rows))
        return True

    async def _write_one_by_one(self, connection: Transaction, batch: list[Waiting]) -> None:
        behind: dict[UUID, list[Waiting]] = defaultdict(list)
        for one in batch:
            if one[1].session_id in behind:
                behind[one[1].session_id].append(one)
            else:
                for session_id, posts in (await self._write_alone(connection, one)).items():
                    behind[session_id] += posts
        self._put_back(behind)

    async def _write_alone(self, connection: Transaction, one: Waiting) -> dict[UUID, list[Waiting]]:
        actor, draft, answer = one
        try:
            known = await repeat_of(connection, actor, draft)
            rows = [] if known else await store(connection, [(actor, draft)], waits=False)
        except asyncpg.UniqueViolationError:
            # The other try committed between our look and our insert: it can be found now.
            try:
                known, rows = await repeat_of(connection, actor, draft), []
            except Exception as fault:
                self._refuse(one, unavailable() if isinstance(fault, LOST) else fault)
                return {}
        except Exception as fault:
            self._refuse(one, unavailable() if isinstance(fault, LOST) else fault)
            return {}
        if known:
            self._done(draft.session_id)
            _resolve(answer, known)
            return {}
        return self._answer([one], rows)

    def _answer(self, batch: list[Waiting], rows: list[Row]) -> dict[UUID, list[Waiting]]:
        """Answer each of a batch that was stored; what its session's holder kept out comes back, by session."""
        events = []
        behind: dict[UUID, list[Waiting]] = defaultdict(list)
        answered: dict[int, Row] = {row["ord"]: row for row in rows}
        for ord_, one in enumerate(batch):
            actor, draft, answer = one
            row = answered.get(ord_)
            if row is not None and row["fresh"] is None:
                behind[draft.session_id].append(one)
                continue
            self._done(draft.session_id)
            if row is None:
                _resolve(answer, None)
            elif not row["same"]:
                self._refuse(one, Refusal("send_key_conflict"))
            else:
                _resolve(answer, posted_of(row))
                if row["fresh"]:
                    events.append(event_of(row, actor, draft))
        if events:
            # After the callbacks of the answers above: who wrote hears his acknowledgement before his own message.
            asyncio.get_running_loop().call_soon(self._db.committed, events)
        return behind

    def _put_back(self, behind: dict[UUID, list[Waiting]]) -> None:
        """Let posts of held sessions wait apart, before those that came for the same session meanwhile."""
        if not behind:
            return
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            behind.get(one[1].session_id, self._waiting).append(one)
        loop = asyncio.get_running_loop()
        for session_id, posts in behind.items():
            _held.inc(len(posts))
            held = self._held.setdefault(session_id, _Held(loop.time()))
            if loop.time() - held.since > HELD_SECONDS:
                for one in posts:
                    self._refuse(one, unavailable())
                continue
            held.posts = posts
            held.timer = loop.call_later(held.pause, self._try_again, session_id)
            held.pause = min(2 * held.pause, LONGEST_PAUSE)

    def _try_again(self, session_id: UUID) -> None:
        held = self._held[session_id]
        posts, held.posts, held.timer = held.posts, [], None
        self._waiting += posts
        self._run_on()

    def _done(self, session_id: UUID) -> None:
        """Its session is nobody else's any more."""
        if self._held:
            self._held.pop(session_id, None)

    def _refuse(self, one: Waiting, fault: Exception) -> None:
        self._done(one[1].session_id)
        if not one[2].done():
            one[2].set_exception(fault)


def _resolve(answer: Answer, value: Posted | None) -> None:
    if not answer.done():
        answer.set_result(value)


_writers: WeakKeyDictionary[Database, Writer] = WeakKeyDictionary()


def writer_of(db: Database) -> Writer:
    return _writers.get(db) or _writers.setdefault(db, Writer(db))
