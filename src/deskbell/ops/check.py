"""`deskbell check`: says in words what is missing or unreachable, and what an installation should know of itself."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg

from deskbell.base.migrate import judge_schema, read_migrations
from deskbell.base.opening import forgetful
from deskbell.base.postgres import PostgresRefused, find_running, start_embedded
from deskbell.base.serving import PortTaken, take_port
from deskbell.settings import LOOPBACK, Settings

OLDEST_POSTGRES = 150000
SECONDS_TO_CONNECT = 5.0
EXTENSIONS = ("pg_trgm",)
STATIC = Path(__file__).parent.parent / "static"


class Weight(Enum):
    """How much a finding matters: `wrong` keeps Deskbell from running or from being safe."""

    good = "ok"
    note = "note"
    wrong = "WRONG"


@dataclass(frozen=True)
class Finding:
    """One sentence of the report."""

    weight: Weight
    words: str


def good(words: str) -> Finding:
    return Finding(Weight.good, words)


def note(words: str) -> Finding:
    return Finding(Weight.note, words)


def wrong(words: str) -> Finding:
    return Finding(Weight.wrong, words)


async def check(settings: Settings) -> list[Finding]:
    """All findings, in the order in which a person would look. Starts the embedded PostgreSQL when none runs yet."""
    return [
        *check_folder(settings),
        *check_front_ends(STATIC),
        *check_address(settings),
        *await check_outside(settings),
        *await check_storage(settings),
    ]


def check_folder(settings: Settings) -> Iterator[Finding]:
    folder = settings.data.absolute()
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        yield wrong(f"DATA={folder}: this user may not write in {existing}.")
    elif folder.exists():
        yield good(f"The data folder is {folder}.")
    else:
        yield good(f"The data folder will be made at the first start: {folder}.")
    if settings.deskbell_secret_key is None:
        yield note(f"The master key lies in {folder / 'secret.key'}: keep a copy apart from the backups.")


def check_front_ends(static: Path) -> Iterator[Finding]:
    missing = [name for name in ("desk", "widget") if not (static / name).is_dir()]
    if missing:
        yield wrong(f"Not built: the {' and the '.join(missing)}. In a checkout `make web` builds them.")
    else:
        yield good("The desk and the widget are built.")


def check_address(settings: Settings) -> Iterator[Finding]:
    try:
        for one in take_port(settings.host, settings.port):
            one.close()
    except PortTaken:
        yield note(f"Port {settings.port} is taken: by Deskbell itself, if it runs.")
    except OSError as refusal:
        yield wrong(f"HOST={settings.host} PORT={settings.port} cannot be listened on: {refusal}.")
    else:
        yield good(f"Port {settings.port} is free.")
    yield good(f"People open {settings.public_url}.")
    if (urlsplit(settings.public_url).hostname or "") in LOOPBACK:
        yield note("That address works on this machine only: set PUBLIC_URL to the https address of the installation.")
    elif not settings.trusted_proxies and settings.tls_cert is None:
        yield wrong(
            "PUBLIC_URL is https, but nothing speaks it: name the proxy in TRUSTED_PROXIES or set TLS_CERT, TLS_KEY."
        )
    for file in (settings.tls_cert, settings.tls_key):
        if file and not os.access(file, os.R_OK):
            yield wrong(f"{file} cannot be read by this user.")


async def check_outside(settings: Settings) -> list[Finding]:
    """The addresses that come from the environment; they are exempt from the rules for outgoing connections."""
    found = []
    if settings.s3_url:
        address = urlsplit(settings.s3_url)
        port = address.port or (80 if address.scheme == "http" else 443)
        found.append(await _reach("S3_URL", address.hostname or "", port))
    return found


async def _reach(name: str, host: str, port: int) -> Finding:
    try:
        async with asyncio.timeout(SECONDS_TO_CONNECT):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError, socket.gaierror) as refusal:
        return wrong(f"{name}: {host}:{port} cannot be reached ({str(refusal) or 'no answer'}).")
    writer.close()
    return good(f"{name}: {host}:{port} can be reached.")


async def check_storage(settings: Settings) -> list[Finding]:
    """The database: the external one, the embedded one that runs, or the embedded one started for this look."""
    if settings.database_url:
        return await check_database(settings.database_url, embedded=False)
    running = find_running(settings.data)
    if running:
        return await check_database(running, embedded=True)
    try:
        embedded = await start_embedded(settings.data, settings.postgres_bin)
    except PostgresRefused as refusal:
        return [wrong(f"The embedded PostgreSQL: {refusal}")]
    try:
        noted = [note(embedded.note)] if embedded.note else []
        return noted + await check_database(embedded.dsn, embedded=True)
    finally:
        await embedded.stop()


async def check_database(dsn: str, *, embedded: bool) -> list[Finding]:
    """What one database says of itself."""
    try:
        connection = await asyncpg.connect(dsn, timeout=SECONDS_TO_CONNECT)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as refusal:
        return [wrong(f"DATABASE_URL cannot be reached: {str(refusal) or 'no answer'}.")]
    try:
        return [
            *await _fitness(connection, embedded),
            await _extensions(connection),
            await _durability(connection),
            await _schema(connection, embedded),
            await _roles(connection),
        ]
    finally:
        await connection.close()


async def _fitness(connection: asyncpg.Connection, embedded: bool) -> list[Finding]:
    name = "The embedded PostgreSQL" if embedded else "PostgreSQL of DATABASE_URL"
    number = await connection.fetchval("select current_setting('server_version_num')::int")
    version = f"{name} is version {number // 10000}.{number % 10000}"
    if number < OLDEST_POSTGRES:
        return [wrong(f"{version}; 15 or newer is needed.")]
    found = [good(f"{version}.")]
    encoding = await connection.fetchval("show server_encoding")
    if encoding != "UTF8":
        found.append(wrong(f"The database is encoded in {encoding}; make one with ENCODING 'UTF8'."))
    elif await connection.fetchval("select lower('Ж') <> 'ж'"):
        found.append(wrong("The database's locale cannot lower Cyrillic; make one with LOCALE 'C.UTF-8'."))
    else:
        found.append(good("Its encoding and locale fit."))
    return found


async def _durability(connection: asyncpg.Connection) -> Finding:
    off = await forgetful(connection)
    return wrong(off) if off else good("It keeps what it has acknowledged.")


async def _extensions(connection: asyncpg.Connection) -> Finding:
    asked = "select name from unnest($1::text[]) name where name not in (select name from pg_available_extensions)"
    missing = [row["name"] for row in await connection.fetch(asked, list(EXTENSIONS))]
    if missing:
        return wrong(f"Extensions are missing: {', '.join(missing)} (PostgreSQL's contrib package has them).")
    return good("Its extensions are there.")


async def _schema(connection: asyncpg.Connection, embedded: bool) -> Finding:
    need = read_migrations()[-1].number
    if await connection.fetchval("select to_regclass('schema_migration') is null"):
        return note("It is empty: the first start fills it." if embedded else "It is empty: run `deskbell migrate`.")
    rows = await connection.fetch("select number, contract_from from schema_migration")
    state = judge_schema([(row["number"], row["contract_from"]) for row in rows], need)
    if state.ready:
        return good(f"Its schema is number {state.have}, as this program wants.")
    if embedded and state.have < state.need:
        return note(f"Its schema is number {state.have}; the next start brings it to {state.need}.")
    return wrong(f"Its schema does not fit: {state.reason}.")


async def _roles(connection: asyncpg.Connection) -> Finding:
    if await connection.fetchval(
        "select exists (select from pg_roles where rolname = 'deskbell_app'"
        " and pg_has_role(current_user, oid, 'member'))"
    ):
        return good("The application works as a role that may not rewrite the log or the audit trail.")
    if await connection.fetchval("select to_regclass('schema_migration') is null"):
        return note("The first migration makes a role for the application, if this user may make roles.")
    return note(
        "One role does everything: log and audit trail are not tamper-proof. Migrate as a user with CREATEROLE."
    )
