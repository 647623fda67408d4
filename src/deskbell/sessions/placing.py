"""Posting where something other than the account's open session is meant: mail, which says itself where it belongs.

Invariants: the caller has the evidence, this room only places · nothing is posted into spam · a session beside another
open one of its account is `apart`, and only evidence leads into it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from deskbell.base.db import Db, Transaction
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.automatic import say_opened
from deskbell.sessions.lifecycle import reopen_in
from deskbell.sessions.opening import SQL as OPENING
from deskbell.sessions.opening import Conversation, lock_conversations
from deskbell.sessions.post import Draft, Posted, post_in, why_refused

SQL = statements(__package__, "placing.sql")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A session a message may belong to. `said`: the number it was named by, of a session merged into this one;
    `takes_part`: whether the account may write here."""

    said: int
    id: UUID
    number: int
    state: str
    account_id: UUID
    client_id: UUID
    live_chat_id: UUID
    operator_id: UUID | None
    takes_part: bool


async def candidates(db: Db, channel_id: UUID, account_id: UUID, numbers: Collection[int]) -> dict[int, Candidate]:
    """Sessions of a channel by the numbers that were named."""
    if not numbers:
        return {}
    rows = await db.all(SQL.sessions_of_numbers, channel_id=channel_id, account_id=account_id, numbers=list(numbers))
    return {row["said"]: Candidate(**dict(row)) for row in rows}


async def post_into(tx: Transaction, actor: Actor, channel_id: UUID, session: Candidate, draft: Draft) -> Posted:
    """Post into this session; a closed one opens again, with its operator or in the queue. Refuses what `post` does."""
    await lock_conversations(tx, channel_id, {session.account_id, actor.id})
    if session.account_id != actor.id:
        await tx.run(SQL.take_part, session_id=session.id, account_id=actor.id)
        await tx.run(SQL.reaches_participant, session_id=session.id, account_id=actor.id)
    if session.state == "closed":
        running = await tx.first(OPENING.open_session_of, channel_id=channel_id, account_id=session.account_id)
        if running is not None and running["id"] != session.id:
            await tx.run(SQL.reopen_apart, session_id=session.id)
        if running is None or running["id"] != session.id:
            keeper = await _keeper(tx, session)
            await reopen_in(tx, actor, session.id, keeper)
    placed = replace(draft, session_id=session.id, quote_seq=None)
    posted = await post_in(tx, actor, placed)
    if posted is None:
        raise await why_refused(tx, actor, placed)
    return posted


async def _keeper(tx: Db, session: Candidate) -> UUID | None:
    if session.operator_id is None:
        return None
    row = await tx.first(OPENING.is_answering, person_id=session.operator_id, live_chat_id=session.live_chat_id)
    return session.operator_id if row and row["answering"] else None


async def post_anew(
    tx: Transaction,
    actor: Actor,
    conversation: Conversation,
    draft: Draft,
    subject: str | None,
    *,
    spoken_to: bool,
) -> tuple[Posted, int]:
    """Open a session for this message, whatever else the account has open; and its number. `spoken_to`: whether the
    live chat's automatic words are for him."""
    await lock_conversations(tx, conversation.channel_id, [conversation.account_id])
    session_id, number = await open_anew(tx, actor, conversation, subject)
    placed = replace(draft, session_id=session_id, quote_seq=None)
    posted = await post_in(tx, actor, placed)
    if posted is None:
        raise await why_refused(tx, actor, placed)
    if spoken_to:
        await say_opened(tx, session_id, conversation.live_chat_id, again=False)
    return posted, number


async def open_anew(tx: Transaction, actor: Actor, conversation: Conversation, subject: str | None) -> tuple[UUID, int]:
    """A new session in the queue, beside whatever is open; its id and number."""
    session_id = new_id()
    row = await tx.first(
        SQL.add_session_apart,
        session_id=session_id,
        live_chat_id=conversation.live_chat_id,
        channel_id=conversation.channel_id,
        account_id=conversation.account_id,
        subject=subject,
    )
    assert row is not None
    # Elsewhere than its channel says only the log tells, for reports: the session itself may move on.
    body = {} if row["at_home"] else {"live_chat_id": conversation.live_chat_id}
    await log.append(tx, actor, "session_opened", session_id, 1, 0, "all", body)
    return session_id, int(row["number"])


async def participants(db: Db, session_id: UUID) -> Sequence[dict[str, object]]:
    """Who takes part besides the session's account: `{id, name, address, added_at, refused_at, refused}`; the last two
    where the address did not take a copy of a letter."""
    rows = await db.all(SQL.participants_of, session_id=session_id)
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "address": row["email"] or row["external_id"],
            "added_at": row["added_at"],
            "refused_at": row["refused_at"],
            "refused": row["refused"],
        }
        for row in rows
    ]
