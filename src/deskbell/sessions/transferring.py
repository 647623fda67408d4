"""Transferring: who answers, or supervises, hands a session on, to an operator, to a group or to another live chat."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions.changeable import changeable
from deskbell.sessions.drafts import Draft
from deskbell.sessions.lifecycle import check_assignee
from deskbell.sessions.model import Session
from deskbell.sessions.notes import note_in
from deskbell.sessions.post import Posted, repeat_of

SQL = statements(__package__, "transferring.sql")
NOTES_SQL = statements(__package__, "notes.sql")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a session goes: one of the three."""

    operator_id: UUID | None = None
    group_id: UUID | None = None
    live_chat_id: UUID | None = None

    def is_where(self, session: Session) -> bool:
        """Whether the session is there already."""
        if self.live_chat_id:
            return session.live_chat_id == self.live_chat_id
        if self.operator_id:
            return session.operator_id == self.operator_id
        return not session.is_held and session.group_id == self.group_id


async def transfer(
    db: Database, actor: Actor, session_id: UUID, target: Target, send_key: UUID, note: str = ""
) -> None:
    """Hand a session on with a note for who gets it, in one step. Idempotent: by the note's send key, and without a
    note where it is there already. Who loses sight of it by this is told by `gone`.

    In another live chat it waits in the common queue, and parameters and close reasons are those of that one. Raises
    not_found, not_yours, not_allowed, offline_may_only_look, session_closed, validation_failed, message_too_long,
    send_key_conflict.
    """
    if [target.operator_id, target.group_id, target.live_chat_id].count(None) != 2:
        raise invalid(operator_id="missing")
    draft = Draft(session_id, send_key, note, audience="staff") if note.strip() else None
    if draft and (known := await repeat_of(db, actor, draft)):
        if not await _came_with(db, actor, known, target):
            raise Refusal("send_key_conflict")
        return
    async with db.transaction() as tx:
        await tx.first(NOTES_SQL.hold, session_id=session_id)
        session = await changeable(tx, actor, Deed.TRANSFER, session_id)
        if draft is None and target.is_where(session):
            return
        await _check(tx, session, target)
        posted = await note_in(tx, actor, draft) if draft else None
        if draft and posted is None:
            raise Refusal("message_too_long", 422, limit=session.message_limit)
        if posted and not posted.fresh:
            # Of two tries at once the first one's commit was waited for.
            if not await _came_with(tx, actor, posted, target):
                raise Refusal("send_key_conflict")
            return
        await _move(tx, actor, session_id, target)


async def _came_with(db: Db, actor: Actor, note: Posted, target: Target) -> bool:
    row = await db.first(
        SQL.came_with,
        session_id=note.session_id,
        seq=note.seq,
        person_id=actor.id,
        operator_id=target.operator_id,
        group_id=target.group_id,
        live_chat_id=target.live_chat_id,
    )
    return bool(row and row["came"])


async def _check(tx: Db, session: Session, target: Target) -> None:
    await check_assignee(tx, session, target.operator_id, target.group_id)
    if target.live_chat_id:
        others = await tx.all(SQL.live_chats_beside, live_chat_id=session.live_chat_id)
        if target.live_chat_id not in {row["id"] for row in others}:
            raise invalid(live_chat_id="unknown")


async def _move(tx: Transaction, actor: Actor, session_id: UUID, target: Target) -> None:
    where = {"operator_id": target.operator_id, "group_id": target.group_id, "live_chat_id": target.live_chat_id}
    row = await tx.first(SQL.transfer, session_id=session_id, **where)
    if row is None:
        raise Refusal("session_closed")
    body: dict[str, Any] = {name: row[name] for name in ("state", "group_id", "queued_at", "taken_at", "joined")}
    body["operator_id"] = target.operator_id
    if target.live_chat_id:
        body["live_chat_id"] = target.live_chat_id
    await log.append(tx, actor, "session_transferred", session_id, row["seq"], row["prev_all"], "all", body)
