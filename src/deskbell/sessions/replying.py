"""Replying: a person's message, from whichever door."""

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.sessions.post import Draft, Posted, post, repeat_of
from deskbell.sessions.reading import seen


async def reply(db: Database, actor: Actor, draft: Draft) -> Posted:
    """Post as a person; refuses what `post` refuses, and not_allowed or offline_may_only_look.

    A message that is stored is acknowledged even to whom the session has left since: its sender shall not take it for
    refused.
    """
    try:
        session = await seen(db, actor, draft.session_id)
        if session.answered_by(actor.id):
            # Who joined replies as the responsible operator does.
            authorise(actor, Deed.REPLY, session.live_chat_id, actor.id)
    except Refusal:
        known = await repeat_of(db, actor, draft)
        if known is None:
            raise
        return known
    return await post(db, actor, draft)
