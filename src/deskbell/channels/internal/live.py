"""The socket door of employees: they follow their sessions as clients, beside the desk's own socket."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

from deskbell.auth.gate import recheck
from deskbell.base.db import Db
from deskbell.channels.internal import employees
from deskbell.channels.internal.settings import KIND
from deskbell.channels.told import try_to_tell_current
from deskbell.realtime.connection import Connection
from deskbell.realtime.hub import Hub
from deskbell.realtime.socket import Desk, field
from deskbell.rights.actor import Actor
from deskbell.sessions import live as sessions
from deskbell.sessions.fanout import RowChange

Command = Callable[[Desk, Connection, dict[str, Any]], Awaitable[dict[str, Any]]]


async def post(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Write into a channel: its running session, or one that opens. The offer is asked for every time."""
    draft = sessions.draft_of(frame, field(frame, "session", UUID | None, None) or UUID(int=0))
    channel_id = field(frame, "channel", UUID)
    posted, opened = await employees.write(desk.db, connection.actor, channel_id, draft)
    if opened:
        await try_to_tell_current(desk.db, desk.hub, connection.actor.id, posted.session_id)
    return sessions.posted_out(posted)


def post_of_clients(visitors_post: Command) -> Command:
    """`post` of both kinds of client: an employee's names its channel, a visitor's has only one."""

    async def either(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
        return await (post if connection.actor.person_id else visitors_post)(desk, connection, frame)

    return either


async def redeem(db: Db, sign_in_id: UUID) -> Actor | None:
    """The employee behind a ticket's sign-in, as a client; None when it has ended."""
    person = await recheck(db, sign_in_id)
    return await employees.as_client(db, person) if person else None


async def on_change(hub: Hub, changes: Sequence[RowChange]) -> None:
    """An employee's session moved: his desk looks at Messages again, wherever he is in it. Not for what staff alone are
    told: when they write a note, or call somebody, is nothing he is to hear of."""
    for change in changes:
        if change.after.channel_kind == KIND and (
            change.before is None or change.before.last_all_seq != change.after.last_all_seq
        ):
            for one in hub.of_actor(UUID(change.after.external_id)):
                one.push({"type": "changed", "what": "messages"})
