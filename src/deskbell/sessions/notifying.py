"""Notifications: what a program tells a client. They go into the session he has open, else into his last one, which
stays closed; no operator is bothered until the client answers."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from deskbell.base.db import Database, Db, Transaction
from deskbell.base.errors import not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.client_deeds import client_of_account
from deskbell.sessions.opening import Conversation, lock_conversations
from deskbell.sessions.post import Draft, Posted, check_draft, post_in, repeat_of, why_refused

SQL = statements(__package__, "notifying.sql")
KEYS_SQL = statements(__package__, "beginning.sql")


@dataclass(frozen=True, slots=True)
class Told:
    """A session as a program names it."""

    id: UUID
    live_chat_id: UUID
    channel_id: UUID
    account_id: UUID
    client_id: UUID
    state: str


async def session_to_tell(db: Db, session_id: UUID) -> Told | None:
    """The session of an id, whatever its state."""
    row = await db.first(SQL.session_to_tell, session_id=session_id)
    return Told(**dict(row)) if row else None


async def notify_session(db: Database, actor: Actor, draft: Draft) -> Posted:
    """Into this very session, which must be open. Refuses what `post` refuses."""
    check_draft(draft)
    async with db.transaction(sending=True) as tx:
        await _hold_key(tx, actor, draft)
        posted = await post_in(tx, actor, draft)
        if posted is None:
            raise await why_refused(tx, actor, draft)
    return posted


async def notify_account(
    db: Database, actor: Actor, conversation: Conversation, draft: Draft, may: Callable[[UUID], bool]
) -> Posted:
    """To an account: into its open session, else its last, else one that is made closed. A repeat changes nothing.

    `may`: whether this live chat is the program's to write into; not_found where the session is in another by now.
    """
    check_draft(draft)
    async with db.transaction(sending=True) as tx:
        await _hold_key(tx, actor, draft)
        await lock_conversations(tx, conversation.channel_id, [conversation.account_id])
        known = await repeat_of(tx, actor, draft)
        if known:
            return known
        row = await tx.first(
            SQL.session_for_news, channel_id=conversation.channel_id, account_id=conversation.account_id
        )
        if row and not may(row["live_chat_id"]):
            raise not_found()
        session_id = row["id"] if row else await _made(tx, actor, conversation)
        placed = replace(draft, session_id=session_id)
        posted = await post_in(tx, actor, placed, into_closed=True)
        if posted is None:
            raise await why_refused(tx, actor, placed)
    return posted


async def _hold_key(tx: Transaction, actor: Actor, draft: Draft) -> None:
    """Of two tries at once the second sees what the first stored, wherever it stands: looked up while it waited for the
    session, it would find nothing, and store the key twice."""
    await tx.first(KEYS_SQL.hold_key, person_id=actor.id, begin_key=draft.send_key)


async def _made(tx: Transaction, actor: Actor, conversation: Conversation) -> UUID:
    session_id = new_id()
    row = await tx.first(
        SQL.add_closed_session,
        session_id=session_id,
        live_chat_id=conversation.live_chat_id,
        channel_id=conversation.channel_id,
        account_id=conversation.account_id,
        client_id=await client_of_account(tx, conversation.account_id),
    )
    assert row is not None
    await log.append(tx, actor, "session_opened", session_id, 1, 0)
    body = {"state": "closed", "closed_at": row["closed_at"], "queued_at": None}
    await log.append(tx, actor, "session_closed", session_id, 2, 1, "all", body)
    return session_id
