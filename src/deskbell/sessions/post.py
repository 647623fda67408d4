"""Posting: the one door by which a message enters a session.

`post` is for an open session and never called inside a transaction: a writer per process (writer.py) turns the posts
that wait at one moment into one statement and one commit (a batch of one costs nothing). `post_in` runs the same
statement inside the caller's transaction: for a session that opens or re-opens, for files, for system words.
"""

import asyncio
from typing import Any

from deskbell.base.db import Database, Transaction, unavailable
from deskbell.base.errors import Refusal
from deskbell.files import service as files
from deskbell.rights.actor import Actor
from deskbell.sessions.drafts import Draft, Posted, check_draft
from deskbell.sessions.reading import seen
from deskbell.sessions.storing import SQL, event_of, posted_of, repeat_of, store
from deskbell.sessions.writer import writer_of

__all__ = ["Draft", "Posted", "begin_post", "check_draft", "post", "post_in", "repeat_of", "why_refused"]


async def post(db: Database, actor: Actor, draft: Draft) -> Posted:
    """Post into an open session; returns after the commit.

    Refuses: message_empty, message_too_long, send_key_conflict, not_found, session_closed, not_yours, channel_paused,
    quote_unknown, file_unknown, storage_unavailable.
    """
    check_draft(draft)
    if draft.file_ids:
        async with db.transaction(sending=True) as tx:
            posted = await post_in(tx, actor, draft)
    else:
        posted = await writer_of(db).begin(actor, draft)
    if posted is None:
        raise await why_refused(db, actor, draft)
    return posted


def begin_post(db: Database, actor: Actor, draft: Draft) -> "asyncio.Future[Posted | None]":
    """Put a post of text in the writer's next batch. The answer is None where its session does not take it: `post`
    says why. Refuses at once what `check_draft` refuses."""
    check_draft(draft)
    return writer_of(db).begin(actor, draft)


async def post_in(
    tx: Transaction, actor: Actor, draft: Draft, *, into_spam: bool = False, into_closed: bool = False
) -> Posted | None:
    """The same within a transaction; None when the session does not take it. `into_spam`: the client is locked;
    `into_closed`: a notification, which opens nothing."""
    known = await repeat_of(tx, actor, draft)
    if known:
        return known
    try:
        attached = await files.attachable(tx, actor, list(draft.file_ids))
    except Refusal:
        # Another try of this very message may have sent them while we waited for their rows.
        known = await repeat_of(tx, actor, draft)
        if known is None:
            raise
        return known
    rows = await store(tx, [(actor, draft)], waits=True, into_spam=into_spam, into_closed=into_closed)
    if not rows:
        return None
    posted = posted_of(rows[0])
    for position, file in enumerate(attached):
        await tx.run(SQL.attach_file, session_id=posted.session_id, seq=posted.seq, position=position, file_id=file.id)
    if attached:
        await files.mark_attached(tx, [file.id for file in attached])
    tx.events.append(event_of(rows[0], actor, draft))
    return posted


async def why_refused(db: Any, actor: Actor, draft: Draft, *, into_spam: bool = False) -> Refusal:
    """The reason in the order a person would want it; not_found first for whom there is nothing to see."""
    session = await seen(db, actor, draft.session_id)
    note = draft.audience == "staff"
    if not note and not session.is_open and not (into_spam and session.state == "spam"):
        return Refusal("session_closed")
    if actor.kind == "person" and not note and not (session.is_held and session.answered_by(actor.id)):
        operator = {"id": session.operator_id, "name": session.operator_name} if session.operator_id else None
        return Refusal("not_yours", operator=operator)
    if actor.kind == "account" and await db.first(SQL.paused_channel_of, session_id=session.id):
        return Refusal("channel_paused")
    if len(draft.text) > session.message_limit:
        return Refusal("message_too_long", 422, limit=session.message_limit)
    if draft.quote_seq is not None:
        return Refusal("quote_unknown", 422)
    return unavailable()
