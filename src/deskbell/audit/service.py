"""Writing the trail and reading it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from deskbell.audit.model import ALL, Asked, Entry, Guard
from deskbell.base.db import Db, Transaction, record, records
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)


async def write(
    tx: Transaction,
    actor: Actor,
    deed: str,
    object_kind: str,
    object_id: UUID | str | None = None,
    detail: Mapping[str, Any] | None = None,
    address: str | None = None,
) -> None:
    """Add an entry, in the transaction of the deed. `detail`: ids, numbers and names of fields, never their values."""
    await tx.run(
        SQL.add_entry,
        actor_id=actor.id if actor.kind in ("person", "bot") else None,
        actor_kind=actor.kind,
        deed=deed,
        object_kind=object_kind,
        object_id=None if object_id is None else str(object_id),
        address=address,
        detail=dict(detail or {}),
    )


async def entries(db: Db, actor: Actor, before: int | None = None, most: int = 50, asked: Asked = ALL) -> list[Entry]:
    """The trail for administrators, newest first, from before an entry's id on."""
    authorise(actor, Deed.ADMINISTER)
    rows = await db.all(
        SQL.entries_before,
        before=before or (1 << 62),
        most=most,
        by=asked.by,
        deeds=list(asked.deeds) if asked.deeds else None,
        since=asked.since,
        until=asked.until,
    )
    return records(Entry, rows)


async def guard(db: Db, actor: Actor) -> Guard:
    """Who could rewrite the trail, for administrators."""
    authorise(actor, Deed.ADMINISTER)
    found = record(Guard, await db.first(SQL.how_guarded))
    assert found is not None
    return found
