"""The hub: who is connected, who follows what, and the loops that keep them fed.

`dirty(topic)` says that a topic has something new; one reader at a time runs for it, again if it got dirty meanwhile.
A sweep of the log on its own clock, every second, marks what hints lost.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import structlog
from prometheus_client import Counter, Gauge

from deskbell.base import clock
from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.log import service as log
from deskbell.log.model import WORKSPACE
from deskbell.realtime.bus import Bus
from deskbell.realtime.connection import RECONNECT, SIGN_IN_ENDED, Connection, attached
from deskbell.rights.actor import Actor

SWEEP_SECONDS = 1.0
BEAT_SECONDS = 27.0
BEATS_TO_MISS = 2
TRIES_MOST = 5
READERS = 4

_log = structlog.get_logger()
_lag = Gauge("deskbell_sweep_age_seconds", "Seconds since the log was last swept")
_failures = Counter("deskbell_fanout_failures_total", "Readings for the fan-out that failed and were tried again")


@dataclass
class Rooms:
    """What the rooms give the hub; the app fills it in from their `live.py`."""

    read: Callable[[UUID], Awaitable[None]]
    verify: Callable[[Sequence[Connection]], Awaitable[Mapping[Connection, Actor]]]
    workspace_changed: Callable[[], Awaitable[None]]
    ahead: Callable[[Iterable[UUID]], Awaitable[list[UUID]]]
    every_second: Sequence[Callable[[], Awaitable[None]]] = ()
    typed: Callable[[UUID], None] = lambda _topic: None
    """One of us writes to the clients of a topic."""
    marked: Sequence[Callable[[UUID, UUID], None]] = ()
    """Who hears that a person read a topic."""


class Hub:
    """All connections of this process."""

    def __init__(self, db: Database, bus: Bus) -> None:
        self.db = db
        self.bus = bus
        self.rooms: Rooms | None = None
        self._verifying = asyncio.Lock()
        self.connections: dict[str, Connection] = {}
        self.members: dict[UUID, set[Connection]] = defaultdict(set)
        self.by_actor: dict[UUID, set[Connection]] = defaultdict(set)
        self.epoch = UUID(int=0)
        self.horizon = 0
        self.draining = False
        self._dirty: set[UUID] = set()
        self._missed: set[UUID] = set()
        self._failed: dict[UUID, int] = {}
        self._reading: set[UUID] = set()
        self._gate = asyncio.Semaphore(READERS)
        self._tasks: set[asyncio.Task[None]] = set()
        self._loops: list[asyncio.Task[None]] = []

    async def start(self, rooms: Rooms) -> None:
        """Take the rooms' tables, find the horizon and start the loops."""
        self.rooms = rooms
        self.epoch, self.horizon = await log.horizon(self.db)
        await self.bus.start(self._hear)
        self._loops = [asyncio.create_task(self._sweep()), asyncio.create_task(self._beat())]

    async def stop(self, spread_seconds: float = 8.0) -> None:
        """Tell every socket to come back elsewhere, spread over time, and end the loops."""
        self.draining = True
        for task in self._loops:
            task.cancel()
        await asyncio.gather(*self._loops, return_exceptions=True)
        for connection in list(self.connections.values()):
            wait = round(random.random() * spread_seconds * 1000)  # noqa: S311 - spreads load, guards nothing
            connection.push({"type": "reconnect", "retry_after_ms": wait})
            connection.close(RECONNECT, str(wait))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.bus.stop()

    def attach(self, connection: Connection) -> None:
        self.connections[connection.id] = connection
        self.by_actor[connection.actor.id].add(connection)
        attached.labels(connection.actor.kind).inc()

    def detach(self, connection: Connection) -> None:
        if self.connections.pop(connection.id, None) is None:
            return
        attached.labels(connection.actor.kind).dec()
        for topic in list(connection.topics):
            self.leave(connection, topic)
        self._forget(self.by_actor, connection.actor.id, connection)

    def join(self, connection: Connection, topic: UUID, cursor: int) -> None:
        """Follow a topic from a cursor; what is newer comes by the same reader as everything later."""
        connection.topics[topic] = cursor
        self.members[topic].add(connection)

    def leave(self, connection: Connection, topic: UUID) -> None:
        connection.topics.pop(topic, None)
        connection.looking.discard(topic)
        self._forget(self.members, topic, connection)

    @staticmethod
    def _forget(index: dict[UUID, set[Connection]], key: UUID, connection: Connection) -> None:
        if key in index:
            index[key].discard(connection)
            if not index[key]:
                del index[key]

    def people(self) -> list[Connection]:
        """Connections of the desk."""
        return [connection for connection in self.connections.values() if connection.staff]

    def followers(self, topic: UUID) -> list[Connection]:
        return list(self.members.get(topic, ()))

    @property
    def reading(self) -> set[UUID]:
        """The topics that changed and are still being read, or could not be; without the workspace."""
        return (self._reading | self._missed) - {WORKSPACE}

    def of_actor(self, actor_id: UUID) -> list[Connection]:
        return list(self.by_actor.get(actor_id, ()))

    def hint(self, topic: UUID) -> None:
        """A topic changed, here: read it now and tell the other processes."""
        self.tell_others(topic)
        self.dirty(topic)

    def tell_others(self, topic: UUID) -> None:
        """The other processes read the topic; here its followers have been fed."""
        self.bus.publish(topic.bytes)

    def _hear(self, hint: bytes) -> None:
        if len(hint) == 16:
            self.dirty(UUID(bytes=hint))

    def dirty(self, topic: UUID) -> None:
        """Have a topic read, by one reader at a time."""
        self._dirty.add(topic)
        if topic not in self._reading:
            self._reading.add(topic)
            task = asyncio.create_task(self._read(topic))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _read(self, topic: UUID) -> None:
        assert self.rooms is not None
        try:
            while topic in self._dirty:
                self._dirty.discard(topic)
                async with self._gate:
                    await (self.rooms.workspace_changed() if topic == WORKSPACE else self.rooms.read(topic))
            self._failed.pop(topic, None)
        except (Refusal, *LOST):
            # The database is away: the next sweep that is answered has the topic read again.
            self._missed.add(topic)
            _failures.inc()
        except Exception:
            _failures.inc()
            _log.exception("fan-out failed", topic=str(topic))
            self._once_more(topic)
        finally:
            self._reading.discard(topic)
            if topic in self._dirty and not self.draining:
                self.dirty(topic)

    def _once_more(self, topic: UUID) -> None:
        """A fault of our own: with the next sweeps too, a few times, or what was not shown would wait for the topic's
        next event. What fails each time is left to that one: it must not fill the log."""
        tries = self._failed.pop(topic, 0) + 1
        if tries < TRIES_MOST:
            self._failed[topic] = tries
            self._missed.add(topic)

    async def _sweep(self) -> None:
        swept = clock.ticks()
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            _lag.set(clock.ticks() - swept)
            try:
                window = await log.changed_since(self.db, self.horizon)
                assert self.rooms is not None
                behind = await self.rooms.ahead(window.changed - {WORKSPACE}) if window.changed else []
                # Only now: while nobody could be asked, the same window is looked at again.
                self.horizon = window.upto
                missed, self._missed = self._missed, set()
                for topic in {*behind, *missed, *(window.changed & {WORKSPACE})}:
                    self.dirty(topic)
                for run in self.rooms.every_second:
                    await run()
                swept = clock.ticks()
            except (Refusal, *LOST):
                _failures.inc()
            except Exception:
                _log.exception("sweep failed")

    async def _beat(self) -> None:
        """A heartbeat to all, spread over the period, so that dead sockets are found and none is woken in a crowd."""
        while True:
            connections = list(self.connections.values())
            pause = BEAT_SECONDS / max(1, len(connections))
            for connection in connections:
                if connection.beats_missed >= BEATS_TO_MISS:
                    connection.close(RECONNECT, "no heartbeat")
                connection.beats_missed += 1
                connection.push_bytes(b'{"type":"beat"}')
                if pause >= 0.02 or random.random() < pause / 0.02:  # noqa: S311 - fewer, longer pauses for crowds
                    await asyncio.sleep(max(pause, 0.02))
            if not connections:
                await asyncio.sleep(BEAT_SECONDS / 4)

    async def verify_people(self, only: UUID | None = None) -> None:
        """Look again who may what, or what one person may; who may nothing is signed out within the second."""
        assert self.rooms is not None
        # One at a time: an older look must not overwrite what a newer one found.
        async with self._verifying:
            people = self.people() if only is None else self.of_actor(only)
            actors = await self.rooms.verify(people)
            for connection in people:
                if connection in actors:
                    connection.actor = actors[connection]
                else:
                    connection.close(SIGN_IN_ENDED, "sign-in ended")
