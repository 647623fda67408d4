"""The command line, as a person meets it: real processes, their words and how they end."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import asyncpg
import httpx
import pytest

from deskbell.__main__ import _parser, read_settings
from deskbell.base.postgres import find_running, start_embedded
from deskbell.base.serving import take_port

DEADLINE = 60.0


def a_free_port() -> int:
    sockets = take_port("127.0.0.1", 0)
    port = sockets[0].getsockname()[1]
    for one in sockets:
        one.close()
    assert isinstance(port, int)
    return port


async def run(*words: str, **environment: str) -> tuple[int, str]:
    """A command run to its end: its status and all it said."""
    command = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deskbell", *words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, "LANG": "C", **environment},
    )
    said, _ = await asyncio.wait_for(command.communicate(), DEADLINE)
    assert command.returncode is not None
    return command.returncode, said.decode()


@asynccontextmanager
async def serving(*words: str, **environment: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A serving process that has said where the desk is, with the first line it said and the set-up line if any."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deskbell", *words),
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "LANG": "C", **environment},
    )
    assert process.stdout
    try:
        said = (await asyncio.wait_for(process.stdout.readline(), DEADLINE)).decode()
        said += (await asyncio.wait_for(process.stdout.readline(), DEADLINE)).decode()
        yield process, said
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGINT)
        await asyncio.wait_for(process.communicate(), DEADLINE)


async def test_a_first_start_serves_and_prints_the_set_up_link_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    port = a_free_port()
    async with serving("serve", "--port", str(port), "--data", str(tmp_path)) as (process, said):
        assert f"http://127.0.0.1:{port}" in said
        assert re.search(rf"http://127\.0\.0\.1:{port}/set-up/[\w-]{{20,}}", said)
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(f"http://127.0.0.1:{port}/ready")).status_code == 200
        process.send_signal(signal.SIGINT)
        assert await asyncio.wait_for(process.wait(), DEADLINE) == 0
    assert find_running(tmp_path) is None


async def test_sigterm_ends_it_well_too(tmp_path: Path) -> None:
    async with serving("serve", "--port", str(a_free_port()), "--data", str(tmp_path)) as (process, _):
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), DEADLINE) == 0


async def test_a_taken_port_ends_with_the_command_that_would_work_and_begins_nothing(tmp_path: Path) -> None:
    taken = take_port("127.0.0.1", 0)
    port = taken[0].getsockname()[1]
    try:
        status, said = await run("serve", "--port", str(port), "--data", str(tmp_path / "data"))
        assert status == 1
        assert re.search(rf"Port {port} is taken .*: deskbell serve --port \d+", said)
        _, said = await run("demo", "--data", str(tmp_path / "data"), PORT=str(port), MAKELEVEL="1")
        assert re.search(r"make run PORT=\d+", said)
        assert not (tmp_path / "data").exists()
    finally:
        for one in taken:
            one.close()


async def test_an_external_database_is_migrated_on_request_only(outside_dsn: str, tmp_path: Path) -> None:
    outside = {"DATABASE_URL": outside_dsn, "DATA": str(tmp_path), "PORT": str(a_free_port())}
    status, said = await run("serve", **outside)
    assert (status, said.strip()) == (1, "The database is empty. Run `deskbell migrate` first.")
    status, said = await run("migrate", **outside)
    assert status == 0
    assert "migrations." in said
    status, said = await run("migrate", **outside)
    assert "Nothing to do" in said
    async with serving("serve", **outside) as (process, said):
        assert "/set-up/" in said
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), DEADLINE) == 0
    assert not (tmp_path / "postgres").exists()


async def test_work_alone_wants_a_shared_database(tmp_path: Path) -> None:
    status, said = await run("work", "--data", str(tmp_path))
    assert status == 1
    assert "set DATABASE_URL" in said


async def test_check_reports_in_words_and_its_status_tells_a_fault(tmp_path: Path) -> None:
    dead = f"postgresql://nobody@127.0.0.1:{a_free_port()}/nothing"
    status, said = await run("check", "--port", str(a_free_port()), DATABASE_URL=dead, DATA=str(tmp_path))
    assert status == 1
    assert "WRONG  DATABASE_URL cannot be reached" in said


async def test_a_setting_that_cannot_be_used_ends_in_words(tmp_path: Path) -> None:
    status, said = await run("serve", DATA=str(tmp_path), PUBLIC_URL="http://chat.example")
    assert status == 1
    assert "plain http is for this machine only" in said
    assert "Traceback" not in said


def test_data_has_a_folder_for_each_port_unless_one_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("DATA", "PORT"):
        monkeypatch.delenv(name, raising=False)
    assert read_settings(_parser().parse_args(["serve", "--port", "8123"])).data.parts[-2:] == (".data", "8123")
    monkeypatch.setenv("DATA", str(tmp_path))
    assert read_settings(_parser().parse_args(["serve"])).data == tmp_path
    assert read_settings(_parser().parse_args(["serve", "--data", "/elsewhere"])).data == Path("/elsewhere")


@pytest.fixture
async def outside_dsn(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """An empty database of a server that keeps what it acknowledged, as if it were somebody's own."""
    server = await start_embedded(tmp_path_factory.mktemp("outside"))
    yield server.dsn
    await server.stop()


async def test_the_numbers_of_reports_are_made_anew_from_the_log_on_request(outside_dsn: str, tmp_path: Path) -> None:
    outside = {"DATABASE_URL": outside_dsn, "DATA": str(tmp_path)}
    status, said = await run("rebuild-reports", **outside)
    assert (status, said.strip()) == (1, "The database is empty. Run `deskbell migrate` first.")
    await run("migrate", **outside)
    connection = await asyncpg.connect(outside_dsn)
    try:
        invented = "insert into report_day (day, live_chat_id, operator_id, opened) values ('2020-01-01', $1, $1, 7)"
        await connection.execute(invented, UUID(int=7))
        status, said = await run("rebuild-reports", **outside)
        assert (status, said.strip().splitlines()[-1]) == (0, "Done: reports show what the log gives.")
        assert await connection.fetchval("select count(*) from report_day where day = '2020-01-01'") == 0
        assert await connection.fetchval("select fresh_until is not null from report_progress")
    finally:
        await connection.close()
