"""Spam: out of queue, lists, counters and reports, by hand or by the blocklist, and back.

By hand the account stays free: its next message opens another session. What made it spam, and what brought it back,
staff alone are told: to its client it is a session like any other.
"""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Row, Transaction
from deskbell.base.errors import Refusal
from deskbell.base.sql import statements
from deskbell.blocklist.values import check_lockable
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed
from deskbell.sessions.changeable import changeable
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "spam.sql")
QUERIES = statements(__package__)


async def mark_spam(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Mark a session as spam by hand, an open one or one that is closed. Raises not_found, not_allowed, not_yours,
    session_closed (another's), offline_may_only_look, internal_never_locked, session_is_spam."""
    session = await spammable(db, actor, session_id)
    async with db.transaction() as tx:
        await mark_in(tx, actor, session.id, None)
    return await seen(db, actor, session_id)


async def spammable(db: Database, actor: Actor, session_id: UUID) -> Session:
    """The session, if this actor may mark it as spam now."""
    session = await changeable(db, actor, Deed.MARK_SPAM, session_id)
    check_lockable(session.channel_kind)
    return session


async def mark_in(tx: Transaction, actor: Actor, session_id: UUID, entry_id: UUID | None) -> None:
    """The marking within a transaction; raises session_is_spam."""
    if not await marked(tx, actor, session_id, entry_id):
        raise Refusal("session_is_spam")


async def marked(tx: Transaction, actor: Actor, session_id: UUID, entry_id: UUID | None) -> bool:
    """The marking itself, False when it is spam already. `entry_id`: the blocklist's entry it is for."""
    row = await tx.first(SQL.mark_spam, session_id=session_id)
    if row is None:
        return False
    body = {"state": "spam", "spam_at": row["spam_at"], "entry_id": entry_id}
    await log.append(tx, actor, "session_marked_spam", session_id, row["seq"], row["prev_all"], "staff", body)
    return True


async def restore(db: Database, actor: Actor, session_id: UUID) -> Session:
    """Bring a spam session back, with the operator and priority it had. Raises what marking does but for
    session_is_spam: session_not_spam, and session_open_exists while its account has another one open."""
    session = await changeable(db, actor, Deed.MARK_SPAM, session_id)
    at = {"channel_id": session.channel_id, "account_id": session.account_id}
    async with db.transaction() as tx:
        await tx.first(QUERIES.lock_conversation, **at)
        other = await tx.first(QUERIES.open_session_of, **at)
        if other is not None and other["id"] != session_id and session.closed_at is None:
            raise Refusal("session_open_exists", session=other["id"])
        row = await tx.first(SQL.restore_spam, session_id=session_id)
        if row is None:
            raise Refusal("session_not_spam")
        await _tell_restored(tx, actor, session_id, row)
    return await seen(db, actor, session_id)


async def _tell_restored(tx: Transaction, actor: Actor, session_id: UUID, row: Row) -> None:
    where: dict[str, Any] = {name: row[name] for name in ("state", "operator_id", "group_id", "taken_at", "queued_at")}
    body = where | {"spam_at": None}
    await log.append(tx, actor, "session_restored", session_id, row["seq"], row["prev_all"], "staff", body)
    if row["lost"]:
        await log.append(tx, actor, "session_assigned", session_id, row["seq"] + 1, row["prev_all"], "all", where)
