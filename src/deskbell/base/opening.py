"""Opens the database that the settings mean: the embedded one, started and migrated, or an external one as it is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg

from deskbell.base.db import Database, open_database
from deskbell.base.migrate import judge_schema, migrate, read_migrations
from deskbell.base.postgres import Embedded, start_embedded
from deskbell.settings import Settings

SECONDS_TO_CONNECT = 10.0
ROLE = "select rolname from pg_roles where rolname = 'deskbell_app' and pg_has_role(current_user, oid, 'member')"


FORGETFUL = """
select name, setting from pg_settings
where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off' order by name"""


class NotReady(Exception):
    """The external database cannot be worked with; the words for the console say what would help."""


@dataclass(frozen=True)
class Opened:
    """The pool, the address as its owner, and the PostgreSQL behind it when that is ours."""

    database: Database
    dsn: str
    embedded: Embedded | None


@asynccontextmanager
async def opened(settings: Settings, *, migrating: bool, tell: Callable[[str], None]) -> AsyncIterator[Opened]:
    """The database, and the PostgreSQL that runs it when it is ours. Both are ended with the block.

    The embedded one is brought up to the newest schema when `migrating`; the external one never is. `tell` gets a
    sentence that the person at the console should know. Raises NotReady, PostgresRefused.
    """
    embedded = None if settings.database_url else await start_embedded(settings.data, settings.postgres_bin)
    try:
        if embedded and embedded.note:
            tell(embedded.note)
        dsn = settings.database_url or (embedded.dsn if embedded else "")
        if embedded and migrating:
            await migrate(dsn)
        database = await open_database(dsn, size=settings.database_pool, role=await _fitting_role(dsn))
        try:
            yield Opened(database, dsn, embedded)
        finally:
            await database.close()
    finally:
        if embedded:
            await embedded.stop()


async def _fitting_role(dsn: str) -> str | None:
    """The role to work as; None where the database's owner could not make one."""
    try:
        connection = await asyncpg.connect(dsn, timeout=SECONDS_TO_CONNECT)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as refusal:
        reason = str(refusal) or "no answer"
        raise NotReady(f"The database cannot be reached: {reason}. `deskbell check` says more.") from None
    try:
        if await connection.fetchval("select to_regclass('schema_migration') is null"):
            raise NotReady("The database is empty. Run `deskbell migrate` first.")
        rows = await connection.fetch("select number, contract_from from schema_migration")
        state = judge_schema([(row["number"], row["contract_from"]) for row in rows], read_migrations()[-1].number)
        if not state.ready:
            raise NotReady(f"Not started: {state.reason}.")
        off = await forgetful(connection)
        if off:
            raise NotReady(f"Not started: {off}")
        role: str | None = await connection.fetchval(ROLE)
        return role
    finally:
        await connection.close()


async def forgetful(connection: asyncpg.Connection) -> str | None:
    """Why this PostgreSQL may lose what it has acknowledged, in words for the console; None when it keeps it."""
    off = [row["name"] for row in await connection.fetch(FORGETFUL)]
    if not off:
        return None
    return (
        f"PostgreSQL runs with {', '.join(off)} off, so that a crash could lose messages that people were told are "
        "stored. Set it on in postgresql.conf, or for this role or database where it is set there."
    )
