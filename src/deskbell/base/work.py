"""The job runner: deeds that must surely follow, done after the commit that asked for them, and deeds by the clock.

A job is a row of the same transaction as its cause. It is claimed with SKIP LOCKED under a lease with a fence, tried
again with backoff, and kept as dead, visible, when it will not succeed. Everything a job does is safe to do twice.
"""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from prometheus_client import Counter

from deskbell.base.db import LOST, Database, Db
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.base.sql import statements

SQL = statements(__package__)

LOOK_SECONDS = 1.0
LEASE_SECONDS = 60
TRIES_MOST = 12
BACKOFF_MOST_SECONDS = 3600
LANES_APART = 4
BESIDE_SHARE = 0.2
"""So much of the time at most goes to work that nobody waits for, while there is more of it."""

Deed = Callable[[Database, Mapping[str, Any]], Awaitable[None]]
Regular = Callable[[Database], Awaitable[object]]

_log = structlog.get_logger()
_done = Counter("deskbell_jobs_total", "Jobs by kind and outcome", ["kind", "outcome"])


@dataclass(frozen=True, slots=True)
class Every:
    """A deed by the clock: every process's worker tries, an advisory lock lets one at a time."""

    seconds: float
    run: Regular


async def beside(began: float) -> None:
    """Rest after a piece of work that nobody waits for, begun at this moment of `time.monotonic()`: people's own goes
    first, and such work falls behind for a while where there is more than the machine can do."""
    await asyncio.sleep((time.monotonic() - began) * (1 / BESIDE_SHARE - 1))


async def enqueue(tx: Db, kind: str, body: Mapping[str, Any], key: str | None = None) -> None:
    """Ask for a job in the caller's transaction; a `key` that already waits asks once."""
    await tx.run(SQL.add_job, job_id=new_id(), kind=kind, key=key, body=dict(body))


async def enqueue_many(tx: Db, kind: str, jobs: Mapping[str, Mapping[str, Any]]) -> None:
    """The same for many at once, by their keys: one statement."""
    if jobs:
        keys = sorted(jobs)
        bodies = [dict(jobs[key]) for key in keys]
        await tx.run(SQL.add_jobs, job_ids=[new_id() for _ in keys], kind=kind, keys=keys, bodies=bodies)


_surely: dict[str, Sequence[str]] = {}
_once: set[str] = set()


def wire(surely: Mapping[str, Sequence[str]], once: Collection[str] = ()) -> None:
    """Take wiring's table: event kind → kinds of jobs that must surely follow. `once`: those that look at everything,
    so that one that waits is enough. Called once, at start."""
    _surely.clear()
    _surely.update(surely)
    _once.clear()
    _once.update(once)


async def enqueue_for(tx: Db, event_kind: str, body: Mapping[str, Any]) -> None:
    """The jobs that surely follow an event, in the event's own transaction."""
    for kind in _surely.get(event_kind, ()):
        await enqueue(tx, kind, body, kind if kind in _once else None)


class Worker:
    """Runs due jobs and the deeds by the clock, in this process."""

    def __init__(
        self, db: Database, deeds: Mapping[str, Deed], regular: Sequence[Every], apart: Collection[str] = ()
    ) -> None:
        """`apart`: kinds whose jobs wait for others' machines; a few of them run beside the rest, in lanes of their
        own."""
        self._db = db
        self._deeds = deeds
        self._apart = [kind for kind in deeds if kind in apart]
        self._regular = regular
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin; `stop` ends it after the job in hand."""
        rest = [kind for kind in self._deeds if kind not in self._apart]
        lanes = [rest, *[self._apart] * (LANES_APART if self._apart else 0)]
        self._tasks = [asyncio.create_task(self._jobs(kinds)) for kinds in lanes]
        self._tasks += [asyncio.create_task(self._clock(every)) for every in self._regular]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _jobs(self, kinds: Collection[str]) -> None:
        while True:
            try:
                if not await self.run_due(kinds):
                    await asyncio.sleep(LOOK_SECONDS)
            except (Refusal, *LOST):
                await asyncio.sleep(LOOK_SECONDS)
            except Exception:
                _log.exception("worker failed")
                await asyncio.sleep(LOOK_SECONDS)

    async def run_due(self, kinds: Collection[str] | None = None) -> bool:
        """Run one due job, of these kinds if named; False when none is due."""
        asked = list(self._deeds) if kinds is None else list(kinds)
        row = await self._db.first(SQL.claim_job, kinds=asked, lease_seconds=LEASE_SECONDS)
        if row is None:
            return False
        kind, fence = row["kind"], row["fence"]
        try:
            await asyncio.wait_for(self._deeds[kind](self._db, row["body"]), LEASE_SECONDS - 5)
        except Exception as fault:
            _done.labels(kind, "failed").inc()
            _log.warning("job failed", kind=kind, attempts=row["attempts"], fault=type(fault).__name__)
            wait = min(BACKOFF_MOST_SECONDS, 2 ** row["attempts"]) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
            await self._db.run(
                SQL.put_back,
                job_id=row["id"],
                fence=fence,
                wait_seconds=wait,
                last_error=type(fault).__name__,
                dead=row["attempts"] >= TRIES_MOST,
            )
        else:
            _done.labels(kind, "done").inc()
            await self._db.run(SQL.finish_job, job_id=row["id"], fence=fence)
        return True

    async def _clock(self, every: Every) -> None:
        while True:
            try:
                await every.run(self._db)
            except (Refusal, *LOST):
                pass
            except Exception:
                _log.exception("regular deed failed", deed=getattr(every.run, "__qualname__", "?"))
            await asyncio.sleep(every.seconds * random.uniform(0.9, 1.1))  # noqa: S311 - spreads processes
