"""The embedded PostgreSQL, on real processes: every way it starts, ends, comes back and refuses."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import signal
import stat
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from deskbell.base.postgres import Embedded, PostgresRefused, find_running, start_embedded
from deskbell.base.postgres_binaries import find_binaries
from deskbell.base.postgres_cluster import runs_in
from deskbell.base.postgres_ground import LONGEST_SOCKET_FOLDER, Ground, socket_folder

DEADLINE = 30.0

HOST = """
import asyncio, signal, sys
from pathlib import Path
from deskbell.base.postgres import start_embedded

signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job is started deaf to it

async def host():
    embedded = await start_embedded(Path(sys.argv[1]))
    print(embedded.pid, embedded.dsn, flush=True)
    try:
        await asyncio.Event().wait()
    finally:
        await embedded.stop()

try:
    asyncio.run(host())
except KeyboardInterrupt:
    pass
"""


@asynccontextmanager
async def running(data: Path, **choices: object) -> AsyncIterator[Embedded]:
    embedded = await start_embedded(data, **choices)  # type: ignore[arg-type]
    try:
        yield embedded
    finally:
        await embedded.stop()


@asynccontextmanager
async def hosted(data: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, int, str]]:
    """Another process that runs PostgreSQL on `data`, the postmaster's id and its dsn."""
    host = await asyncio.create_subprocess_exec(
        sys.executable, "-c", HOST, str(data), stdout=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert host.stdout
    try:
        pid, dsn = (await asyncio.wait_for(host.stdout.readline(), DEADLINE)).decode().split()
        yield host, int(pid), dsn
    finally:
        if host.returncode is None:
            host.kill()
        await host.wait()
        host._transport.close()  # type: ignore[attr-defined]


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def until_gone(pid: int) -> None:
    deadline = time.monotonic() + DEADLINE
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split(") ")[1][:1]:
        assert time.monotonic() < deadline, f"process {pid} lives on"
        await asyncio.sleep(0.01)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that any user of the system may pass through."""
    folder = Path(tempfile.mkdtemp(prefix="deskbell-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


async def test_a_first_start_makes_a_database_that_knows_cyrillic(tmp_path: Path) -> None:
    async with running(tmp_path / "data") as embedded:
        assert await ask(embedded.dsn, "SELECT lower('ЖУК') = 'жук'")
        assert await ask(embedded.dsn, "SHOW server_encoding") == "UTF8"
        assert await ask(embedded.dsn, "SHOW server_version") == embedded.version
        assert await ask(embedded.dsn, "SELECT current_database() || ' ' || current_user") == "deskbell deskbell"


async def test_what_was_committed_survives_and_nothing_runs_after_stop(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        await ask(embedded.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        pid = embedded.pid
    assert not Path(f"/proc/{pid}").exists()
    async with running(tmp_path) as embedded:
        assert await ask(embedded.dsn, "SELECT number FROM kept") == 7


async def test_durability_is_on_and_tcp_is_off(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            assert await ask(embedded.dsn, f"SHOW {name}") == "on"
        assert await ask(embedded.dsn, "SHOW listen_addresses") == ""
        sockets = Path(str(await ask(embedded.dsn, "SHOW unix_socket_directories")).strip('"'))
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


async def test_a_folder_only_its_owner_may_enter_will_do(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    async with running(private / "data") as embedded:
        assert embedded.note == ""
        assert await ask(embedded.dsn, "SELECT 1") == 1
        assert (private / "data" / "postgres").stat().st_uid == os.geteuid()


async def test_a_long_path_gets_a_short_socket_folder(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 80) / ("b" * 80)
    async with running(deep) as embedded:
        sockets = Path(str(await ask(embedded.dsn, "SHOW unix_socket_directories")).strip('"'))
        assert len(str(sockets)) <= LONGEST_SOCKET_FOLDER
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


def test_a_socket_folder_that_others_may_enter_is_passed_over(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(open_folder))
    ground = Ground("plain", os.geteuid(), tmp_path / ("a" * 120))
    wanted = socket_folder(ground)
    assert socket_folder(ground) == wanted
    wanted.chmod(0o755)
    assert socket_folder(ground) != wanted


async def test_two_run_side_by_side_on_two_folders(tmp_path: Path) -> None:
    async with running(tmp_path / "one") as one, running(tmp_path / "two") as two:
        await ask(one.dsn, "CREATE TABLE only_here (number int)")
        assert await ask(two.dsn, "SELECT to_regclass('only_here')") is None


async def test_a_second_start_on_one_folder_is_refused_in_words(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        with pytest.raises(PostgresRefused, match=f"in use by process {os.getpid()}") as refusal:
            await start_embedded(tmp_path)
        assert str(tmp_path) in str(refusal.value)
        assert await ask(embedded.dsn, "SELECT 1") == 1


async def test_one_that_runs_is_found_by_its_folder(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        assert find_running(tmp_path) == embedded.dsn
    assert find_running(tmp_path) is None


async def test_killing_its_host_ends_it_cleanly(tmp_path: Path) -> None:
    async with hosted(tmp_path) as (host, pid, dsn):
        await ask(dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        host.kill()
        await host.wait()
        await until_gone(pid)
    assert "database system is shut down" in (tmp_path / "postgres.log").read_text()
    async with running(tmp_path) as embedded:
        assert await ask(embedded.dsn, "SELECT number FROM kept") == 7
    assert "not properly shut down" not in (tmp_path / "postgres.log").read_text()


async def test_ctrl_c_ends_host_and_database(tmp_path: Path) -> None:
    async with hosted(tmp_path) as (host, pid, _):
        host.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(host.wait(), DEADLINE) == 0
        assert not Path(f"/proc/{pid}").exists()
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


async def test_ctrl_c_of_the_terminal_reaches_the_host_alone(tmp_path: Path) -> None:
    async with hosted(tmp_path) as (host, pid, _):
        assert os.getpgid(pid) != os.getpgid(host.pid)


async def test_a_start_right_after_a_kill_waits_for_the_old_one_to_end(tmp_path: Path) -> None:
    async with hosted(tmp_path) as (host, _, dsn):
        await ask(dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        host.kill()
        await host.wait()
        async with running(tmp_path) as embedded:
            assert await ask(embedded.dsn, "SELECT number FROM kept") == 7


async def test_killed_it_comes_back_with_what_was_committed(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        await ask(embedded.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        first = embedded.pid
        os.kill(first, signal.SIGKILL)
        deadline = time.monotonic() + DEADLINE
        kept = None
        while kept != 7:
            assert time.monotonic() < deadline
            try:
                kept = await ask(embedded.dsn, "SELECT number FROM kept")
            except (OSError, asyncpg.PostgresError):
                await asyncio.sleep(0.01)
        assert embedded.pid != first
        assert not embedded.lost.done()


async def test_a_stale_pid_file_naming_a_stranger_is_no_obstacle(tmp_path: Path) -> None:
    async with running(tmp_path) as embedded:
        left_behind = (tmp_path / "postgres" / "postmaster.pid").read_text().splitlines()
        assert runs_in(embedded.pid, tmp_path / "postgres")
    stranger = await asyncio.create_subprocess_exec("sleep", "60")
    try:
        (tmp_path / "postgres" / "postmaster.pid").write_text("\n".join([str(stranger.pid), *left_behind[1:]]) + "\n")
        async with running(tmp_path) as embedded:
            assert await ask(embedded.dsn, "SELECT 1") == 1
        assert stranger.returncode is None
    finally:
        stranger.kill()
        await stranger.wait()


async def test_a_start_cut_short_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "postgres.making").mkdir()
    (tmp_path / "postgres.making" / "PG_VERSION").write_text("18\n")
    async with running(tmp_path) as embedded:
        assert await ask(embedded.dsn, "SELECT 1") == 1


async def test_data_of_another_major_version_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir(mode=0o700)
    (tmp_path / "postgres" / "PG_VERSION").write_text("9\n")
    with pytest.raises(PostgresRefused, match=r"written by PostgreSQL 9 .* pg_dump"):
        await start_embedded(tmp_path)
    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "9\n"


async def test_a_folder_without_binaries_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(PostgresRefused, match=r"There is no PostgreSQL in .*/empty"):
        await start_embedded(tmp_path / "data", binaries=tmp_path / "empty")


async def test_chosen_binaries_are_used(tmp_path: Path) -> None:
    found = await find_binaries(None, None)
    async with running(tmp_path, binaries=found.folder) as embedded:
        assert embedded.version == found.version


async def test_a_data_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PostgresRefused, match="data folder cannot be used"):
        await start_embedded(tmp_path / "file" / "data")


async def test_a_server_that_cannot_start_says_what_its_log_says(tmp_path: Path) -> None:
    async with running(tmp_path):
        pass
    (tmp_path / "postgres" / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(PostgresRefused, match="no_such_setting"):
        await start_embedded(tmp_path)


async def test_a_warm_start_is_fast(tmp_path: Path) -> None:
    async with running(tmp_path):
        pass
    started = time.monotonic()
    async with running(tmp_path):
        assert time.monotonic() - started < 2.0


if os.geteuid() == 0:

    async def test_root_without_namespaces_runs_it_as_another_user_and_says_so(open_folder: Path) -> None:
        private = open_folder / "private"
        private.mkdir(mode=0o700)
        system = open_folder / "system"
        async with running(private / "data", namespaces=False, system_folder=system) as embedded:
            assert "user namespaces are barred" in embedded.note
            assert str(system) in embedded.note
            owner = Path(f"/proc/{embedded.pid}").stat().st_uid
            assert owner != 0
            assert pwd.getpwuid(owner).pw_name in embedded.note
            await ask(embedded.dsn, "CREATE TABLE kept AS SELECT 7 AS number")
        async with running(private / "data", system_folder=system) as embedded:  # its ground stays, namespaces or not
            assert await ask(embedded.dsn, "SELECT number FROM kept") == 7

    async def test_data_made_in_a_namespace_is_not_forgotten_where_they_are_barred(open_folder: Path) -> None:
        data = open_folder / "data"
        async with running(data):
            pass
        with pytest.raises(PostgresRefused, match="bars user namespaces"):
            await start_embedded(data, namespaces=False, system_folder=open_folder / "system")

    async def test_data_of_another_user_is_refused_in_words(open_folder: Path) -> None:
        async with running(open_folder):
            pass
        os.chown(open_folder / "postgres", pwd.getpwnam("nobody").pw_uid, -1)
        with pytest.raises(PostgresRefused, match="belongs to the user nobody"):
            await start_embedded(open_folder)
