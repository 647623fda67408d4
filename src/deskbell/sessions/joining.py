"""Joining: a supervisor replies beside the responsible operator, until he leaves or the session closes. Watching is
looking, and needs no deed; taking over is assigning to oneself."""

from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_allowed
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "notes.sql")


async def join(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Join a session that somebody else holds; again changes nothing. Raises not_found, not_allowed,
    offline_may_only_look, session_closed, and session_waiting where nobody answers yet: taking over is the way."""
    session = await seen(db, actor, session_id)
    authorise(actor, Deed.JOIN, session.live_chat_id)
    async with db.transaction() as tx:
        row = await tx.first(SQL.join_in, session_id=session_id, person_id=actor.id)
        if row is None:
            session = await seen(tx, actor, session_id)
            if not session.is_open:
                raise Refusal("session_closed")
            if not session.is_held:
                raise Refusal("session_waiting")
            return session
        body = {"joined": list(row["joined"])}
        await log.append(tx, actor, "session_joined", session_id, row["seq"], row["prev_all"], "staff", body)
    return await seen(db, actor, session_id)


async def leave(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Leave what one joined; again changes nothing. Raises not_found; who never could join: not_allowed."""
    session = await seen(db, actor, session_id)
    if actor.kind != "person":
        raise not_allowed()
    if actor.id not in session.joined:
        authorise(actor, Deed.JOIN, session.live_chat_id)
    async with db.transaction() as tx:
        row = await tx.first(SQL.leave, session_id=session_id, person_id=actor.id)
        if row:
            body = {"joined": list(row["joined"])}
            await log.append(tx, actor, "session_left", session_id, row["seq"], row["prev_all"], "staff", body)
    return await seen(db, actor, session_id)


async def send_out(db: Database) -> int:
    """Whoever joined and supervises there no more leaves; returns how many. Safe to repeat."""
    async with db.transaction() as tx:
        rows = await tx.all(SQL.joined_without_role)
        for one in rows:
            row = await tx.first(SQL.leave, session_id=one["session_id"], person_id=one["person_id"])
            if row:
                body = {"joined": list(row["joined"])}
                await log.append(
                    tx, SYSTEM, "session_left", one["session_id"], row["seq"], row["prev_all"], "staff", body
                )
    return len(rows)
