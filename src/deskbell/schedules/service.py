"""Keeping schedules, which administrators do."""

from typing import Any
from uuid import UUID

import asyncpg

from deskbell.audit import service as audit
from deskbell.base.db import Db, Row, Transaction
from deskbell.base.errors import Refusal, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.schedules.checking import exceptions_out, hours_of, hours_out
from deskbell.schedules.model import Hours, Schedule

SQL = statements(__package__)

SCHEDULES_MOST = 100


async def schedules(db: Db, actor: Actor) -> list[Schedule]:
    """All schedules in use, by name."""
    authorise(actor, Deed.ADMINISTER)
    return [_schedule(row) for row in await db.all(SQL.schedules, id=None)]


async def schedule(db: Db, schedule_id: UUID) -> Schedule:
    """One schedule in use; not_found otherwise. Who may ask is for the caller to know."""
    row = await db.first(SQL.schedules, id=schedule_id)
    if row is None:
        raise not_found()
    return _schedule(row)


async def add_schedule(tx: Transaction, actor: Actor, name: str, hours: Hours) -> UUID:
    """A new schedule. Raises name_taken, and too_many from SCHEDULES_MOST on."""
    authorise(actor, Deed.ADMINISTER)
    count = await tx.first(SQL.count_schedules)
    if count and count["n"] >= SCHEDULES_MOST:
        raise Refusal("too_many", limit=SCHEDULES_MOST)
    schedule_id = new_id()
    await _write(tx, SQL.add_schedule, schedule_id, name, hours)
    await _tell(tx, actor, "schedule_created", schedule_id)
    return schedule_id


async def change_schedule(tx: Transaction, actor: Actor, schedule_id: UUID, name: str, hours: Hours) -> None:
    """Set a schedule as a whole. Raises not_found, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    await _must_hold(tx, schedule_id)
    await _write(tx, SQL.change_schedule, schedule_id, name, hours)
    await _tell(tx, actor, "schedule_changed", schedule_id)


async def archive_schedule(tx: Transaction, actor: Actor, schedule_id: UUID) -> None:
    """Put it out of use. Raises not_found, and schedule_in_use with the live chats that work by it."""
    authorise(actor, Deed.ADMINISTER)
    await _must_hold(tx, schedule_id)
    used = (await schedule(tx, schedule_id)).live_chats
    if used:
        raise Refusal("schedule_in_use", live_chats=list(used))
    await tx.run(SQL.archive_schedule, id=schedule_id)
    await _tell(tx, actor, "schedule_archived", schedule_id)


async def hold(tx: Transaction, schedule_id: UUID) -> bool:
    """Keep a schedule from being archived until this transaction ends; False when it is, or never was."""
    return await tx.first(SQL.schedule_to_change, id=schedule_id) is not None


async def _must_hold(tx: Transaction, schedule_id: UUID) -> None:
    if not await hold(tx, schedule_id):
        raise not_found()


async def _write(tx: Transaction, statement: Any, schedule_id: UUID, name: str, hours: Hours) -> None:
    try:
        await tx.run(
            statement,
            id=schedule_id,
            name=plain_name(name),
            time_zone=hours.time_zone,
            hours=hours_out(hours),
            exceptions=exceptions_out(hours),
        )
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None


def _schedule(row: Row) -> Schedule:
    hours = hours_of(row["time_zone"], row["hours"], row["exceptions"])
    return Schedule(row["id"], row["name"], hours, row["created_at"], row["archived_at"], tuple(row["live_chats"]))


async def _tell(tx: Transaction, actor: Actor, deed: str, schedule_id: UUID) -> None:
    await audit.write(tx, actor, deed, "schedule", schedule_id)
    await log.note(tx, actor, "schedules_changed", {"schedule_id": schedule_id})
