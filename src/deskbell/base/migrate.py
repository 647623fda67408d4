"""Migrations: numbered SQL files, forward only, one series.

The first line of a file says `-- expand` or `-- contract from=N` (N: the oldest schema whose programs may still run);
`-- no transaction` on the second line is for CREATE INDEX CONCURRENTLY. Each file runs in a transaction of its own with
a short lock timeout, under one advisory lock, so that two programs starting together migrate once.
"""

import asyncio
import re
from dataclasses import dataclass
from pathlib import Path

import asyncpg

LOCK = 0x6465736B  # "desk"
LOCK_TIMEOUT = "2s"
TRIES = 20

_FILE = re.compile(r"^(\d{4})_\w+\.sql$")
_HEAD = re.compile(r"^-- (expand|contract from=(\d+))$")


@dataclass(frozen=True)
class Migration:
    """One file of the series; `contract_from` is set where programs older than that schema must be gone."""

    number: int
    name: str
    text: str
    contract_from: int | None
    transaction: bool


@dataclass(frozen=True)
class SchemaState:
    """What a database has against what this program needs; `reason` in plain words when it is not ready."""

    ready: bool
    have: int
    need: int
    reason: str | None = None


def migrations_folder() -> Path:
    """Beside the checkout's README when run from source, inside the package when installed."""
    inside = Path(__file__).parent.parent / "migrations"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "migrations"


def read_migrations(folder: Path | None = None) -> list[Migration]:
    """The series in order; a hole in the numbers or a missing head line is an error of the build."""
    series = [_read(path) for path in sorted((folder or migrations_folder()).glob("*.sql"))]
    if [m.number for m in series] != list(range(1, len(series) + 1)):
        raise ValueError("migrations are not numbered 1…n without a hole")
    return series


def _read(path: Path) -> Migration:
    named = _FILE.match(path.name)
    text = path.read_text("utf-8")
    lines = text.splitlines()
    head = _HEAD.match(lines[0]) if lines else None
    if not named or not head:
        raise ValueError(f"{path.name}: wants NNNN_room_what.sql and '-- expand' or '-- contract from=N' on line 1")
    contract_from = int(head.group(2)) if head.group(2) else None
    return Migration(int(named.group(1)), path.stem, text, contract_from, "-- no transaction" not in lines[1:2])


async def migrate(dsn: str, folder: Path | None = None) -> list[str]:
    """Bring a database up to the newest schema; returns the names of the files that were run."""
    connection = await asyncpg.connect(dsn)
    try:
        await connection.execute("select pg_advisory_lock($1)", LOCK)
        return await _run_missing(connection, read_migrations(folder))
    finally:
        await connection.close()


async def _run_missing(connection: asyncpg.Connection, series: list[Migration]) -> list[str]:
    await connection.execute(
        "create table if not exists schema_migration ("
        "number int primary key, name text not null, contract_from int, run_at timestamptz not null default now())"
    )
    done = {row["number"] for row in await connection.fetch("select number from schema_migration")}
    ran = []
    for migration in series:
        if migration.number not in done:
            await _run(connection, migration)
            ran.append(migration.name)
    if ran:
        await _grant_reading(connection)
    return ran


async def _grant_reading(connection: asyncpg.Connection) -> None:
    if await connection.fetchval("select exists (select from pg_roles where rolname = 'deskbell_app')"):
        await connection.execute("grant select on schema_migration to deskbell_app")


async def _run(connection: asyncpg.Connection, migration: Migration) -> None:
    for attempt in range(TRIES):
        try:
            await connection.execute(f"set lock_timeout = '{LOCK_TIMEOUT}'")
            if migration.transaction:
                async with connection.transaction():
                    await connection.execute(migration.text)
                    await _note(connection, migration)
            else:
                await connection.execute(migration.text)
                await _note(connection, migration)
        except asyncpg.LockNotAvailableError:
            if attempt == TRIES - 1:
                raise
            await asyncio.sleep(0.5 * (attempt + 1))
        else:
            return


async def _note(connection: asyncpg.Connection, migration: Migration) -> None:
    await connection.execute(
        "insert into schema_migration (number, name, contract_from) values ($1, $2, $3)",
        migration.number,
        migration.name,
        migration.contract_from,
    )


def judge_schema(rows: list[tuple[int, int | None]], need: int) -> SchemaState:
    """Ready when the schema is new enough and no contract step that forbids this program has run.

    `rows`: (number, contract_from) of what has run; `need`: the newest number this program knows.
    """
    have = max((number for number, _ in rows), default=0)
    if have < need:
        reason = f"the database is at schema {have}, this program needs {need}: run migrate"
        return SchemaState(False, have, need, reason)
    for number, contract_from in rows:
        if number > need and contract_from is not None and need < contract_from:
            reason = f"schema {number} has dropped what this program (schema {need}) uses: run a newer Deskbell"
            return SchemaState(False, have, need, reason)
    return SchemaState(True, have, need)
