"""What a measure cost: CPU of each process, statements and commits, over what was done."""

import asyncio
import os
import re
import urllib.request
from collections import Counter
from dataclasses import dataclass
from typing import Any

from bench.programs import Program, cpu_of

_COUNT = re.compile(r'^deskbell_statement_seconds_count\{statement="([^"]+)"\} ([0-9.e+]+)', re.MULTILINE)


@dataclass(frozen=True)
class Costs:
    """So far: seconds of CPU, commits of the database, statements by name. `load`: our own CPU, the fake's included."""

    servers: float
    postgres: float
    load: float
    commits: int
    statements: Counter[str]

    def since(self, before: "Costs", count: int, seconds: float) -> dict[str, Any]:
        """Each of `count`, CPU in µs; and the load's share of one core over these seconds."""

        def each(now: float, then: float) -> float:
            return (now - then) / count

        return {
            "server_us": round(1e6 * each(self.servers, before.servers)),
            "postgres_us": round(1e6 * each(self.postgres, before.postgres)),
            "load_us": round(1e6 * each(self.load, before.load)),
            "load_of_a_core": f"{100 * (self.load - before.load) / seconds:.0f}%",
            "statements": round(each(self.statements.total(), before.statements.total()), 2),
            "commits": round(each(self.commits, before.commits), 2),
        }

    def by_name(self, before: "Costs", count: int) -> list[tuple[str, float]]:
        """The statements that were run oftenest, each of `count`."""
        run = self.statements - before.statements
        return [(name, round(times / count, 2)) for name, times in run.most_common(30)]


def _metrics(port: int) -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        told: str = answer.read().decode()
        return told


async def costs(programs: list[Program], owner: Any) -> Costs:
    """As they stand now."""
    statements: Counter[str] = Counter()
    for program in programs:
        for name, times in _COUNT.findall(await asyncio.to_thread(_metrics, program.port)):
            statements[name] += int(float(times))
    commits = await owner.fetchval("select xact_commit from pg_stat_database where datname = current_database()")
    own = os.times()
    return Costs(
        sum(cpu_of(one.pid) for one in programs),
        sum(cpu_of(pid, with_children=True) for pid in programs[0].postgres()),
        own.user + own.system,
        commits,
        statements,
    )
