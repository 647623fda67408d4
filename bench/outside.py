"""`python -m bench.outside`: what comes from providers and goes to them, through the API channel and a fake of its own.

Three measures, each with its check, on the machine as it is: webhooks at a steady rate with everything stored; webhooks
repeated and shuffled to two processes, exactly once and in order; answers through a provider that takes them.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import tempfile
import time
from collections import Counter, defaultdict
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg
import uvloop

from bench.outside_costs import Costs, costs
from bench.outside_ends import Line, Provider, request
from bench.outside_page import page
from bench.programs import Program
from bench.table import percentile
from deskbell.auth.gate import actor_for
from deskbell.base import clock
from deskbell.base.db import Database, open_database
from deskbell.base.ids import new_id, new_token
from deskbell.base.logging import set_up_logging
from deskbell.base.postgres import find_running
from deskbell.base.secrets import open_keeper
from deskbell.channels import credentials
from deskbell.demo.town import Town, settle
from deskbell.live_chats import channel_rows
from deskbell.live_chats.model import Channel
from deskbell.people import service as people
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import lifecycle, storing
from deskbell.sessions.drafts import Draft
from deskbell.sessions.post import post

SECRET = "whsec_" + "A" * 43 + "="
LINES = 32
SECONDS_TO_SETTLE = 120.0
BEGUN = datetime.now(UTC)


def _plan() -> argparse.Namespace:
    parser = argparse.ArgumentParser("bench.outside", description=__doc__)
    parser.add_argument("--rate", type=int, default=200, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=20, help="how long they come")
    parser.add_argument("--shuffled", type=int, default=10_000, help="webhooks that are repeated and shuffled")
    parser.add_argument("--answers", type=int, default=5_000, help="messages that leave")
    parser.add_argument("--peers", type=int, default=200, help="clients, in each measure")
    parser.add_argument("--statements", action="store_true", help="say which were run how often")
    parser.add_argument("--page", type=Path, help="where to write what was found")
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def told(measure: str, peer: int, number: int) -> bytes:
    """One message of a client; its place in his order is its time."""
    at = BEGUN + timedelta(milliseconds=number)
    body = {
        "type": "message",
        "source_id": f"{measure}-{peer}-{number}",
        "at": at.isoformat(),
        "position": number,
        "account": {"id": f"{measure}-{peer}", "name": f"Client {peer}"},
        "message": {"id": f"{measure}-{peer}-{number}", "text": str(number)},
    }
    return json.dumps(body).encode()


@dataclass
class Ground:
    """What the measures stand on."""

    plan: argparse.Namespace
    db: Database
    town: Town
    channel: Channel
    provider: Provider
    programs: list[Program]
    owner: Any
    found: dict[str, dict[str, Any]]

    def request(self, port: int, measure: str, peer: int, number: int) -> bytes:
        """A webhook that is ready to be written."""
        named = f"{measure}-{peer}-{number}"
        return request(port, f"/hooks/{self.channel.key}", SECRET, named, told(measure, peer, number))

    async def costs(self) -> Costs:
        """What all processes have cost so far."""
        return await costs(self.programs, self.owner)

    def told(self, after: Costs, before: Costs, count: int, seconds: float) -> dict[str, Any]:
        """What each of `count` cost; by statement when that was asked for."""
        if self.plan.statements:
            print("  " + ", ".join(f"{name} {times}" for name, times in after.by_name(before, count)), flush=True)
        return after.since(before, count, seconds)

    async def settled(self, statement: str, wanted: int, *values: Any) -> float:
        """Seconds until the statement counts this much, or what is missing."""
        begun, found = time.perf_counter(), 0
        while time.perf_counter() - begun < SECONDS_TO_SETTLE:
            found = await self.owner.fetchval(statement, *values)
            if found >= wanted:
                return time.perf_counter() - begun
            await asyncio.sleep(0.1)
        undone = await self.owner.fetch(
            "select id, kind, lane, attempts, fence, last_error, clock_timestamp() - stored_at as age, dead_at, "
            "lease_until - clock_timestamp() as leased from inbound_event where done_at is null limit 5"
        )
        print(*map(dict, undone), sep="\n")
        raise SystemExit(f"{statement}: {found} of {wanted} after {SECONDS_TO_SETTLE:.0f} s")

    async def texts(self, measure: str) -> dict[str, list[int]]:
        """The numbers in each client's thread, in order."""
        rows = await self.owner.fetch(
            "select a.external_id, m.text from message m join session s on s.id = m.session_id "
            "join account a on a.id = s.account_id where a.external_id like $1 and m.author_kind = 'account' "
            "order by a.external_id, s.number, m.seq",
            f"{measure}-%",
        )
        found: dict[str, list[int]] = defaultdict(list)
        for row in rows:
            found[row["external_id"]].append(int(row["text"]))
        return found


async def steady(ground: Ground) -> dict[str, Any]:
    """Webhooks at a steady rate to one process that also works them; each client's come by one line, in order.

    Timed from the moment a webhook was due, so that what waits behind a slow one counts; `door`: from its write.
    """
    plan, count = ground.plan, int(ground.plan.rate * ground.plan.seconds)
    port = ground.programs[0].port
    whole = [ground.request(port, "steady", n % plan.peers, n // plan.peers) for n in range(count)]
    before, begun = await ground.costs(), time.perf_counter()
    took, came = await _told(plan, port, whole)
    behind = await ground.settled(
        "select count(*) from message m join account a on a.id = m.author_id where a.external_id like 'steady-%'", count
    )
    spent = time.perf_counter() - begun
    after = await ground.costs()
    _check(await ground.texts("steady"), count, plan.peers)
    return {
        "webhooks": count,
        "per_second": round(count / came),
        **_times("", [due for _, _, due in took]),
        **_times("door_", [door for _, door, _ in took]),
        "last_posted_after_s": round(behind, 1),
        **ground.told(after, before, count, spent),
    }


async def _told(
    plan: argparse.Namespace, port: int, whole: list[bytes]
) -> tuple[list[tuple[int, float, float]], float]:
    """Webhooks at the plan's rate: the status and times of each, and the seconds that they took to come."""
    lines = [await Line.open(port) for _ in range(LINES)]
    begun, answers = time.perf_counter(), []
    for number, one in enumerate(whole):
        wait = begun + number / plan.rate - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        answers.append(lines[number % plan.peers % LINES].post(one))
    took = await asyncio.gather(*answers)
    came = time.perf_counter() - begun
    for line in lines:
        line.close()
    if {status for status, _, _ in took} != {204}:
        raise SystemExit(f"webhooks were answered {Counter(status for status, _, _ in took)}")
    return took, came


async def floor(plan: argparse.Namespace, folder: Path) -> dict[str, Any]:
    """The same webhooks to the least a program can do with them: unverified, each stored once, answered."""
    program, count = Program("floor", folder / "floor"), int(plan.rate * plan.seconds)
    program.data.mkdir()
    await program.start()
    try:
        whole = [
            request(program.port, "/hooks/floor", SECRET, f"f{n}", told("floor", n % plan.peers, n // plan.peers))
            for n in range(count)
        ]
        before = program.cpu()
        took, came = await _told(plan, program.port, whole)
        after = program.cpu()
    finally:
        await program.stop()
    return {
        "webhooks": count,
        "per_second": round(count / came),
        **_times("", [due for _, _, due in took]),
        **_times("door_", [door for _, door, _ in took]),
        "server_us": round(1e6 * (after[0] - before[0]) / count),
        "postgres_us": round(1e6 * (after[1] - before[1]) / count),
    }


async def shuffled(ground: Ground) -> dict[str, Any]:
    """Each webhook one to five times, shuffled, to two processes: exactly once, and in each client's order.

    A client's order is what his provider says of it; it can hold for what waits together. So they are stored first, by
    two processes, and worked by the same two from then on.
    """
    plan, chance = ground.plan, random.Random(ground.plan.seed)  # noqa: S311 - a seed to repeat it by
    await ground.owner.execute("update channel set state = 'paused' where id = $1", ground.channel.id)
    await asyncio.sleep(1.5)
    asked = [(n % plan.peers, n // plan.peers) for n in range(plan.shuffled)]
    ports = [program.port for program in ground.programs]
    made = {one: [ground.request(port, "shuffled", *one) for port in ports] for one in asked}
    copies = [one for one in asked for _ in range(chance.randint(1, 5))]
    chance.shuffle(copies)
    took: list[float] = []
    statuses: Counter[int] = Counter()

    async def send(part: list[tuple[int, int]], which: int) -> None:
        line = await Line.open(ports[which])
        for one in part:
            status, seconds, _ = await line.post(made[one][which])
            took.append(seconds)
            statuses[status] += 1
        line.close()

    before, begun = await ground.costs(), time.perf_counter()
    await asyncio.gather(*(send(copies[n::16], n % 2) for n in range(16)))
    stored = time.perf_counter() - begun
    between, working = await ground.costs(), time.perf_counter()
    await ground.owner.execute("update channel set state = 'on' where id = $1", ground.channel.id)
    await ground.owner.execute("update inbound_event set due_at = clock_timestamp() where done_at is null")
    worked = await ground.settled(
        "select count(*) from message m join account a on a.id = m.author_id where a.external_id like 'shuffled-%'",
        plan.shuffled,
    )
    after, spent = await ground.costs(), time.perf_counter() - working
    _check(await ground.texts("shuffled"), plan.shuffled, plan.peers)
    ground.found["stored"] = {"per_second": round(len(copies) / stored)} | ground.told(
        between, before, len(copies), stored
    )
    print("  stored: " + _line(ground.found["stored"]))
    return {
        "webhooks": plan.shuffled,
        "sent": len(copies),
        "answers": dict(statuses),
        "stored_per_second": round(len(copies) / stored),
        **_times("", took),
        "worked_per_second": round(plan.shuffled / max(worked, 0.1)),
        **ground.told(after, between, plan.shuffled, spent),
    }


def _times(name: str, took: list[float]) -> dict[str, Any]:
    return {
        f"{name}p50_ms": round(percentile(took, 0.5) * 1000, 1),
        f"{name}p99_ms": round(percentile(took, 0.99) * 1000, 1),
        f"{name}worst_ms": round(max(took) * 1000, 1),
    }


def _check(texts: dict[str, list[int]], count: int, peers: int) -> None:
    """Exactly once, and in order."""
    if sum(map(len, texts.values())) != count:
        raise SystemExit(f"{sum(map(len, texts.values()))} messages instead of {count}")
    for peer in range(peers):
        numbers = next((found for name, found in texts.items() if name.endswith(f"-{peer}")), [])
        if numbers != sorted(set(numbers)):
            raise SystemExit(f"client {peer} is out of order: {numbers[:20]}")


async def answers(ground: Ground) -> dict[str, Any]:
    """Messages of an operator that leave through the provider, one after the other for each client."""
    plan = ground.plan
    boris = await actor_for(ground.db, ground.town.people["boris"])
    assert boris is not None
    rows = await ground.owner.fetch(
        "select s.id, a.external_id from session s join account a on a.id = s.account_id "
        "where s.channel_id = $1 and s.state = 'waiting' limit $2",
        ground.channel.id,
        plan.peers,
    )
    for row in rows:
        await lifecycle.take(ground.db, boris, row["id"])
    await ground.owner.execute("update channel_link set broken_at = now() where channel_id = $1", ground.channel.id)
    await asyncio.sleep(1.5)
    for number in range(plan.answers // len(rows)):
        await asyncio.gather(*(post(ground.db, boris, Draft(row["id"], new_id(), str(number))) for row in rows))
    count = plan.answers // len(rows) * len(rows)
    before, begun = await ground.costs(), time.perf_counter()
    await ground.owner.execute("update channel_link set broken_at = null where channel_id = $1", ground.channel.id)
    while len(ground.provider.seen) < count:
        await asyncio.sleep(0.02)
        if time.perf_counter() - begun > SECONDS_TO_SETTLE:
            raise SystemExit(f"{len(ground.provider.seen)} of {count} messages left")
    took = time.perf_counter() - begun
    for name, texts in ground.provider.heard.items():
        if texts != [str(number) for number in range(len(texts))]:
            raise SystemExit(f"{name} heard them in another order: {texts[:20]}")
    await ground.settled("select count(*) from message_delivery where state = 'sent'", count)
    after = await ground.costs()
    return {
        "messages": count,
        "per_second": round(count / took),
        "repeats": ground.provider.repeats,
        **ground.told(after, before, count, time.perf_counter() - begun),
    }


async def measure(plan: argparse.Namespace, folder: Path) -> None:
    """The whole run."""
    os.environ["EGRESS_ALLOW"] = "127.0.0.0/8"
    at = datetime.now(UTC).strftime("%d %B %Y, %H:%M UTC").lstrip("0")
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    machine = f"{os.cpu_count()} cores for everything, {system}"
    about = {"at": at, "machine": machine, "before": _load()}
    least = await floor(plan, folder)
    print(f"load average {about['before']}\nfloor: {_line(least)}", flush=True)
    async with AsyncExitStack() as stack:
        provider = await stack.enter_async_context(Provider())
        first, second = Program("deskbell", folder / "one"), Program("deskbell", folder / "two")
        for program in (first, second):
            program.data.mkdir()
        os.environ["DESKBELL_SECRET_KEY"] = new_token()
        stack.push_async_callback(first.stop)
        await first.start()
        dsn = find_running(first.data)
        assert dsn
        db = await open_database(dsn, size=8, sends=3)
        stack.push_async_callback(db.close)
        storing.wire(["webhook"])
        town = await settle(db)
        async with db.transaction() as tx:
            await people.set_status(tx, await _system_as(db, town), "online")
        keeper = open_keeper(first.data, os.environ["DESKBELL_SECRET_KEY"])
        channel = await channel_rows.add_channel(
            db,
            SYSTEM,
            town.live_chats["Sales"],
            "webhook",
            "Measured",
            {"url": f"http://127.0.0.1:{provider.port}/", "per_second": 10_000},
            "on",
            lambda new: credentials.sealed_with(keeper, new, {"secret": SECRET}, clock.now()),
        )
        stack.push_async_callback(second.stop)
        await second.start_beside(dsn)
        owner = await asyncpg.connect(dsn)
        stack.push_async_callback(owner.close)
        ground = Ground(plan, db, town, channel, provider, [first, second], owner, {"floor": least})
        for name, run in (("steady", steady), ("shuffled", shuffled), ("answers", answers)):
            ground.found[name] = await run(ground)
            print(f"{name}: {_line(ground.found[name])}; load average {os.getloadavg()[0]:.1f}", flush=True)
    if plan.page is not None:
        about["after"] = _load()
        plan.page.write_text(page(ground.found, plan, about))


def _load() -> str:
    return " ".join(f"{one:.1f}" for one in os.getloadavg())


def _line(found: dict[str, Any]) -> str:
    return ", ".join(f"{key} {value}" for key, value in found.items())


async def _system_as(db: Database, town: Town) -> Any:
    boris = await actor_for(db, town.people["boris"])
    assert boris is not None
    return boris


def main() -> None:
    set_up_logging("warning", "text")
    with tempfile.TemporaryDirectory(prefix="deskbell-bench-") as folder:
        asyncio.Runner(loop_factory=uvloop.new_event_loop).run(measure(_plan(), Path(folder)))


if __name__ == "__main__":
    main()
