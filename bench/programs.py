"""The two programs under the load: started, asked for their cost, ended."""

import asyncio
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

TICKS = os.sysconf("SC_CLK_TCK")
KIB = 1024
SECONDS_TO_START = 60.0
GENEROUS = {"MESSAGE_RATE": "10000000", "SOCKET_LIMIT": "50000", "SOCKETS_PER_ADDRESS": "50000", "LOG_LEVEL": "warning"}


def free_port() -> int:
    """A port the system says is free."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


@dataclass
class Program:
    """A program that serves: `name` is floor or deskbell."""

    name: str
    data: Path
    port: int = 0
    process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    async def start_beside(self, dsn: str) -> float:
        """Start it on the database of another."""
        return await self.start({"DATABASE_URL": dsn})

    async def start(self, more: Mapping[str, str] = MappingProxyType({})) -> float:
        """Start it; the seconds until it answered a request. `more`: of its environment."""
        self.port = free_port()
        floor = ["-m", "bench.floor", str(self.data), str(self.port)]
        ours = ["-m", "deskbell", "serve", "--data", str(self.data), "--port", str(self.port)]
        environment = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "PORT", "DATA")
        }
        log_file = self.data.parent / f"{self.name}.log"
        log = log_file.open("ab")
        begun = time.perf_counter()
        self.process = await asyncio.create_subprocess_exec(
            sys.executable,
            *(floor if self.name == "floor" else ours),
            stdout=log,
            stderr=log,
            env=environment | GENEROUS | dict(more),
        )
        log.close()
        path = "/" if self.name == "floor" else "/ready"
        while not await asyncio.to_thread(_answers, f"http://127.0.0.1:{self.port}{path}"):
            if self.process.returncode is not None or time.perf_counter() - begun > SECONDS_TO_START:
                raise SystemExit(f"{self.name} did not start:\n{_end_of(log_file)}")
            await asyncio.sleep(0.005)
        return time.perf_counter() - begun

    async def stop(self) -> None:
        """Ask it to end, and see that it does."""
        if self.process and self.process.returncode is None:
            for request in (signal.SIGTERM, signal.SIGKILL):
                self.process.send_signal(request)
                try:
                    await asyncio.wait_for(self.process.wait(), 40)
                except TimeoutError:
                    continue
                return

    def postgres(self) -> list[int]:
        """The processes of its PostgreSQL."""
        return [pid for pid in family(self.pid) if pid != self.pid]

    def cpu(self) -> tuple[float, float]:
        """Seconds of CPU so far: of the server itself, of its PostgreSQL."""
        return cpu_of(self.pid), sum(cpu_of(pid, with_children=True) for pid in self.postgres())

    def memory(self) -> tuple[float, float]:
        """MB of PSS: of the server itself, of its PostgreSQL."""
        return pss(self.pid) * KIB / 1e6, sum(pss(pid) for pid in self.postgres()) * KIB / 1e6


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own address
            return bool(answer.status == 200)
    except OSError:
        return False


def family(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    children = Path(f"/proc/{pid}/task").glob("*/children")
    for child in {int(word) for one in children for word in _read(one).split()}:
        yield from family(child)


def _end_of(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-8:])


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def cpu_of(pid: int, *, with_children: bool = False) -> float:
    """utime + stime in seconds (and of children that have ended, when asked)."""
    fields = _read(Path(f"/proc/{pid}/stat")).rpartition(")")[2].split()
    return sum(map(int, fields[11 : 15 if with_children else 13])) / TICKS


def pss(pid: int) -> float:
    """Proportional set size in kB (1,024 bytes)."""
    for line in _read(Path(f"/proc/{pid}/smaps_rollup")).splitlines():
        if line.startswith("Pss:"):
            return float(line.split()[1])
    return 0.0
