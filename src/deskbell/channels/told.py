"""What all open pages of a client are told, whatever his channel."""

from contextlib import suppress
from uuid import UUID

from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal
from deskbell.realtime.hub import Hub
from deskbell.sessions.model import client_out
from deskbell.sessions.opening import queue_positions
from deskbell.sessions.reading import seen


async def tell_current(db: Database, hub: Hub, account_id: UUID, session_id: UUID) -> None:
    """All frames of this client learn which session is the current one, and follow it."""
    for connection in hub.of_actor(account_id):
        session = await seen(db, connection.actor, session_id)
        positions = await queue_positions(db, session.live_chat_id) if session.state == "waiting" else {}
        connection.push({"type": "current", "session": client_out(session, positions.get(session_id))})


async def try_to_tell_current(db: Database, hub: Hub, account_id: UUID, session_id: UUID) -> None:
    """The same at once, after the commit that opened it. Failing is nothing to who wrote: his message is stored, and
    the feed of changes tells it again, in every process."""
    with suppress(Refusal, *LOST):
        await tell_current(db, hub, account_id, session_id)
