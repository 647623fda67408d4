"""Two application processes on one real PostgreSQL, and the faults that hit them. Ends only what it started."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from deskbell.base.postgres import Embedded

START_SECONDS = 60


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
    port: int = field(default_factory=free_port)
    process: asyncio.subprocess.Process | None = None
    deaths: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def start(self) -> None:
        environment = {
            **{name: value for name, value in os.environ.items() if name not in ("PORT", "DATA", "PUBLIC_URL")},
            "DATABASE_URL": self.dsn,
            "DESKBELL_SECRET_KEY": "the same for both",
            "MESSAGE_RATE": "1000000",
        }
        command = [sys.executable, "-m", "deskbell", "serve", "--port", str(self.port), "--data", str(self.folder)]
        with (self.folder.parent / f"app-{self.port}.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        await until(self._answers, START_SECONDS, f"no answer at {self.url}: see app-{self.port}.log")

    async def _answers(self) -> bool:
        async with httpx.AsyncClient(timeout=1) as probe:
            try:
                return (await probe.get(f"{self.url}/ready")).status_code == 200
            except httpx.HTTPError:
                return False

    async def die(self) -> None:
        """kill -9, then start again."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        self.deaths += 1
        await self.start()

    async def freeze(self, seconds: float) -> None:
        """SIGSTOP, then go on as if nothing had been."""
        os.kill(self.pid, signal.SIGSTOP)
        await asyncio.sleep(seconds)
        os.kill(self.pid, signal.SIGCONT)

    async def stop(self) -> None:
        if self.process and self.process.returncode is None:
            self.process.terminate()
            try:
                await asyncio.wait_for(self.process.wait(), 30)
            except TimeoutError:
                self.process.kill()
                await self.process.wait()


async def kill_database(embedded: Embedded) -> None:
    """kill -9 of the postmaster; its supervisor brings it back. The effect is asserted: another pid answers."""
    before = embedded.pid
    assert before
    os.kill(before, signal.SIGKILL)

    async def back() -> bool:
        return embedded.pid not in (0, before)

    await until(back, START_SECONDS, "PostgreSQL did not come back")


async def until(condition: Callable[[], Awaitable[bool]], seconds: float, words: str) -> None:
    """Wait for a condition with a deadline."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline, words
        await asyncio.sleep(0.05)
