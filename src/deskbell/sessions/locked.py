"""Where the message of a locked account goes: into a spam session, at once, without queue, counters or notices.

The same for every channel. Who wrote is answered as ever: he is not to learn that he is locked.
"""

from dataclasses import replace
from uuid import UUID

from deskbell.base.db import Database, Transaction
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.sessions.opening import Conversation
from deskbell.sessions.post import Draft, Posted, check_draft, post_in, repeat_of, why_refused
from deskbell.sessions.spam import marked

SQL = statements(__package__, "spam.sql")
QUERIES = statements(__package__)


async def write_locked(
    db: Database, actor: Actor, conversation: Conversation, draft: Draft, entry_id: UUID
) -> tuple[Posted, bool]:
    """Post a locked client's message: into the session he has open, which this marks as spam, else into his spam
    session, else into a new one; True when one opened. `entry_id`: the entry that locks him."""
    check_draft(draft)
    async with db.transaction(sending=True) as tx:
        at = {"channel_id": conversation.channel_id, "account_id": conversation.account_id}
        await tx.first(QUERIES.lock_conversation, **at)
        known = await repeat_of(tx, actor, draft)
        if known:
            return known, False
        session_id, opened = await _spam_session(tx, actor, conversation, entry_id)
        quote = draft.quote_seq if draft.session_id == session_id else None
        placed = replace(draft, session_id=session_id, quote_seq=quote)
        posted = await post_in(tx, actor, placed, into_spam=True)
        if posted is None:
            raise await why_refused(tx, actor, placed, into_spam=True)
    return posted, opened


async def _spam_session(tx: Transaction, actor: Actor, conversation: Conversation, entry_id: UUID) -> tuple[UUID, bool]:
    at = {"channel_id": conversation.channel_id, "account_id": conversation.account_id}
    running = await tx.first(QUERIES.open_session_of, **at)
    if running is not None and await marked(tx, SYSTEM, running["id"], entry_id):
        return running["id"], False
    last = await tx.first(SQL.last_spam_of, **at)
    if last is not None:
        return last["id"], False
    return await _add(tx, actor, conversation, entry_id), True


async def _add(tx: Transaction, actor: Actor, conversation: Conversation, entry_id: UUID) -> UUID:
    session_id = new_id()
    row = await tx.first(
        SQL.add_spam_session,
        session_id=session_id,
        live_chat_id=conversation.live_chat_id,
        channel_id=conversation.channel_id,
        account_id=conversation.account_id,
        client_id=conversation.client_id,
    )
    assert row is not None
    await log.append(tx, actor, "session_opened", session_id, 1, 0)
    body = {"state": "spam", "spam_at": row["spam_at"], "entry_id": entry_id}
    await log.append(tx, SYSTEM, "session_marked_spam", session_id, 2, 1, "staff", body)
    return session_id
