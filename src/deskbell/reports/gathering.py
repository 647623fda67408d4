"""Follows the log: what a session gives is made anew whenever it changed, and what that changes is rolled up again.

Nothing is added to what was: a session's facts are replaced by those of its whole log, so that late words, spam and
its return need no case of their own, and doing it twice does nothing. After a first start, a restore, or a pause longer
than the log's window, a walk over all sessions does it for each.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from deskbell.base import work
from deskbell.base.db import Database, Row, Transaction
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.workspace import workspace_now
from deskbell.reports.folding import KINDS, Folded, Happened, fold
from deskbell.reports.rolling import roll

SQL = statements(__package__)

EVERY_SECONDS = 5.0
SESSIONS_AT_ONCE = 200
SESSIONS_BESIDE = 20
"""So many at once where people write meanwhile: they wait for none of it."""
QUARTERS_AT_ONCE = 96
WALK_SECONDS = 2.0
ROLL_SECONDS = 2.0
"""So long at a time the walk, and the rolling up, go on."""

CLOCK_SECONDS = 60.0
"""So often at least the quarter of this moment is rolled up, though nothing happened: people were Online in it."""

LATE = timedelta(hours=1)
"""What was written so long before what is known already may still appear: transactions commit in no order."""

_START = UUID(int=0)
_DAWN = datetime(2000, 1, 1, tzinfo=UTC)


async def follow(db: Database) -> bool:
    """Gather what changed since the last time, and roll it up; True when nothing is left to do. Run by the worker."""
    epoch, now = await log.horizon(db)
    async with db.transaction() as tx:
        held = await tx.first(SQL.hold_progress)
        if held is None:
            return False
        upto, walked, changed = int(held["upto"]), held["walked"], frozenset[UUID]()
        if held["epoch"] != epoch or not await log.answerable(tx, upto):
            walked = _START
        else:
            window = await log.changed_since(tx, upto)
            now, changed = window.upto, window.changed
    ids = sorted(changed)
    for start in range(0, len(ids), SESSIONS_BESIDE):
        began = time.monotonic()
        await _gather(db, ids[start : start + SESSIONS_BESIDE])
        await work.beside(began)
    walked = await _walk(db, walked) if walked is not None else None
    await _follow_the_clock(db, held, bool(changed))
    whole = walked is None and await _roll_stale(db)
    async with db.transaction() as tx:
        if await tx.first(SQL.hold_progress):
            fresh = held["now"] if whole else None
            await tx.run(SQL.set_progress, epoch=epoch, upto=str(now), walked=walked, fresh_until=fresh)
    return whole


async def rebuild(db: Database) -> None:
    """Throw everything away and make it again from the log."""
    async with db.transaction() as tx:
        await tx.first(SQL.stand_alone)
        await tx.run(SQL.forget_everything)
    await catch_up(db)


async def catch_up(db: Database) -> None:
    """Follow until nothing is left to do."""
    while not await follow(db):
        pass


async def _walk(db: Database, walked: UUID) -> UUID | None:
    """Go on with the walk for a while: where it stands then, None at its end."""
    ends = time.monotonic() + WALK_SECONDS
    while time.monotonic() < ends:
        ids = [row["id"] for row in await db.all(SQL.sessions_to_walk, after=walked, most=SESSIONS_AT_ONCE)]
        await _gather(db, ids)
        if len(ids) < SESSIONS_AT_ONCE:
            return None
        walked = ids[-1]
    return walked


async def _gather(db: Database, session_ids: Sequence[UUID]) -> None:
    if not session_ids:
        return
    async with db.transaction() as tx:
        await tx.first(SQL.stand_alone)
        rows = await tx.all(SQL.events_to_fold, session_ids=session_ids, kinds=KINDS)
        facts, spans = await asyncio.to_thread(_folded, rows)
        await tx.run(SQL.drop_changed_facts, session_ids=session_ids, facts=facts)
        await tx.run(SQL.add_facts, facts=facts)
        await tx.run(SQL.drop_changed_spans, session_ids=session_ids, spans=spans)
        await tx.run(SQL.add_spans, spans=spans)


def _folded(rows: Sequence[Row]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The facts and spans of sessions, from all their events in order. In a thread: long dialogues take a while."""
    facts, spans = [], []
    for (session_id, live_chat_id), events in groupby(rows, lambda row: (row["session_id"], row["live_chat_id"])):
        folded = fold([_happened(row) for row in events], live_chat_id)
        facts += _fact_rows(session_id, folded)
        spans += [{"session_id": session_id, **asdict(span)} for span in folded.spans]
    return facts, spans


def _happened(row: Row) -> Happened:
    return Happened(row["seq"], row["kind"], row["actor_kind"], row["actor_id"], row["at"], row["body"])


def _fact_rows(session_id: UUID, folded: Folded) -> list[dict[str, Any]]:
    return [
        {"session_id": session_id, "at": at, "live_chat_id": live_chat_id, "operator_id": operator_id, **columns}
        for (at, live_chat_id, operator_id), columns in folded.facts.items()
        if columns
    ]


async def _follow_the_clock(db: Database, held: Row, changed: bool) -> None:
    """Statuses said since, and the quarters that time went through meanwhile."""
    now, rolled = held["now"], held["rolled_upto"]
    if rolled is not None and not changed and (now - rolled).total_seconds() < CLOCK_SECONDS:
        return
    async with db.transaction() as tx:
        await tx.first(SQL.stand_alone)
        said = await tx.first(SQL.add_statuses, since=held["statuses_upto"] - LATE if held["statuses_upto"] else _DAWN)
        assert said is not None
        if said["touched"]:
            await tx.run(SQL.end_statuses, people=said["touched"])
        since = min(moment for moment in (said["since"], rolled, now) if moment is not None)
        await tx.run(SQL.mark_stale, since=since, rolled=rolled or since, until=now)
        await tx.run(SQL.set_clock, statuses_upto=now, rolled_upto=now)


async def _roll_stale(db: Database) -> bool:
    """Roll up what is stale for a while; True when nothing is stale any more."""
    zone, ends = (await workspace_now(db)).time_zone, time.monotonic() + ROLL_SECONDS
    while time.monotonic() < ends:
        async with db.transaction() as tx:
            await tx.first(SQL.stand_alone)
            held = await tx.first(SQL.hold_progress)
            if held is None:
                return False
            if held["zone"] != zone:
                await _cut_days_anew(tx, zone)
            stale = [row["at"] for row in await tx.all(SQL.some_stale, most=QUARTERS_AT_ONCE)]
            if not stale:
                return True
            await roll(tx, stale, zone, held["now"])
            await tx.run(SQL.not_stale_any_more, quarters=stale)
    return False


async def _cut_days_anew(tx: Transaction, zone: str) -> None:
    """Days of another zone are of no use: all are made again, as quarters are rolled up."""
    await tx.run(SQL.forget_days)
    await tx.run(SQL.all_quarters_stale)
    await tx.run(SQL.set_zone, zone=zone)
