"""The HTTP door to the wallboard."""

from datetime import datetime
from typing import Annotated, Literal, TypedDict, cast
from uuid import UUID

from litestar import get

from deskbell.base.db import Database
from deskbell.base.http import Injected
from deskbell.base.rates import Buckets
from deskbell.rights.actor import Actor
from deskbell.sessions import wallboard
from deskbell.sessions.shapes import Priority, Reference

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]

_boards = Buckets(burst=20, per_second=2.0)


class Waiting(TypedDict):
    """A session in the queue; `since` it entered it."""

    id: UUID
    number: int
    name: str
    priority: Priority
    channel_kind: str
    group: Reference | None
    since: datetime


class Unanswered(TypedDict):
    """A session whose client waits for its operator's word, since the first of `messages` unanswered ones."""

    id: UUID
    number: int
    name: str
    priority: Priority
    channel_kind: str
    group: Reference | None
    operator: Reference | None
    since: datetime
    messages: int


class OperatorNow(TypedDict):
    """An operator of the live chat. `open_sessions` in all live chats, `open_here` in this one; `unanswered`: sessions
    here whose client waits for a word, the longest since `unanswered_since`."""

    id: UUID
    name: str
    status: Literal["online", "away", "offline"]
    status_since: datetime
    reachable: bool
    open_sessions: int
    open_here: int
    unanswered: int
    unanswered_since: datetime | None


class Today(TypedDict):
    """The day so far in the workspace's time zone; averages in seconds, null where there is nothing to average."""

    opened: int
    reopened: int
    taken: int
    closed: int
    abandoned: int
    wait_average: float | None
    first_response_average: float | None
    rated: int
    rating_average: float | None


class Now(TypedDict):
    """The live chat at the moment `at`. A wait is long from `long_wait` seconds on. At most 50 sessions are named in
    each list, the longest first; the counts are of all."""

    at: datetime
    day_began_at: datetime
    time_zone: str
    long_wait: int
    live_chat: Reference
    waiting: list[Waiting]
    waiting_count: int
    unanswered: list[Unanswered]
    unanswered_count: int
    operators: list[OperatorNow]
    today: Today


@get("/live-chats/{live_chat_id:uuid}/now")
async def read_now(db: Db, actor: Asking, live_chat_id: UUID) -> Now:
    _boards.take(str(actor.id))
    return cast(Now, await wallboard.now_of(db, actor, live_chat_id))


ROUTES = [read_now]
