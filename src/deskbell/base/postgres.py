"""The embedded PostgreSQL: made at first start, run as our child, ended with us.

It listens on a Unix socket in a folder only its owner may enter, never on TCP; that folder is the whole of its access
control. It runs in the foreground under our eyes: when it is killed it comes back, when we are killed the kernel
interrupts it (Linux) and it shuts down cleanly; elsewhere the next start ends what the last one left.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import logging
import os
import signal
import time
from pathlib import Path
from typing import IO

from deskbell.base.postgres_binaries import Binaries, PostgresRefused, find_binaries
from deskbell.base.postgres_cluster import (
    dsn_of,
    environment,
    is_ready,
    major_of,
    make_cluster,
    running_dsn,
    runs_in,
    settings_for,
)
from deskbell.base.postgres_ground import (
    SYSTEM_FOLDER,
    Ground,
    bring_within_reach,
    choose_ground,
    elsewhere_for,
    socket_folder,
)

__all__ = ["Embedded", "PostgresRefused", "find_running", "start_embedded"]

_LOG_KEPT_BYTES = 5_000_000
_SECONDS_TO_STOP = 30.0
_SECONDS_OF_CALM = 60.0
_RETURNS_ALLOWED = 5

_log = logging.getLogger(__name__)


class Embedded:
    """A running PostgreSQL. `dsn` is a URL asyncpg and psql take; `version` is like "18.6"; `note` may hold a sentence
    for the console about how it runs."""

    def __init__(self, data: Path, ground: Ground, binaries: Binaries, lock: IO[str], durable: bool) -> None:
        self.dsn = ""
        self.note = ground.note
        self.version = binaries.version
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._data = data
        self._ground = ground
        self._binaries = binaries
        self._lock = lock
        self._durable = durable
        self._cluster = ground.home / "postgres"
        self._log_file = data / "postgres.log"
        self._stopping = False
        self._ends: list[float] = []
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int:
        """The process id of the running postmaster; 0 between two lives of it."""
        return self._process.pid if self._process and self._process.returncode is None else 0

    async def stop(self) -> None:
        """End PostgreSQL: connections are cut, what was committed stays. Safe to call twice."""
        self._stopping = True
        if self._watch:
            self._watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watch
        process = self._process
        if process and process.returncode is None:
            for request in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                with contextlib.suppress(ProcessLookupError):
                    process.send_signal(request)
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(process.wait(), _SECONDS_TO_STOP)
                    break
        if not self.lost.done():
            self.lost.cancel()
        self._lock.close()

    async def start(self) -> None:
        """Run the postmaster and watch over it; returns when it takes connections. Raises PostgresRefused."""
        await self._end_orphan()
        sockets = socket_folder(self._ground)
        self.dsn = dsn_of(sockets)
        command = self._ground.command(
            self._binaries.program("postgres"),
            "-D",
            str(self._cluster),
            *settings_for(self._binaries.major, sockets, durable=self._durable),
            outlived_by=os.getpid(),
        )
        with self._open_log() as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                start_new_session=True,  # Ctrl-C in the terminal is for us; PostgreSQL ends after our last word to it
            )
        while not is_ready(self._cluster, self._process.pid):
            if self._process.returncode is not None:
                raise PostgresRefused(f"PostgreSQL did not start. The end of {self._log_file} says:\n{self._tail()}")
            await asyncio.sleep(0.01)
        self._watch = asyncio.create_task(self._bring_back(self._process))

    async def _bring_back(self, process: asyncio.subprocess.Process) -> None:
        """Wait for the end of `process`; unless it was wanted, start another, but not for ever: neither when it ends
        again and again nor when it refuses to start for a minute."""
        code = await process.wait()
        if self._stopping:
            return
        ended = time.monotonic()
        self._ends = [*(moment for moment in self._ends if ended - moment < _SECONDS_OF_CALM), ended]
        while len(self._ends) <= _RETURNS_ALLOWED and time.monotonic() - ended < _SECONDS_OF_CALM:
            _log.warning("PostgreSQL ended with %s; starting it again", code)
            try:
                await self.start()
            except PostgresRefused as refusal:
                _log.warning("%s", refusal)
                await asyncio.sleep(1)  # connections of the one that died may still hold its memory
            else:
                return
        _log.critical("PostgreSQL ends again and again; see %s", self._log_file)
        self.lost.set_result(f"PostgreSQL ends again and again. The end of {self._log_file} says:\n{self._tail()}")

    async def _end_orphan(self) -> None:
        """Deal with a postmaster.pid that an earlier life left: end its process if it is ours and still there.

        We hold the folder's lock, so whoever runs PostgreSQL on it has lost its supervisor.
        """
        try:
            lines = (self._cluster / "postmaster.pid").read_text().splitlines()
            pid = int(lines[0])
            os.kill(pid, 0)
        except (OSError, ValueError, IndexError):
            return
        if not runs_in(pid, self._cluster):
            # The number was given to a stranger since. Ours in its place tells PostgreSQL so, and keeps its own check
            # of shared memory still in use.
            (self._cluster / "postmaster.pid").write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        deadline = time.monotonic() + _SECONDS_TO_STOP
        while runs_in(pid, self._cluster):
            if time.monotonic() > deadline:
                raise PostgresRefused(f"PostgreSQL of an earlier start (process {pid}) does not end. Stop it first.")
            await asyncio.sleep(0.01)

    def _open_log(self) -> IO[bytes]:
        with contextlib.suppress(FileNotFoundError):
            if self._log_file.stat().st_size > _LOG_KEPT_BYTES:
                self._log_file.rename(self._log_file.with_suffix(".log.1"))
        return open(os.open(self._log_file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _tail(self) -> str:
        return "\n".join(self._log_file.read_text(errors="replace").splitlines()[-8:])


async def start_embedded(
    data: Path,
    binaries: Path | None = None,
    *,
    durable: bool = True,
    namespaces: bool = True,
    system_folder: Path = SYSTEM_FOLDER,
) -> Embedded:
    """Start PostgreSQL on the folder `data`, making the database on first use, and answer when it takes connections.

    Call it in the main thread: the kernel ends PostgreSQL when the thread that started it ends. `binaries` is a folder
    with the programs to use instead of those found. `durable=False` is for data that may go with the machine: the
    tests' own. `namespaces=False` acts as where user namespaces are barred.
    Raises PostgresRefused, with words for the console.
    """
    try:
        data = data.absolute()
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = _lock(data)
    except OSError as refusal:
        raise PostgresRefused(f"The data folder cannot be used: {refusal}.") from refusal
    try:
        ground = await choose_ground(data, namespaces, system_folder)
        cluster = ground.home / "postgres"
        found = await find_binaries(binaries, major_of(cluster))
        found = await bring_within_reach(found, ground, system_folder)
        if not cluster.exists():
            await make_cluster(cluster, ground, found)
        embedded = Embedded(data, ground, found, lock, durable)
    except BaseException:
        lock.close()
        raise
    try:
        await embedded.start()
    except BaseException:
        await embedded.stop()
        raise
    return embedded


def find_running(data: Path, system_folder: Path = SYSTEM_FOLDER) -> str | None:
    """The URL of the PostgreSQL that another process runs on the folder `data`, or None."""
    homes = (data.absolute(), elsewhere_for(data.absolute(), system_folder))
    return next((dsn for home in homes if (dsn := running_dsn(home / "postgres"))), None)


def _lock(data: Path) -> IO[str]:
    """Hold the folder for this process, by a lock that the kernel gives back however we end."""
    lock = open(os.open(data / "postgres.lock", os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = lock.read().strip() or "unknown"
        lock.close()
        raise PostgresRefused(
            f"The data folder {data} is in use by process {holder}. Stop that one first, or choose another folder."
        ) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
