"""The database door: a pool, named statements, transactions.

`Database` runs each statement on its own connection; `Transaction` runs all on one. Both are a `Db`, which is what a
room's functions take first. Connections are kept between uses without a reset round trip, so nothing may be left on
one: no SET, no LISTEN, no session-level advisory lock.
"""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

import asyncpg
import msgspec
from prometheus_client import Counter, Histogram

from deskbell.base.errors import Refusal
from deskbell.base.lines import Lines, keep_alive
from deskbell.base.pulse import Pulse
from deskbell.base.sql import Statement

T = TypeVar("T")
Row = asyncpg.Record

ACQUIRE_SECONDS = 3.0
STATEMENT_TIMEOUT_MS = 5_000
RETRY_AFTER_SECONDS = 2

_seconds = Histogram("deskbell_statement_seconds", "Time of a statement, by name", ["statement"])
_wait = Histogram("deskbell_pool_wait_seconds", "Time waited for a connection")
_unavailable = Counter("deskbell_database_unavailable_total", "Requests refused because the database did not answer")

LOST = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.IdleInTransactionSessionTimeoutError,  # this process stood still in the middle of a transaction
    asyncpg.InternalClientError,  # the server has announced the end of this line, which the driver has yet to close
    asyncpg.QueryCanceledError,
    asyncpg.LockNotAvailableError,
    asyncpg.DeadlockDetectedError,  # of two that waited in a circle one is undone whole: it may be tried again
    asyncpg.TooManyConnectionsError,
    OSError,
    TimeoutError,
)


class Db(Protocol):
    """What a room's functions run statements on."""

    async def all(self, statement: Statement, /, **values: object) -> list[Row]: ...
    async def first(self, statement: Statement, /, **values: object) -> Row | None: ...
    async def run(self, statement: Statement, /, **values: object) -> str: ...


class _Runner(ABC):
    """The three ways to run a statement, over whatever gives a connection."""

    @abstractmethod
    def _connection(self) -> Any:
        """A context manager that gives a connection."""

    async def all(self, statement: Statement, /, **values: object) -> list[Row]:
        async with self._connection() as connection:
            rows: list[Row] = await _timed(statement, connection.fetch(statement.text, *statement.arguments(values)))
            return rows

    async def first(self, statement: Statement, /, **values: object) -> Row | None:
        async with self._connection() as connection:
            row: Row | None = await _timed(statement, connection.fetchrow(statement.text, *statement.arguments(values)))
            return row

    async def run(self, statement: Statement, /, **values: object) -> str:
        async with self._connection() as connection:
            done: str = await _timed(statement, connection.execute(statement.text, *statement.arguments(values)))
            return done


async def _timed(statement: Statement, answer: Any) -> Any:
    started = time.perf_counter()
    try:
        return await answer
    finally:
        _timer(statement.room, statement.name).observe(time.perf_counter() - started)


@cache
def _timer(room: str, name: str) -> Any:
    return _seconds.labels(f"{room}.{name}")


class Transaction(_Runner):
    """A transaction in progress: everything run on it commits together or not at all.

    `events` is what the log took in; it is handed to `Database.committed` once the commit has answered.
    """

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.events: list[Any] = []

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        yield self.connection


class Database(_Runner):
    """The pool. `lane` keeps some connections for sends, which no resume or list may take (docs/decisions/0006)."""

    def __init__(
        self, pool: Any, sends: Any, lines: Lines | None = None, pulse: Pulse | None = None, door: Any = None
    ) -> None:
        self.pool = pool
        self.sends = sends
        self.door = door or sends
        self._lines = lines or Lines()
        self._pulse = pulse
        self.committed: Callable[[list[Any]], None] = _nobody

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        async with _acquired(self.pool, self._lines) as connection:
            yield connection

    @asynccontextmanager
    async def transaction(self, *, sending: bool = False) -> AsyncIterator[Transaction]:
        """One transaction, READ COMMITTED; `sending` takes the lane that is kept for messages."""
        async with _acquired(self.sends if sending else self.pool, self._lines) as connection:
            tx = Transaction(connection)
            async with connection.transaction():
                yield tx
        if tx.events:
            self.committed(tx.events)

    @asynccontextmanager
    async def sending(self) -> AsyncIterator[Transaction]:
        """A connection of the sends' lane without a transaction around it: each statement commits by itself."""
        async with _acquired(self.sends, self._lines) as connection:
            yield Transaction(connection)

    @asynccontextmanager
    async def at_the_door(self) -> AsyncIterator[Transaction]:
        """The one connection that is kept for what providers tell: they wait for its answer, and no work of ours may
        take it. Each statement commits by itself."""
        async with _acquired(self.door, self._lines) as connection:
            yield Transaction(connection)

    @property
    def away(self) -> bool:
        """Whether the database has stopped answering; everything is refused until it answers again."""
        return self._pulse is not None and self._pulse.away

    async def close(self) -> None:
        """Close both lanes; what still runs gets five seconds."""
        if self._pulse:
            await self._pulse.stop()
        for pool in dict.fromkeys((self.pool, self.sends, self.door)):
            try:
                await asyncio.wait_for(pool.close(), 5)
            except TimeoutError:
                pool.terminate()


def _nobody(_events: list[Any]) -> None:
    """Before the app has wired the reactions, and in programs without any."""


@asynccontextmanager
async def _acquired(pool: Any, lines: Lines) -> AsyncIterator[Any]:
    started = time.perf_counter()
    try:
        # The pool's own timeout would make a task of every acquiring.
        async with asyncio.timeout(ACQUIRE_SECONDS) as waiting:
            lines.wait(waiting)
            try:
                connection = await pool.acquire()
            finally:
                lines.waiting.discard(waiting)
    except LOST as lost:
        _unavailable.inc()
        raise unavailable() from lost
    _wait.observe(time.perf_counter() - started)
    try:
        yield connection
    except LOST as lost:
        _unavailable.inc()
        raise unavailable() from lost
    finally:
        await pool.release(connection)


def unavailable() -> Refusal:
    """The database did not answer: nothing was decided; the same send key may be tried again."""
    return Refusal("storage_unavailable", 503, retry_after=RETRY_AFTER_SECONDS)


async def open_database(dsn: str, *, size: int = 10, sends: int = 3, role: str | None = "deskbell_app") -> Database:
    """Open both lanes, and feel the pulse beside them. `role` is taken on at connect (None: stay who the DSN says)."""
    lines = Lines()
    pulse = Pulse(dsn, lines.cut)
    lines.away = lambda: pulse.away
    database = Database(
        await _pool(dsn, size, role, lines),
        await _pool(dsn, sends, role, lines, SENDING),
        lines,
        pulse,
        await _pool(dsn, 1, role, lines, SENDING),
    )
    await pulse.start()
    return database


SENDING = {
    "plan_cache_mode": "force_generic_plan",
    "enable_seqscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
}
"""Few statements, each of one good plan, by indexes: planning the post anew costs as much again as running it, and a
plan made while the tables were small must still be good when they are not."""


async def _pool(
    dsn: str, size: int, role: str | None, lines: Lines, more: Mapping[str, str] = MappingProxyType({})
) -> Any:
    settings = {
        "application_name": "deskbell",
        "jit": "off",
        "lock_timeout": "4000",
        "statement_timeout": str(STATEMENT_TIMEOUT_MS),
        "idle_in_transaction_session_timeout": "10000",
        # The server lets go of a process behind a cut line, and of the locks it held. No word to a Unix socket.
        "tcp_keepalives_idle": "10",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
        "tcp_user_timeout": "10000",
        **more,
    }
    if role:
        settings["role"] = role

    async def prepare(connection: Any) -> None:
        lines.open.add(connection)
        keep_alive(connection)
        await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=_to_json, decoder=msgspec.json.decode)

    return await asyncpg.create_pool(
        dsn,
        min_size=1,
        max_size=size,
        timeout=ACQUIRE_SECONDS,
        command_timeout=STATEMENT_TIMEOUT_MS / 1000 + 2,
        max_inactive_connection_lifetime=120,
        server_settings=settings,
        init=prepare,
        reset=_keep,
    )


async def _keep(_connection: Any) -> None:
    """No reset between uses: it would be a round trip a statement, and nothing is left on a connection."""


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def record(into: type[T], row: Row | None) -> T | None:
    """A row as the frozen record of a room's model; None stays None."""
    return None if row is None else into(**dict(row))


def records(into: type[T], rows: Sequence[Row]) -> list[T]:
    """Rows as frozen records."""
    return [into(**dict(row)) for row in rows]
