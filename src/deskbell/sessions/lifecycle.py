"""What happens to a session: taken, assigned, closed, re-opened, named. Each deed is one update and one event."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Row, Transaction
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.sql import statements
from deskbell.clients import service as clients
from deskbell.log import service as log
from deskbell.log.model import Audience
from deskbell.rights.actor import SYSTEM, Actor, Role
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.automatic import say_closing
from deskbell.sessions.changeable import authorise_as_responsible, changeable, not_mine
from deskbell.sessions.clients_shown import tell_client_changed
from deskbell.sessions.labelling import check_closing
from deskbell.sessions.merging import stand_for_itself
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__)
NOTES_SQL = statements(__package__, "notes.sql")

PRIORITIES = ("low", "normal", "high")
NAME_MOST = 200


async def take(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Start work on a waiting session. Of two who click together one gets it; the other is told who did. Asked again
    by who has it, it changes nothing."""
    async with db.transaction() as tx:
        # Held before it is looked at: it may be on its way into another live chat.
        await tx.first(NOTES_SQL.hold, session_id=session_id)
        session = await _to_take(tx, actor, session_id)
        authorise(actor, Deed.TAKE, session.live_chat_id)
        already = session.state == "with_operator" and session.operator_id == actor.id
        if not already and not await _take(tx, actor, session_id):
            raise _why_not_taken(session)
    return await seen(db, actor, session_id)


async def take_next(db: Database, actor: Actor, live_chat_id: UUID) -> Session:
    """Take the session that waits longest; queue_empty when nobody does."""
    if not _works_in(actor, live_chat_id):
        raise not_found()
    authorise(actor, Deed.TAKE, live_chat_id)
    async with db.transaction() as tx:
        row = await tx.first(SQL.longest_waiting, live_chat_id=live_chat_id, groups=list(actor.groups))
        if row is None:
            raise Refusal("queue_empty")
        await _take(tx, actor, row["id"])
    return await seen(db, actor, row["id"])


async def _to_take(tx: Db, actor: Actor, session_id: UUID) -> Session:
    """Taking is authorised by the live chat's operator groups, so that the loser of a race can be told the winner."""
    rows = await tx.all(SQL.sessions_by_ids, session_ids=[session_id])
    session = Session(**dict(rows[0])) if rows else None
    if session is None or not (actor.administrator or _works_in(actor, session.live_chat_id)):
        raise not_found()
    if session.group_id and session.group_id not in actor.groups and not session.seen_by(actor):
        raise not_found()
    return session


def _works_in(actor: Actor, live_chat_id: UUID) -> bool:
    return actor.has(Role.OPERATOR, live_chat_id) or actor.has(Role.SUPERVISOR, live_chat_id)


async def _take(tx: Transaction, actor: Actor, session_id: UUID) -> bool:
    row = await tx.first(SQL.take, session_id=session_id, person_id=actor.id)
    if row is None:
        return False
    body = {"state": "with_operator", "operator_id": actor.id, "taken_at": row["taken_at"], "queued_at": None}
    await _log(tx, actor, "session_taken", session_id, row, body)
    return True


def _why_not_taken(session: Session) -> Refusal:
    if session.state == "with_operator":
        return Refusal("already_taken", operator={"id": session.operator_id, "name": session.operator_name})
    return Refusal("session_closed")


async def assign(
    db: Database, actor: Actor, session_id: UUID, operator_id: UUID | None, group_id: UUID | None
) -> Session:
    """A supervisor gives a session to an operator (himself: taking over), or back to a group's queue."""
    if operator_id is None and group_id is None:
        raise invalid(operator_id="missing")
    async with db.transaction() as tx:
        await tx.first(NOTES_SQL.hold, session_id=session_id)
        session = await seen(tx, actor, session_id)
        authorise(actor, Deed.ASSIGN, session.live_chat_id)
        await check_assignee(tx, session, operator_id, group_id)
        await assign_in(tx, actor, session_id, operator_id, group_id)
    return await seen(db, actor, session_id)


async def assign_in(
    tx: Transaction, actor: Actor, session_id: UUID, operator_id: UUID | None, group_id: UUID | None
) -> None:
    """The assignment itself; session_closed when it is not open."""
    row = await tx.first(SQL.assign, session_id=session_id, operator_id=operator_id, group_id=group_id)
    if row is None:
        raise Refusal("session_closed")
    await _log(tx, actor, "session_assigned", session_id, row, assignment(row, operator_id) | {"joined": row["joined"]})


def assignment(row: Row, operator_id: UUID | None) -> dict[str, Any]:
    """What the log keeps of an assignment."""
    return {
        "state": row["state"],
        "operator_id": operator_id,
        "group_id": row["group_id"],
        "queued_at": row["queued_at"],
        "taken_at": row["taken_at"],
    }


async def check_assignee(tx: Db, session: Session, operator_id: UUID | None, group_id: UUID | None) -> None:
    """Whether the session's live chat has this operator, this group."""
    if operator_id is not None:
        operators = await tx.all(SQL.operators_of, live_chat_id=session.live_chat_id)
        if operator_id not in {row["id"] for row in operators}:
            raise invalid(operator_id="not_an_operator_here")
    if group_id is not None:
        groups = await tx.all(SQL.operator_groups_of, live_chat_id=session.live_chat_id)
        if group_id not in {row["id"] for row in groups}:
            raise invalid(group_id="not_a_group_here")


async def close(db: Database, actor: Actor, session_id: UUID, close_reason_id: UUID | None = None) -> Session:
    """The responsible operator ends the session; the client may come back. What the live chat asks for first must be
    there: see `check_closing`. Asked again by the same for the same reason, it changes nothing."""
    async with db.transaction() as tx:
        await tx.first(NOTES_SQL.hold, session_id=session_id)
        session = await seen(tx, actor, session_id)
        authorise_as_responsible(actor, Deed.CLOSE, session)
        closed = session.state == "closed" and session.operator_id == actor.id
        if closed and session.close_reason_id == close_reason_id:
            return session
        await check_closing(tx, session_id, close_reason_id)
        if session.is_held and session.operator_id == actor.id:
            await say_closing(tx, session)
        row = await tx.first(SQL.close, session_id=session_id, person_id=actor.id, close_reason_id=close_reason_id)
        if row is None:
            raise not_mine(await seen(tx, actor, session_id), actor)
        body = {"state": "closed", "closed_at": row["closed_at"], "queued_at": None}
        body |= {"close_reason_id": close_reason_id}
        await _log(tx, actor, "session_closed", session_id, row, body)
    return await seen(db, actor, session_id)


async def reopen(db: Database, actor: Actor, session_id: UUID) -> Session:
    """An operator opens a closed session again: it becomes his, and is when he asks again. Refused while the account
    has another one open. One that was merged stands for itself again."""
    session = await seen(db, actor, session_id)
    authorise(actor, Deed.REOPEN, session.live_chat_id)
    async with db.transaction() as tx:
        await tx.first(SQL.lock_conversation, channel_id=session.channel_id, account_id=session.account_id)
        other = await tx.first(SQL.open_session_of, channel_id=session.channel_id, account_id=session.account_id)
        if other is not None:
            if other["id"] == session_id:
                session = await seen(tx, actor, session_id)
                if session.operator_id == actor.id:
                    return session
                raise Refusal("session_open")
            raise Refusal("session_open_exists", session=other["id"])
        await stand_for_itself(tx, actor, session)
        await reopen_in(tx, actor, session_id, actor.id)
    return await seen(db, actor, session_id)


async def reopen_in(tx: Transaction, actor: Actor, session_id: UUID, operator_id: UUID | None) -> None:
    """The re-opening itself: with its operator, or back in the queue."""
    row = await tx.first(SQL.reopen, session_id=session_id, operator_id=operator_id)
    if row is None:
        raise Refusal("session_open")
    await _log(tx, actor, "session_reopened", session_id, row, _reopening(row, operator_id))


def _reopening(row: Row, operator_id: UUID | None) -> dict[str, Any]:
    return {**assignment(row, operator_id), "closed_at": None, "close_reason_id": None}


async def set_priority(db: Database, actor: Actor, session_id: UUID, priority: str) -> Session:
    """Low, normal or high; saying what is already so changes nothing."""
    if priority not in PRIORITIES:
        raise invalid(priority="unknown")
    session = await changeable(db, actor, Deed.SET_PRIORITY, session_id)
    async with db.transaction() as tx:
        row = await tx.first(SQL.set_priority, session_id=session.id, priority=priority)
        if row:
            await _log(tx, actor, "priority_changed", session_id, row, {"priority": priority}, "staff")
    return await seen(db, actor, session_id)


async def rename(db: Database, actor: Actor, session_id: UUID, name: str | None) -> Session:
    """A name by hand; None goes back to the template's."""
    cleaned = " ".join(name.split()) if name else None
    if cleaned and len(cleaned) > NAME_MOST:
        raise invalid(name="too_long")
    session = await changeable(db, actor, Deed.RENAME, session_id)
    async with db.transaction() as tx:
        row = await tx.first(SQL.set_name, session_id=session.id, name=cleaned or None)
        if row:
            await _log(tx, actor, "session_renamed", session_id, row, {}, "staff")
    return await seen(db, actor, session_id)


async def rename_client(db: Database, actor: Actor, session_id: UUID, name: str) -> Session:
    """The name operators use for the client, in this and every other session."""
    session = await changeable(db, actor, Deed.RENAME, session_id)
    async with db.transaction() as tx:
        await clients.rename(tx, session.client_id, name)
        await tell_client_changed(tx, actor, session.client_id, session_id)
    return await seen(db, actor, session_id)


async def hand_back(db: Database) -> int:
    """What is held by people who left, or lost the role, goes back to the queue, and what waits for a group that left
    to the common one; returns how many. Safe to repeat."""
    async with db.transaction() as tx:
        orphans = [row["id"] for row in await tx.all(SQL.sessions_nobody_answers)]
        for session_id in orphans:
            row = await tx.first(SQL.give_back, session_id=session_id)
            assert row is not None
            await _log(tx, SYSTEM, "session_assigned", session_id, row, assignment(row, None))
    return len(orphans)


async def _log(
    tx: Transaction,
    actor: Actor,
    kind: str,
    session_id: UUID,
    row: Row,
    body: dict[str, Any],
    audience: Audience = "all",
) -> None:
    await log.append(tx, actor, kind, session_id, row["seq"], row["prev_all"], audience, body)
