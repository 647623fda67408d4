"""The door by which programs notify clients. No cookie is read: the bearer token is the proof (`foreign`)."""

from typing import Annotated
from uuid import UUID

from litestar import Response, post

from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.http import Body, Injected
from deskbell.base.rates import Buckets
from deskbell.channels import notifying
from deskbell.rights.program import Program
from deskbell.sessions import shapes

_notifications = Buckets(burst=120, per_second=20.0)


class Notification(Body):
    """`key` is the program's own name for it, the same at every try. Either a `session`, which must be open, or a
    `channel` and an `account` in it: the id by which the channel's provider, or site, knows the client."""

    key: UUID
    text: str
    session: UUID | None = None
    channel: UUID | None = None
    account: str | None = None


@post("/notifications", status_code=201, opt={"foreign": True})
async def notify(
    db: Annotated[Database, Injected], program: Annotated[Program, Injected], data: Notification
) -> Response[shapes.Acknowledged]:
    _notifications.take(str(program.id))
    if data.session is not None and data.channel is None and data.account is None:
        posted = await notifying.notify_session(db, program, data.session, data.key, data.text)
    elif data.session is None and data.channel is not None and data.account is not None:
        posted = await notifying.notify_account(db, program, data.channel, data.account, data.key, data.text)
    else:
        raise invalid(session="missing")
    body: shapes.Acknowledged = {
        "session": posted.session_id,
        "seq": posted.seq,
        "message_id": posted.message_id,
        "posted_at": posted.posted_at,
    }
    return Response(body, status_code=201 if posted.fresh else 200)


ROUTES = [notify]
