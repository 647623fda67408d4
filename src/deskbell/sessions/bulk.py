"""One deed to many sessions: each session by itself, with its own event or its own refusal.

The deeds are those of a single session, with the same rights. Saying the same again changes nothing: a session that
stands as asked answers `unchanged`, so that a request whose answer was lost may be sent again.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from deskbell.base.db import LOST, Database, unavailable
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions import labelling, lifecycle
from deskbell.sessions.changeable import authorise_as_responsible
from deskbell.sessions.labels import labels_of
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "bulk.sql")

SESSIONS_MOST = 200
"""So many sessions at once."""

DeedName = Literal["assign", "return_to_queue", "close", "reopen", "set_priority", "tag"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done to each of them. `assign` needs an operator or a group (its queue), `set_priority` a
    priority, `tag` at least one tag to put on or take off; `close` takes a reason."""

    deed: DeedName
    operator_id: UUID | None = None
    group_id: UUID | None = None
    close_reason_id: UUID | None = None
    priority: str | None = None
    put_tag_ids: tuple[UUID, ...] = ()
    drop_tag_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of them: the session as it now is, or why not."""

    session_id: UUID
    outcome: Literal["done", "unchanged", "refused"]
    session: Session | None = None
    refusal: Refusal | None = None


async def do_to_many(db: Database, actor: Actor, session_ids: Sequence[UUID], asked: Asked) -> list[Outcome]:
    """Do it to each in the order given, each named once. Raises validation_failed where the request itself is wrong;
    what is wrong with one session is that session's own outcome, and the others go on."""
    ids = list(dict.fromkeys(session_ids))
    _check(ids, asked)
    outcomes: list[Outcome] = []
    for place, session_id in enumerate(ids):
        try:
            outcomes.append(await _do(db, actor, session_id, asked))
        except Refusal as refusal:
            outcomes.append(Outcome(session_id, "refused", refusal=refusal))
        except LOST:
            # What was done is said; of the rest nothing is known, and asking again is safe.
            outcomes += [Outcome(id_, "refused", refusal=unavailable()) for id_ in ids[place:]]
            break
    return outcomes


def _check(ids: Sequence[UUID], asked: Asked) -> None:
    if not ids:
        raise invalid(session_ids="missing")
    if len(ids) > SESSIONS_MOST:
        raise invalid(session_ids="too_many")
    if asked.deed == "assign" and asked.operator_id is None and asked.group_id is None:
        raise invalid(operator_id="missing")
    if asked.deed == "set_priority" and asked.priority not in lifecycle.PRIORITIES:
        raise invalid(priority="unknown" if asked.priority else "missing")
    if asked.deed == "tag" and not (asked.put_tag_ids or asked.drop_tag_ids):
        raise invalid(put_tag_ids="missing")


async def _do(db: Database, actor: Actor, session_id: UUID, asked: Asked) -> Outcome:
    before = await seen(db, actor, session_id)
    changed = await DEEDS[asked.deed](db, actor, before, asked)
    after = await seen(db, actor, session_id) if changed else before
    return Outcome(session_id, "done" if changed else "unchanged", after)


async def _assign(db: Database, actor: Actor, before: Session, asked: Asked) -> bool:
    authorise(actor, Deed.ASSIGN, before.live_chat_id)
    there = before.is_open and before.operator_id == asked.operator_id
    if there and asked.group_id in (None, before.group_id):
        return False
    await lifecycle.assign(db, actor, before.id, asked.operator_id, asked.group_id)
    return True


async def _return_to_queue(db: Database, actor: Actor, before: Session, _asked: Asked) -> bool:
    authorise(actor, Deed.ASSIGN, before.live_chat_id)
    if before.state == "waiting":
        return False
    async with db.transaction() as tx:
        row = await tx.first(SQL.return_to_queue, session_id=before.id)
        if row is None:
            raise Refusal("session_closed")
        body = lifecycle.assignment(row, None)
        await log.append(tx, actor, "session_assigned", before.id, row["seq"], row["prev_all"], "all", body)
    return True


async def _close(db: Database, actor: Actor, before: Session, asked: Asked) -> bool:
    authorise_as_responsible(actor, Deed.CLOSE, before)
    if before.state == "closed":
        return False
    await lifecycle.close(db, actor, before.id, asked.close_reason_id)
    return True


async def _reopen(db: Database, actor: Actor, before: Session, _asked: Asked) -> bool:
    authorise(actor, Deed.REOPEN, before.live_chat_id)
    if before.state == "with_operator" and before.operator_id == actor.id:
        return False
    await lifecycle.reopen(db, actor, before.id)
    return True


async def _set_priority(db: Database, actor: Actor, before: Session, asked: Asked) -> bool:
    assert asked.priority is not None
    await lifecycle.set_priority(db, actor, before.id, asked.priority)
    return before.priority != asked.priority


async def _tag(db: Database, actor: Actor, before: Session, asked: Asked) -> bool:
    held = {UUID(str(tag["id"])) for tag in (await labels_of(db, before.id))["tags"]}
    await labelling.change_tags(db, actor, before.id, asked.put_tag_ids, asked.drop_tag_ids)
    return bool(set(asked.put_tag_ids) - held or held & set(asked.drop_tag_ids))


DEEDS: Mapping[DeedName, Callable[[Database, Actor, Session, Asked], Awaitable[bool]]] = {
    "assign": _assign,
    "return_to_queue": _return_to_queue,
    "close": _close,
    "reopen": _reopen,
    "set_priority": _set_priority,
    "tag": _tag,
}
"""Each says whether it changed anything."""
