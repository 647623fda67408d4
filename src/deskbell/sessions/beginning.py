"""Beginning a session with a client who did not write: it is its beginner's from the first moment.

Which account a channel reaches is for `channels/outreach` to say; here stands only what holds for every channel.
"""

from uuid import UUID

from deskbell.base.db import Db, Transaction
from deskbell.base.errors import Refusal, invalid
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.client_deeds import client_of_account
from deskbell.sessions.opening import Conversation, lock_conversations
from deskbell.sessions.post import Draft, check_draft, post_in, why_refused
from deskbell.sessions.reading import seen

SQL = statements(__package__, "beginning.sql")

SUBJECT_MOST = 200


def checked_subject(subject: str | None) -> str | None:
    """One line, or None where it is blank; `too_long` over 200 characters."""
    cleaned = " ".join(subject.split()) if subject else ""
    if len(cleaned) > SUBJECT_MOST:
        raise invalid(subject="too_long")
    return cleaned or None


async def begun_before(db: Db, actor: Actor, begin_key: UUID) -> UUID | None:
    """The session this person began under the key, or None."""
    row = await db.first(SQL.begun_before, person_id=actor.id, begin_key=begin_key)
    return row["id"] if row else None


async def open_session_with(db: Db, actor: Actor, live_chat_id: UUID, client_id: UUID) -> tuple[bool, UUID | None]:
    """Whether the client has an open session in this live chat, by any of his accounts, and which, where the actor may
    see it: that there is one he learns anyway, by not being let."""
    row = await db.first(SQL.open_session_of_client, client_id=client_id, live_chat_id=live_chat_id)
    if row is None:
        return False, None
    try:
        return True, (await seen(db, actor, row["id"])).id
    except Refusal:
        return True, None


async def begin_in(
    tx: Transaction, actor: Actor, conversation: Conversation, begin_key: UUID, subject: str | None, text: str | None
) -> tuple[UUID, bool]:
    """Begin within a transaction: the session, and False where this key has begun it before. A first message goes out
    under the same key.

    Refuses: send_key_conflict for a key of another session, session_open_exists with the session where one may see it,
    and what `post` refuses.
    """
    await tx.first(SQL.hold_key, person_id=actor.id, begin_key=begin_key)
    await tx.first(SQL.hold_client, live_chat_id=conversation.live_chat_id, client_id=conversation.client_id)
    await lock_conversations(tx, conversation.channel_id, [conversation.account_id])
    known = await tx.first(SQL.begun_before, person_id=actor.id, begin_key=begin_key)
    if known:
        if (known["channel_id"], known["account_id"]) != (conversation.channel_id, conversation.account_id):
            raise Refusal("send_key_conflict")
        return known["id"], False
    client_id = await client_of_account(tx, conversation.account_id)
    exists, session = await open_session_with(tx, actor, conversation.live_chat_id, client_id)
    if exists:
        raise Refusal("session_open_exists", session=session)
    session_id = new_id()
    await tx.first(
        SQL.begin_session,
        session_id=session_id,
        live_chat_id=conversation.live_chat_id,
        channel_id=conversation.channel_id,
        account_id=conversation.account_id,
        client_id=client_id,
        person_id=actor.id,
        begin_key=begin_key,
        subject=subject,
    )
    await log.append(tx, actor, "session_opened", session_id, 1, 0)
    if text:
        await _say(tx, actor, Draft(session_id, begin_key, text))
    return session_id, True


async def _say(tx: Transaction, actor: Actor, draft: Draft) -> None:
    check_draft(draft)
    if await post_in(tx, actor, draft) is None:
        raise await why_refused(tx, actor, draft)
