"""Every statement against the migrated schema, as the application's own role; and the schema against its mirror."""

import ast
import dataclasses
import importlib
import importlib.util
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from types import ModuleType

import asyncpg
import msgspec
import pytest

from deskbell.base.migrate import migrate, migrations_folder, read_migrations
from deskbell.base.postgres import Embedded
from deskbell.base.sql import Statement
from tests.conftest import TEMPLATE, dsn_of
from tests.test_architecture import SOURCE, sql_files, statements_of, tree_of

ROOT = Path(__file__).parents[1]
ROOMS = sorted(sql_files())
BY_THE_OWNER = {"demo"}
"""Rooms whose statements run as the database's owner."""


@pytest.fixture(scope="module")
async def connection(cluster: Embedded) -> AsyncIterator[asyncpg.Connection]:
    """The migrated template, looked at only."""
    opened = await asyncpg.connect(dsn_of(cluster, TEMPLATE))
    yield opened
    await opened.close()


def record_of(room: str, name: str) -> type:
    """The record a statement fills: of that name in the room's own files, `model` first."""
    package = "deskbell." + room.replace("/", ".")
    files = sorted((SOURCE / room).glob("*.py"), key=lambda path: (path.stem != "model", path.stem))
    for path in files:
        if any(isinstance(node, ast.ClassDef) and node.name == name for node in tree_of(path).body):
            found: type = getattr(importlib.import_module(f"{package}.{path.stem}"), name)
            return found
    raise AssertionError(f"{room} has no record {name}")


def fields_of(record: type) -> tuple[set[str], set[str]]:
    """All fields of a record, and those that must be given."""
    if dataclasses.is_dataclass(record):
        fields = dataclasses.fields(record)
        given = {
            one.name
            for one in fields
            if one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING
        }
        return {one.name for one in fields}, given
    structure = msgspec.structs.fields(record)
    return {one.name for one in structure}, {one.name for one in structure if one.required}


@pytest.mark.parametrize("room", ROOMS)
async def test_every_statement_is_understood_and_allowed(room: str, connection: asyncpg.Connection) -> None:
    wrong = []
    async with connection.transaction():
        if room not in BY_THE_OWNER:
            await connection.execute("set local role deskbell_app")
        for statement in statements_of(room):
            try:
                async with connection.transaction():
                    await connection.execute(f"explain (generic_plan) {statement.text}")
            except asyncpg.PostgresError as refused:
                wrong.append(f"{room}.{statement.name}: {refused}")
    assert wrong == []


@pytest.mark.parametrize("room", ROOMS)
async def test_what_a_statement_fills_has_its_columns(room: str, connection: asyncpg.Connection) -> None:
    for statement in statements_of(room):
        if statement.fills:
            prepared = await connection.prepare(statement.text)
            columns = [attribute.name for attribute in prepared.get_attributes()]
            fields, required = fields_of(record_of(room, statement.fills))
            said = f"{room}.{statement.name} fills {statement.fills}"
            assert set(columns) <= fields, f"{said} with strangers {sorted(set(columns) - fields)}"
            assert required <= set(columns), f"{said} without {sorted(required - set(columns))}"
            assert len(columns) == len(set(columns)), f"{said} with a column twice"


def test_who_asks_for_steps_of_a_session_asks_what_their_index_holds() -> None:
    """A partial index serves only who asks for no more than it holds: one kind more, and the whole log is read."""
    (index,) = re.findall(r"INDEX event_steps .*", (ROOT / "schema.sql").read_text())
    held, asked = set(re.findall(r"'(\w+)'", index)), {}
    for room in ROOMS:
        for statement in statements_of(room):
            for kinds in re.findall(r"kind in \(([^)]*'session_[^)]*)\)", statement.text):
                asked[f"{room}.{statement.name}"] = set(re.findall(r"'(\w+)'", kinds))
    assert len(asked) >= 4
    assert {name: kinds - held for name, kinds in asked.items() if kinds - held} == {}


async def test_a_statement_the_application_may_not_run_is_seen(connection: asyncpg.Connection) -> None:
    async with connection.transaction():
        await connection.execute("set local role deskbell_app")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("explain (generic_plan) update event set at = $1")


@pytest.mark.parametrize("room", ROOMS)
def test_every_statement_is_used_by_its_room(room: str) -> None:
    used = {
        node.attr
        for path in (SOURCE / room).glob("*.py")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("SQL")
    }
    assert {statement.name for statement in statements_of(room)} - used == set()


def test_no_statement_has_the_name_of_another() -> None:
    for room in ROOMS:
        names = [statement.name for statement in statements_of(room)]
        assert len(names) == len(set(names)), room
    assert sum(isinstance(one, Statement) for room in ROOMS for one in statements_of(room)) > 100


# ── the schema ──────────────────────────────────────────────────────────────────────────────────────────────────────


def mirror_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("deskbell_tools_schema", ROOT / "tools" / "schema.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def test_schema_sql_mirrors_what_the_migrations_make(connection: asyncpg.Connection) -> None:
    made = await mirror_tool().mirror(connection)
    assert made == (ROOT / "schema.sql").read_text("utf-8"), "schema.sql is stale: run `make schema`"


async def test_every_past_schema_becomes_the_newest(cluster: Embedded, tmp_path: Path) -> None:
    series = read_migrations()
    newest = (ROOT / "schema.sql").read_text("utf-8")
    for upto in range(1, len(series)):
        past = tmp_path / str(upto)
        past.mkdir()
        for migration in series[:upto]:
            shutil.copy(migrations_folder() / f"{migration.name}.sql", past)
        name = f"past_{upto}"
        keeper = await asyncpg.connect(cluster.dsn)
        await keeper.execute(f"create database {name} strategy file_copy")
        dsn = dsn_of(cluster, name)
        assert len(await migrate(dsn, past)) == upto
        assert len(await migrate(dsn)) == len(series) - upto
        assert await migrate(dsn) == []
        looking = await asyncpg.connect(dsn)
        assert await mirror_tool().mirror(looking) == newest, f"schema {upto} becomes another"
        await looking.close()
        await keeper.execute(f"drop database {name} with (force)")
        await keeper.close()
