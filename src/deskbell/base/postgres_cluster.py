"""The files of one PostgreSQL: how they are made, with which settings they run, what they tell about who runs them."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

from deskbell.base.postgres_binaries import Binaries, PostgresRefused
from deskbell.base.postgres_ground import Ground

NAME = "deskbell"  # of the database and of its owner

_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # small: the whole installation idles in 300 MB
    "max_connections": "60",
    "shared_buffers": "48MB",
    "work_mem": "8MB",
    "maintenance_work_mem": "48MB",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_logical_replication_workers": "0",
    "min_wal_size": "64MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # what people wrote must not reach the log with the statement that failed on it
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
}
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}
_SETTINGS_SINCE = {18: {"io_method": "sync"}}  # saves three idle processes


def settings_for(major: int, sockets: Path, *, durable: bool) -> list[str]:
    """The `-c name=value` arguments for the server of this major version, its socket in the folder `sockets`."""
    settings = {**_SETTINGS, "unix_socket_directories": f'"{sockets}"'}
    if not durable:
        settings |= _FORGETFUL
    for since, more in _SETTINGS_SINCE.items():
        if major >= since:
            settings |= more
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def major_of(cluster: Path) -> int | None:
    try:
        return int((cluster / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


async def make_cluster(cluster: Path, ground: Ground, binaries: Binaries) -> None:
    """Make the files beside their final name and move them there whole, so that a start cut short leaves nothing."""
    making = cluster.with_name("postgres.making")
    shutil.rmtree(making, ignore_errors=True)
    ground.own(making)
    common = ["-D", str(making), f"--username={NAME}", "--encoding=UTF8", "--auth=trust"]
    if binaries.major >= 17:
        await _run(
            ground.command(
                binaries.program("initdb"),
                *common,
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            )
        )
    else:
        try:
            await _run(ground.command(binaries.program("initdb"), *common, "--locale=C.UTF-8"))
        except PostgresRefused:  # macOS knows no C.UTF-8
            await _run(ground.command(binaries.program("initdb"), *common, "--locale=en_US.UTF-8"))
    single = ground.command(binaries.program("postgres"), "--single", "-D", str(making), "postgres")
    await _run(single, f"CREATE DATABASE {NAME}\n")
    making.rename(cluster)
    folder = os.open(cluster.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


async def _run(command: list[str], words: str = "") -> None:
    """Run to the end, `words` on its standard input. Raises PostgresRefused with what it said."""
    running = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        cwd="/",
        env=environment(),
        start_new_session=True,
    )
    said, _ = await running.communicate(words.encode())
    if running.returncode != 0:
        ending = "\n".join(said.decode(errors="replace").splitlines()[-8:])
        raise PostgresRefused(f"The database could not be made:\n{ending}")


def dsn_of(sockets: Path) -> str:
    """The URL, for asyncpg and psql, of the database whose socket lies in this folder."""
    return f"postgresql://{NAME}@/{NAME}?host={quote(str(sockets), safe='')}&port=5432"


def running_dsn(cluster: Path) -> str | None:
    """The URL of the database that runs on these files now, None where none does."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        return dsn_of(Path(lines[4])) if runs_in(int(lines[0]), cluster) else None
    except (OSError, ValueError, IndexError):
        return None


def is_ready(cluster: Path, pid: int) -> bool:
    """Whether postmaster.pid of this very process says ready. Source: PostgreSQL's miscadmin.h and pidfile.h."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def runs_in(pid: int, cluster: Path) -> bool:
    """Whether `pid` is a living PostgreSQL of this cluster: it makes the cluster its working folder."""
    if Path("/proc/self/cwd").exists():
        try:
            return os.path.samefile(f"/proc/{pid}/cwd", cluster)
        except OSError:
            return False
    told = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
    return str(cluster) in told.stdout


def environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"}
