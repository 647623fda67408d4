"""Writing to the log and reading its windows."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from deskbell.base import work
from deskbell.base.db import Db, Transaction
from deskbell.base.sql import statements
from deskbell.log.model import WORKSPACE, Audience, Event, Window
from deskbell.rights.actor import Actor

SQL = statements(__package__)

PRUNED_AT_ONCE = 5_000

DIFFERENCE_MOST = 1_000
"""A thread further behind than this many events is told too_long and fetches afresh."""


async def append(
    tx: Transaction,
    actor: Actor,
    kind: str,
    session_id: UUID,
    seq: int,
    prev_all: int,
    audience: Audience = "all",
    body: Mapping[str, Any] | None = None,
) -> Event:
    """Write one event of a session, numbered by the caller under the session's row lock."""
    row = await tx.first(
        SQL.append_event,
        session_id=session_id,
        seq=seq,
        kind=kind,
        audience=audience,
        prev_all=prev_all,
        actor_kind=actor.kind,
        actor_id=actor.id,
        body=dict(body or {}),
    )
    assert row is not None
    await work.enqueue_for(tx, kind, {"session_id": session_id, **dict(body or {})})
    event = Event(kind, session_id, seq, prev_all, audience, actor.kind, actor.id, row["at"], dict(body or {}))
    tx.events.append(event)
    return event


async def note(
    tx: Transaction, actor: Actor, kind: str, body: Mapping[str, Any] | None = None, topic: UUID = WORKSPACE
) -> Event:
    """Write a change of the workspace; every process looks again at who may what. `topic`: a person's id, where it
    concerns nobody else's sockets."""
    row = await tx.first(
        SQL.append_workspace_event,
        kind=kind,
        actor_kind=actor.kind,
        actor_id=actor.id,
        body=dict(body or {}),
        topic=topic,
    )
    assert row is not None
    await work.enqueue_for(tx, kind, dict(body or {}))
    event = Event(kind, None, None, 0, "staff", actor.kind, actor.id, row["at"], dict(body or {}), topic=topic)
    tx.events.append(event)
    return event


async def horizon(db: Db) -> tuple[UUID, int]:
    """The epoch and the horizon of this moment: where a reader starts."""
    row = await db.first(SQL.horizon_now)
    assert row is not None
    return row["epoch"], int(row["horizon"])


async def changed_since(db: Db, since: int) -> Window:
    """All that became visible from `since` up to now's horizon. Apply each session by its own numbers."""
    row = await db.first(SQL.changed_since, since=str(since))
    assert row is not None
    return Window(int(row["upto"]), frozenset(row["changed"] or ()))


async def changed_at_most(db: Db, since: int, most: int) -> Window | None:
    """The same for one who comes back, or None where more than `most` changes are to be looked at."""
    row = await db.first(SQL.changed_at_most, since=str(since), most=most + 1)
    assert row is not None
    return None if row["looked"] > most else Window(int(row["upto"]), frozenset(row["changed"] or ()))


async def answerable(db: Db, since: int) -> bool:
    """Whether a cursor is younger than what pruning forgot."""
    row = await db.first(SQL.answerable, since=str(since))
    return bool(row and row["answerable"])


async def difference(db: Db, session_id: UUID, after: int, staff: bool) -> tuple[list[Event], bool]:
    """Events after a cursor, in order; True with an empty list when there are too many to send."""
    rows = await db.all(SQL.events_after, session_id=session_id, after=after, staff=staff, most=DIFFERENCE_MOST + 1)
    if len(rows) > DIFFERENCE_MOST:
        return [], True
    return [Event(**dict(row)) for row in rows], False


async def happenings(
    db: Db, session_id: UUID, except_kinds: Sequence[str], before: int = 1 << 60, most: int = 100
) -> list[Event]:
    """The last events that are not of the kinds named, oldest first."""
    rows = await db.all(
        SQL.events_of_kinds, session_id=session_id, **{"except": list(except_kinds)}, before=before, most=most
    )
    return [Event(**dict(row)) for row in reversed(rows)]


async def prune(db: Db) -> None:
    """Forget changes that no cursor can ask for any more; run by the worker."""
    while True:
        row = await db.first(SQL.prune_changes, most=PRUNED_AT_ONCE)
        if row is None or row["pruned"] < PRUNED_AT_ONCE:
            return
