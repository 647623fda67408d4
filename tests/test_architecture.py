"""The arrows, the owners, the wiring: what house rules say, read from the code itself."""

import ast
import configparser
import functools
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from deskbell import wiring
from deskbell.base.migrate import read_migrations
from deskbell.base.sql import Statement, statements

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "deskbell"
LINES_MOST = 400

DOORS = re.compile(r"(^|/)(api(_\w+)?|pages|\w+_pages)\.py$")
"""Files that speak HTTP by their names."""

EDGES = {
    "app.py",  # mounts the doors
    "openapi/describe.py",  # what the API says of itself
    "base/http.py",  # bodies, problems and injected values that all doors share
    "base/assets.py",  # what was built of the front ends
    "base/health.py",  # whether we live
    "auth/gate.py",  # every request becomes an actor here
    "auth/answers.py",  # the cookie that an answer of auth carries
}
"""The files that speak HTTP besides."""

WRITTEN_BY_ALL = {"event", "changed_session", "audit_entry", "job"}
"""The log, the administrators' trail and jobs: every room adds to them in its own transaction."""

TIME_MACHINE = {"session", "message", "event", "page_visit"} | {"client", "account", "session_rating", "operator_mark"}
"""What the demo writes of times past or moves back, as the database's owner: the town has a past. No other room may."""

SIDEWAYS = {("account", "channel")}
"""Foreign keys to a room at one's side: where a provider scopes its ids, the account belongs to the channel."""


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@functools.cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports_of(path: Path) -> Iterator[str]:
    """The names of the modules that a file imports, at its head or within."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sql_files() -> dict[str, list[Path]]:
    """Statement files by room: `sessions` → queries.sql, post.sql."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SOURCE.rglob("*.sql")):
        if "migrations" not in path.parts:
            found.setdefault(path.parent.relative_to(SOURCE).as_posix(), []).append(path)
    return found


def statements_of(room: str) -> Iterator[Statement]:
    """Every named statement of a room."""
    package = "deskbell." + room.replace("/", ".")
    for path in sql_files()[room]:
        yield from statements(package, path.name).all.values()


def layers() -> list[set[str]]:
    """The floors of the house, the highest first."""
    config = configparser.ConfigParser()
    config.read(ROOT / ".importlinter")
    lines = config["importlinter:contract:arrows"]["layers"].split("\n")
    return [{name.strip("() ") for name in line.split("|")} for line in lines if line.strip()]


def floor_of(room: str) -> int:
    """The number of a room's floor; the lower the room, the higher the number."""
    return next(number for number, names in enumerate(layers()) if room.split("/")[0] in names)


# ── arrows ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_arrows_point_down_only_and_every_room_has_a_place() -> None:
    checked = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_folder_and_file_of_the_top_stands_on_a_floor() -> None:
    rooms = {
        path.name.removesuffix(".py")
        for path in SOURCE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and path.name != "__init__.py"
    }
    placed = set().union(*layers())
    assert rooms <= placed, f"without a place in .importlinter: {sorted(rooms - placed)}"


def test_only_doors_speak_http() -> None:
    speaking = {
        path.relative_to(SOURCE).as_posix()
        for path in python_files("src/deskbell")
        if any(name.split(".")[0] == "litestar" for name in imports_of(path))
    }
    strangers = {path for path in speaking if not DOORS.search(path)}
    assert strangers == EDGES


def test_only_the_socket_doors_know_the_socket_loop() -> None:
    knowing = {
        path.relative_to(SOURCE).as_posix()
        for path in python_files("src/deskbell")
        if "deskbell.realtime.socket" in imports_of(path)
    }
    assert {path for path in knowing if not path.endswith("/live.py")} == {"app.py"}


def test_doors_read_the_actor_and_never_sign_anybody_in() -> None:
    for path in python_files("src/deskbell"):
        inside = path.relative_to(SOURCE).as_posix()
        if DOORS.search(inside) and not inside.startswith(("auth/", "demo/")):
            taken = {name for name in imports_of(path) if name.startswith("deskbell.auth.")}
            assert taken <= {"deskbell.auth.tickets", "deskbell.auth.tickets.issue_ticket_for_account"}, inside


def test_settings_know_nobody() -> None:
    assert [name for name in imports_of(SOURCE / "settings.py") if name.startswith("deskbell")] == []


def test_the_demo_is_known_to_the_command_line_and_to_its_mounting_alone() -> None:
    knowing = {
        path.relative_to(SOURCE).as_posix()
        for path in python_files("src/deskbell")
        if any(name.startswith("deskbell.demo") for name in imports_of(path))
    }
    assert {path for path in knowing if not path.startswith("demo/")} == {"app.py", "__main__.py"}


def test_kinds_of_channels_do_not_know_each_other() -> None:
    kinds = [path.parent for path in (SOURCE / "channels").glob("*/__init__.py")]
    for kind in kinds:
        others = {f"deskbell.channels.{other.name}" for other in kinds if other != kind}
        for path in kind.rglob("*.py"):
            assert not [n for n in imports_of(path) if any(n == o or n.startswith(o + ".") for o in others)], path


def test_what_a_channel_translates_it_translates_without_any_world_outside() -> None:
    impure = {"asyncio", "httpx", "asyncpg", "litestar", "socket", "deskbell.base.db", "deskbell.base.egress"}
    for path in [*SOURCE.glob("channels/*/inbound.py"), *SOURCE.glob("channels/*/outbound.py")]:
        assert not impure & set(imports_of(path)), path


def test_the_service_wires_itself_in_one_table() -> None:
    knowing = {
        path.relative_to(SOURCE).as_posix()
        for path in python_files("src/deskbell")
        if "deskbell.wiring" in imports_of(path)
    }
    assert knowing <= {"app.py", "__main__.py"}


# ── events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

WRITERS = {"append": 2, "note": 2, "_log": 2, "Event": 0}
"""Functions that write an event, and at which place its kind is said."""


def kinds_written() -> set[str]:
    """Every kind of event that any file of the code or any statement writes."""
    found: set[str] = set()
    for path in python_files("src/deskbell"):
        for call in (node for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            place = WRITERS.get(name)
            if place is not None and len(call.args) > place:
                kind = call.args[place]
                said = [kind.body, kind.orelse] if isinstance(kind, ast.IfExp) else [kind]
                if all(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in said):
                    found |= {str(one.value) for one in said if isinstance(one, ast.Constant)}
                else:
                    assert getattr(kind, "id", "") == "kind", f"{path}:{call.lineno} writes what?"
    for room in sql_files():
        for statement in statements_of(room):
            for _, selected in inserts_into_event(statement):
                found |= selected
    return found


def inserts_into_event(statement: Statement) -> Iterator[tuple[str, set[str]]]:
    """The kinds that a statement itself puts into the log."""
    for insert in parsed(statement).find_all(exp.Insert):
        target = insert.this
        if isinstance(target, exp.Schema) and target.this.name == "event" and isinstance(insert.expression, exp.Select):
            place = [column.name for column in target.expressions].index("kind")
            kind = insert.expression.expressions[place].unalias()
            yield statement.name, {kind.name} if isinstance(kind, exp.Literal) else set()


def test_every_kind_of_event_stands_in_the_wiring_and_is_written_somewhere() -> None:
    assert kinds_written() == set(wiring.NOW)


def test_what_surely_follows_has_somebody_to_do_it() -> None:
    assert set(wiring.SURELY) <= set(wiring.NOW)
    assert {deed for deeds in wiring.SURELY.values() for deed in deeds} == set(wiring.DEEDS)


# ── tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@functools.cache
def parsed(statement: Statement) -> exp.Expr:
    return sqlglot.parse_one(statement.text, read="postgres")


@functools.cache
def owners() -> dict[str, str]:
    """Table → room, from the names of the migrations: NNNN_room_what.sql."""
    rooms = sorted(
        (path.parent.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("__init__.py")), key=len, reverse=True
    )
    found = {"schema_migration": "base"}
    for migration in read_migrations():
        words = migration.name[5:]
        room = next((room for room in rooms if words.startswith(room.replace("/", "_"))), None)
        assert room, f"{migration.name} names no room"
        for table in re.findall(r"^create table (?:if not exists )?(\w+)", migration.text, re.MULTILINE):
            found[table] = room
    return found


def tables_written(statement: Statement) -> set[str]:
    tree = parsed(statement)
    targets = [node.this for node in tree.find_all(exp.Insert, exp.Update, exp.Delete) if node.this is not None]
    targets += [name for node in tree.find_all(exp.Delete) for name in node.args.get("tables") or ()]
    tables = (target.this if isinstance(target, exp.Schema) else target for target in targets)
    return {table.name for table in tables if isinstance(table, exp.Table)}


@pytest.mark.parametrize("room", sorted(sql_files()))
def test_a_room_writes_only_its_own_tables(room: str) -> None:
    for statement in statements_of(room):
        for table in tables_written(statement):
            own = owners().get(table) == room or table in WRITTEN_BY_ALL
            assert own or (room == "demo" and table in TIME_MACHINE), f"{room}.{statement.name} writes {table}"


def test_a_statement_that_writes_is_seen_to_write() -> None:
    found = {table for room in sql_files() for statement in statements_of(room) for table in tables_written(statement)}
    assert {"session", "message", "event", "job", "audit_entry", "person", "widget_token"} <= found


def test_foreign_keys_point_to_rooms_on_the_same_floor_or_below() -> None:
    for migration in read_migrations():
        for table, body in re.findall(r"^create table (\w+) \((.*?)^\)", migration.text, re.MULTILINE | re.DOTALL):
            for target in re.findall(r"\breferences (\w+)", body):
                here, there = owners()[table], owners()[target]
                down = here == there or floor_of(there) > floor_of(here)
                assert down or (table, target) in SIDEWAYS, f"{table} points to {target}"


# ── files ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def own_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:  # an unpacked archive
        return [path for folder in ("src", "tests", "tools", "migrations") for path in (ROOT / folder).rglob("*")]
    return [ROOT / name for name in listed.stdout.split("\0") if name]


def test_no_file_is_longer_than_a_sitting() -> None:
    code = [path for path in own_files() if path.suffix in {".py", ".sql", ".ts", ".tsx", ".css"} and path.is_file()]
    long = {str(path.relative_to(ROOT)): len(path.read_text("utf-8").splitlines()) for path in code}
    for mirror in ("schema.sql", "web/wire/schema.ts"):  # written by programs
        long.pop(mirror, None)
    assert {path: lines for path, lines in long.items() if lines > LINES_MOST} == {}


def test_nothing_is_left_for_later() -> None:
    left = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|X" + r"XX)\b")
    code = [path for path in own_files() if path.suffix in {".py", ".sql", ".ts", ".tsx", ".css"} and path.is_file()]
    assert [str(path.relative_to(ROOT)) for path in code if left.search(path.read_text("utf-8"))] == []


def test_every_room_opens_with_its_purpose() -> None:
    for path in sorted(SOURCE.glob("*/__init__.py")) + sorted(SOURCE.glob("channels/*/__init__.py")):
        assert ast.get_docstring(tree_of(path)), path


def test_no_folder_is_a_drawer() -> None:
    drawers = {"utils", "util", "common", "helpers", "helper", "misc"}
    assert [str(path) for path in SOURCE.rglob("*.py") if {path.stem, path.parent.name} & drawers] == []
