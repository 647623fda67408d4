"""Two application processes on one real PostgreSQL, and what can befall them. Ends only what it started.

Every wait has a deadline that ends in words, and every fault is waited for until it is over.
"""

import asyncio
import contextlib
import os
import re
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx

from deskbell.base.postgres import Embedded

START_SECONDS = 60.0
RETURN_SECONDS = 20.0
LOST = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)

BACKENDS = """
select pid from pg_stat_activity
where pid <> pg_backend_pid() and ($1 or application_name = 'deskbell') order by backend_start
"""


async def until(condition: Callable[[], Awaitable[bool]], seconds: float, words: str, every: float = 0.1) -> None:
    """Wait for a condition; past the deadline fail with these words."""
    try:
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110 - what other processes do gives no event
                await asyncio.sleep(every)
    except TimeoutError:
        raise AssertionError(f"{words}, within {seconds:.0f} s") from None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class App:
    """One `deskbell serve` on the shared database; comes back on the same port after each death."""

    dsn: str
    folder: Path
    http: httpx.AsyncClient
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What all its lives wrote."""
        return self.folder / "app.log"

    def faults_told(self) -> list[str]:
        """What each logged trace ended with."""
        return [line for line in self.log.read_text().splitlines() if re.match(r"[\w.]+(Error|Exception)\b", line)]

    async def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("PORT", "DATA", "PUBLIC_URL")},
            "DATABASE_URL": self.dsn,
            "DESKBELL_SECRET_KEY": "the same for both",
            "MESSAGE_RATE": "1000000",
            # The other side of the API channel is this program.
            "EGRESS_ALLOW": "127.0.0.0/8",
            # Each visitor comes from an address of his own, as through a proxy.
            "TRUSTED_PROXIES": "127.0.0.1",
        }
        command = [sys.executable, "-m", "deskbell", "serve", "--port", str(self.port), "--data", str(self.folder)]
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        await until(self._answers, START_SECONDS, f"no answer at {self.url}; {self.log} says why")

    async def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.returncode is None, f"the application ended: {self.log.read_text()[-2000:]}"
        try:
            return (await self.http.get(f"{self.url}/ready", timeout=1)).status_code == 200
        except httpx.HTTPError:
            return False

    async def die(self) -> None:
        """kill -9, then start again."""
        assert self.process is not None
        assert self.process.returncode is None, f"the application had ended: {self.log.read_text()[-2000:]}"
        self.process.kill()
        await self.process.wait()
        self.deaths += 1
        await self.start()

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP, then go on as if nothing had been."""
        assert self.process is not None
        with frozen([self.process.pid]):
            await asyncio.sleep(seconds)

    async def end(self) -> None:
        """kill -9: what it worked on is thrown away."""
        if self.process and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()


class frozen(contextlib.AbstractContextManager[None]):  # noqa: N801 - used like a word of the language
    """These processes stand still for the time of the block."""

    def __init__(self, pids: list[int]) -> None:
        self._pids = pids

    def __enter__(self) -> None:
        self._tell(signal.SIGSTOP)

    def __exit__(self, *_: object) -> None:
        self._tell(signal.SIGCONT)

    def _tell(self, what: signal.Signals) -> None:
        for pid in self._pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, what)


@dataclass
class Base:
    """The embedded PostgreSQL as a thing that can be hurt."""

    embedded: Embedded

    async def die(self) -> None:
        """kill -9 of the postmaster; its supervisor has to bring it back. Seen: another process answers."""
        before = self.embedded.pid
        assert before, "PostgreSQL does not run"
        os.kill(before, signal.SIGKILL)
        await until(lambda: self._answers(before), RETURN_SECONDS, "PostgreSQL did not come back")

    async def lose_backend(self, which: float) -> None:
        """kill -9 of one connection's process, as when memory runs out: PostgreSQL throws all others out and recovers.
        `which`: 0 to 1, from the oldest to the newest."""
        connection = await self._connect()
        try:
            pids: list[int] = []

            async def some_are_there() -> bool:
                pids[:] = [row["pid"] for row in await connection.fetch(BACKENDS, False)]
                return bool(pids)

            await until(some_are_there, RETURN_SECONDS, "the applications did not come back to PostgreSQL")
            os.kill(pids[int(which * len(pids))], signal.SIGKILL)
        finally:
            connection.terminate()
        await until(self._answers, RETURN_SECONDS, "PostgreSQL did not recover")

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP of the postmaster and all its processes."""
        connection = await self._connect()
        try:
            with frozen([self.embedded.pid]):
                pids = [row["pid"] for row in await connection.fetch(BACKENDS, True)]
                with frozen(pids):
                    await asyncio.sleep(seconds)
        finally:
            connection.terminate()

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.embedded.dsn, timeout=5)

    async def _answers(self, not_by: int = 0) -> bool:
        assert not self.embedded.lost.done(), "PostgreSQL was given up by its supervisor"
        if self.embedded.pid in (0, not_by):
            return False
        try:
            connection = await asyncpg.connect(self.embedded.dsn, timeout=2)
            await connection.close(timeout=2)
        except LOST:
            return False
        return True
