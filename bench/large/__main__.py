"""`python -m bench.large 1000000`: load so many messages, measure what people wait for, keep each slowest plan."""

import argparse
import asyncio
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from bench.large.load import BYTES_PER_MESSAGE, LIVE_CHATS, OPERATORS, Filled, load
from bench.large.words import asked_for, vocabulary
from bench.table import machine, percentile
from deskbell.auth.gate import actor_for
from deskbell.base.db import Database, open_database
from deskbell.base.ids import new_id
from deskbell.base.migrate import migrate
from deskbell.base.planning import planned_anew
from deskbell.base.postgres import start_embedded
from deskbell.base.sql import Statement
from deskbell.reports import asking, behind, exporting, gathering, heat
from deskbell.rights.actor import Actor
from deskbell.sessions import counters, export, reading, search, table
from deskbell.sessions.filters import Filters, ParameterFilter, Period

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "docs" / "plans"
ROUNDS = 20
GOAL_MS, REPORT_GOAL_MS = 200.0, 1000.0

Deed = Callable[[Any, random.Random], Awaitable[object]]


class Watched:
    """The database, remembering the slowest statement of the measure at hand."""

    def __init__(self, db: Any) -> None:
        self.db = db
        self.slowest: tuple[float, Statement | None, list[object]] = (0.0, None, [])

    async def all(self, statement: Statement, /, **values: object) -> list[Any]:
        rows: list[Any] = await self._timed(self.db.all, statement, values)
        return rows

    async def first(self, statement: Statement, /, **values: object) -> Any:
        return await self._timed(self.db.first, statement, values)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator["Watched"]:
        """As the database's, watched too."""
        async with self.db.transaction() as tx:
            inner = Watched(tx)
            try:
                yield inner
            finally:
                self.slowest = max(self.slowest, inner.slowest, key=lambda one: one[0])

    async def _timed(self, way: Any, statement: Statement, values: dict[str, object]) -> Any:
        started = time.perf_counter()
        try:
            return await way(statement, **values)
        finally:
            took = time.perf_counter() - started
            if took > self.slowest[0]:
                self.slowest = (took, statement, statement.arguments(values))


async def people(owner: asyncpg.Connection) -> tuple[Filled, dict[str, UUID]]:
    """Forty operators in five live chats, a supervisor of the first, an administrator."""
    filled, roles = Filled(), {}
    for place in range(LIVE_CHATS):
        chat, channel, group, over = (new_id() for _ in range(4))
        await owner.execute("insert into live_chat (id, name) values ($1, $2)", chat, f"Live chat {place}")
        await owner.execute(
            "insert into channel (id, live_chat_id, kind, name, key) values ($1, $2, 'widget', $3, $3)",
            channel, chat, f"widget{place}",
        )  # fmt: skip
        for id_, name, role in ((group, "Operators", "operator"), (over, "Supervisors", "supervisor")):
            await owner.execute("insert into person_group (id, name) values ($1, $2)", id_, f"{name} {place}")
            await owner.execute("insert into live_chat_group values ($1, $2, $3)", chat, id_, role)
        filled.live_chats.append(chat)
        filled.channels.append(channel)
        filled.groups.append(group)
        if place == 0:
            roles["supervisor"] = await _person(owner, "Anna", over)
    for place in range(OPERATORS):
        filled.operators.append(await _person(owner, f"Operator {place}", filled.groups[place % LIVE_CHATS]))
    roles["operator"] = filled.operators[0]
    roles["administrator"] = await _person(owner, "Dmitri", None)
    for place in range(20):
        filled.tags.append(new_id())
        await owner.execute("insert into tag (id, name) values ($1, $2)", filled.tags[-1], f"Tag {place}")
    filled.order = new_id()
    await owner.execute(
        "insert into parameter (id, key, kind, names) values ($1, 'order_no', 'text', '{}')", filled.order
    )
    return filled, roles


async def _person(owner: asyncpg.Connection, name: str, group: UUID | None) -> UUID:
    id_ = new_id()
    email = f"{id_}@town.example"
    await owner.execute(
        "insert into person (id, name, email, administrator, status) values ($1, $2, $3, $4, 'online')",
        id_, name, email, group is None,
    )  # fmt: skip
    if group:
        await owner.execute("insert into group_member (group_id, person_id) values ($1, $2)", group, id_)
    return id_


def deeds(filled: Filled, actors: dict[str, Actor]) -> dict[str, Deed]:
    """What is measured, by name."""
    operator, supervisor, administrator = (actors[name] for name in ("operator", "supervisor", "administrator"))
    words, chat = vocabulary(), filled.live_chats[0]

    def listing(actor: Actor, group: str) -> Deed:
        return lambda db, _: reading.list_group(db, actor, group, chat, None, 100)

    def tabled(actor: Actor, filters: Filters, sort: str = "-opened_at") -> Deed:
        return lambda db, _: table.table_page(db, actor, filters, sort, None, 100)

    async def opened(db: Any, draw: random.Random) -> None:
        page = await table.table_page(db, supervisor, Filters(states=["closed"]), "-closed_at", None, 100)
        session = await reading.seen(db, supervisor, draw.choice(page["items"])["id"])
        await reading.thread_page(db, supervisor, session)

    async def exporting(db: Any, _draw: random.Random) -> None:
        """A batch of the export, deep in the table."""
        asked = await table.ask(db, Filters(), "-opened_at")
        _, after = await table.page_of(db, administrator, asked, None, export.BATCH)
        for _part in range(4):
            async with planned_anew(db) as tx:
                ids, after = await table.page_of(tx, administrator, asked, after, export.BATCH)
                await table.rows_of(tx, administrator, ids)

    measured: dict[str, Deed] = {
        "list, queue, operator": listing(operator, "queue"),
        "list, mine, operator": listing(operator, "mine"),
        "list, closed, operator": listing(operator, "closed"),
        "list, active, supervisor": listing(supervisor, "active"),
        "list, closed, supervisor": listing(supervisor, "closed"),
        "counters of 40 operators": lambda db, _: counters.counters_of(db, [operator] * OPERATORS),
        "open a session": opened,
    }
    for name, actor in actors.items():
        for band in ("common", "medium", "rare", "none"):
            measured[f"search, {band} word, {name}"] = _searching(actor, words[band])
        measured[f"search, the mix, {name}"] = _mixed(actor, words)
        measured[f"table, everything, {name}"] = tabled(actor, Filters())
    month = Period(span="last_30_days")
    order = {"order_no": ParameterFilter(contains="-77")}
    measured |= {
        "table, closed last 30 days, administrator": tabled(administrator, Filters(closed=month), "-closed_at"),
        "table, one live chat by rating, supervisor": tabled(supervisor, Filters(live_chats=[chat]), "-rating"),
        "table, two tags, administrator": tabled(administrator, Filters(tags=filled.tags[:2])),
        "table, text, administrator": tabled(administrator, Filters(text=words["fill"][0])),
        "table, parameter contains, administrator": tabled(administrator, Filters(parameters=order)),
        "table, an operator's closed, supervisor": tabled(
            supervisor, Filters(operators=[filled.operators[5]], states=["closed"]), "-closed_at"
        ),
        "table, spam, administrator": tabled(administrator, Filters(states=["spam"])),
        "table, last message, 30 days, administrator": tabled(administrator, Filters(opened=month), "-last_message_at"),
        "export, 2,000 rows of the table": exporting,
    }
    return measured | reports(supervisor, administrator)


def reports(supervisor: Actor, administrator: Actor) -> dict[str, Deed]:
    """The reports of the last year, and of the last days by hour."""
    today = datetime.now(UTC).date()
    year, days = today - timedelta(days=364), today - timedelta(days=13)

    def read(actor: Actor, kind: str, since: date, step: str, metrics: tuple[str, ...] = ()) -> Deed:
        async def deed(db: Any, _draw: random.Random) -> None:
            asked = await asking.ask(db, actor, kind, str(since), str(today), step)
            await asking.report(db, asked, True, metrics)

        return deed

    def opened(metric: str, since: date) -> Deed:
        async def deed(db: Any, _draw: random.Random) -> None:
            asked = await asking.ask(db, administrator, "operators", str(since), str(today), "month")
            cell = behind.cell_of(asked, None, None, None, None)
            await behind.sessions_behind(db, administrator, asked, metric, cell, None)

        return deed

    async def warm(db: Any, _draw: random.Random) -> None:
        asked = await asking.ask(db, administrator, "live-chats", str(year), str(today), "month")
        await heat.heat_map(db, asked, "new")

    async def filed(db: Any, _draw: random.Random) -> None:
        asked = await asking.ask(db, administrator, "operators", str(year), str(today), "week")
        for _piece in exporting.pieces(await asking.report(db, asked, False), "xlsx", "en"):
            pass

    return {
        "report, live chats, a year by week": read(administrator, "live-chats", year, "week"),
        "report, live chats, a year by day, supervisor": read(supervisor, "live-chats", year, "day"),
        "report, operators, a year by month": read(administrator, "operators", year, "month"),
        "report, operators, a year by day": read(administrator, "operators", year, "day"),
        "report, operators, a year by day, one metric": read(administrator, "operators", year, "day", ("closed",)),
        "report, operators, 14 days by hour": read(administrator, "operators", days, "hour"),
        "report, heat map of a year": warm,
        "report, sessions closed in a year": opened("closed", year),
        "report, sessions rated in 14 days": opened("rating", days),
        "report, sessions re-opened in a year": opened("reopened", year),
        "report, sessions open now": opened("active", year),
        "report, most at once in a year": opened("concurrent_most", year),
        "report, a file of a year by week": filed,
    }


def goal_of(name: str) -> float:
    return REPORT_GOAL_MS if name.startswith("report") else GOAL_MS


def _searching(actor: Actor, words: list[str]) -> Deed:
    return lambda db, draw: search.search(db, actor, draw.choice(words), None, None, 50)


def _mixed(actor: Actor, words: dict[str, list[str]]) -> Deed:
    return lambda db, draw: search.search(db, actor, asked_for(draw, words, 1)[0][1], None, None, 50)


async def measure(db: Database, filled: Filled, actors: dict[str, Actor]) -> list[tuple[str, float, float, float]]:
    """Name, p50, p95 and the slowest, in milliseconds; the plan of each slowest statement goes to docs/plans."""
    shutil.rmtree(PLANS, ignore_errors=True)
    PLANS.mkdir(parents=True)
    found = []
    for name, deed in deeds(filled, actors).items():
        draw, watched, took = random.Random(5), Watched(db), list[float]()  # noqa: S311 - a bench
        for turn in range(ROUNDS + 3):
            started = time.perf_counter()
            await deed(watched, draw)
            if turn >= 3:
                took.append((time.perf_counter() - started) * 1000)
        took.sort()
        found.append((name, percentile(took, 0.5), percentile(took, 0.95), took[-1]))
        print(f"  {name:<52} {found[-1][1]:8.1f} {found[-1][2]:8.1f} {found[-1][3]:8.1f}", flush=True)
        await _keep_plan(db, name, watched)
    return found


async def _keep_plan(db: Database, name: str, watched: Watched) -> None:
    took, statement, arguments = watched.slowest
    if statement is None:
        return
    async with db.pool.acquire() as connection, connection.transaction():
        rows = await connection.fetch(f"explain (analyze, buffers, summary off) {statement.text}", *arguments)
    plan = "\n".join(row[0] for row in rows)
    text = f"{name}\n{statement.room}.{statement.name}, the slowest took {took * 1000:.1f} ms\n\n{plan}\n"
    (PLANS / (name.replace(", ", "-").replace(" ", "_").replace("'", "") + ".txt")).write_text(text, "utf-8")


async def main(messages: int, folder: Path) -> None:
    need = messages * BYTES_PER_MESSAGE
    free = shutil.disk_usage(folder).free
    print(f"{messages:,} messages need about {need / 1e9:.1f} GB of disk; {free / 1e9:.0f} GB are free.", flush=True)
    if free < need * 1.3:
        sys.exit("Not enough disk.")
    with tempfile.TemporaryDirectory(prefix="deskbell-large-", dir=folder) as data:
        embedded = await start_embedded(Path(data), durable=False)
        try:
            await migrate(embedded.dsn)
            owner = await asyncpg.connect(embedded.dsn)
            filled, roles = await people(owner)
            started = time.monotonic()
            await load(owner, filled, messages)
            loaded = time.monotonic() - started
            size = await owner.fetchval("select pg_database_size(current_database())")
            version = await owner.fetchval("show server_version")
            print(f"Loaded in {loaded:.0f} s, {size / 1e9:.2f} GB.", flush=True)
            db = await open_database(embedded.dsn)
            started = time.monotonic()
            await gathering.catch_up(db)
            gathered = time.monotonic() - started
            await owner.execute("vacuum (analyze)", timeout=3600)
            print(f"Gathered for reports in {gathered:.0f} s.", flush=True)
            actors = {name: await actor_for(db, id_) for name, id_ in roles.items()}
            found = await measure(db, filled, {name: actor for name, actor in actors.items() if actor})
            await db.close()
            await owner.close()
        finally:
            await embedded.stop()
    write(messages, found, size, loaded, gathered, version)


def write(
    messages: int,
    found: list[tuple[str, float, float, float]],
    size: int,
    loaded: float,
    gathered: float,
    version: str,
) -> None:
    """docs/bench-large.md."""
    load_now = os.getloadavg()[1]
    facts = f"load average {load_now:.1f}, " + ", ".join(f"{name} {value}" for name, value in machine().items())
    over = [name for name, _, p95, _ in found if p95 > goal_of(name)]
    lines = [
        "# Deskbell with years behind it",
        "",
        f"`make bench-large N={messages}`, {datetime.now(UTC):%Y-%m-%d}: {messages:,} messages in "
        f"{messages // 10:,} sessions over a year, {OPERATORS} operators in {LIVE_CHATS} live chats; "
        f"{size / 1e9:.2f} GB, loaded and indexed in {loaded:.0f} s, gathered for reports in {gathered:.0f} s. "
        f"PostgreSQL {version}; {facts}.",
        "",
        f"Each figure is of {ROUNDS} calls of the room's function (rights, statements, shapes; no HTTP), one by one, "
        "in milliseconds. The plan of the slowest statement of each stands in `docs/plans/`.",
        f"Goal: nothing an operator waits for above {GOAL_MS:.0f} ms at p95, no report above {REPORT_GOAL_MS:.0f}. "
        + ("All are below." if not over else "Above it: " + "; ".join(over) + "."),
        "",
        "Searched for: "
        + "30 % words in more than 1 % of messages, 40 % medium, 20 % rare, 10 % without a hit; 50 hits "
        "a page, newest first, no total.",
        "",
        "| What | p50 | p95 | slowest |",
        "|---|--:|--:|--:|",
        *(f"| {name} | {p50:.1f} | {p95:.1f} | {most:.1f} |" for name, p50, p95, most in found),
        "",
    ]
    (ROOT / "docs" / "bench-large.md").write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser("bench.large", description=__doc__)
    parser.add_argument("messages", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    plan = parser.parse_args()
    asyncio.run(main(plan.messages, plan.folder))
