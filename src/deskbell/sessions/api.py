"""The HTTP door of sessions for the desk."""

from typing import Annotated, Any, Literal, cast
from uuid import UUID

from litestar import Response, get, post, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.base.rates import Buckets
from deskbell.realtime.hub import Hub
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, may
from deskbell.sessions import editing, lifecycle, reading, replying, shapes
from deskbell.sessions.blocking import may_be_spam, may_block
from deskbell.sessions.counters import counters_of
from deskbell.sessions.labels import described
from deskbell.sessions.live import tell_mark
from deskbell.sessions.messages import messages_before
from deskbell.sessions.model import Session, row_out
from deskbell.sessions.post import Draft, Posted
from deskbell.sessions.receipts import read_by_operator

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]
Rules = Annotated[editing.RulesOf, Injected]


class NewMessage(Body):
    """A message to post. `send_key` is the sender's own name for it, the same at every try."""

    send_key: UUID
    text: str = ""
    quote_seq: int | None = None
    file_ids: list[UUID] = []


class Assignment(Body):
    """To an operator, or back to a group's queue."""

    operator_id: UUID | None = None
    group_id: UUID | None = None


class Closing(Body):
    """Why, where the live chat asks for it."""

    close_reason_id: UUID | None = None


class PriorityChange(Body):
    priority: Literal["low", "normal", "high"]


class NameChange(Body):
    """null goes back to the live chat's template."""

    name: str | None


class ClientName(Body):
    name: str


class ReadMark(Body):
    """How far the operator has read, in the client's messages."""

    client_no: int


@get("/sessions")
async def list_sessions(
    db: Db,
    actor: Asking,
    group: str,
    live_chat: UUID | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> shapes.SessionList:
    return cast(shapes.SessionList, await reading.list_group(db, actor, group, live_chat, cursor, limit))


@get("/counters")
async def read_counters(db: Db, actor: Asking, counters_hidden: Annotated[bool, Injected]) -> shapes.Counters:
    counters = await counters_of(db, [actor], counters_hidden)
    return cast(shapes.Counters, counters[actor.id])


@get("/sessions/{session_id:uuid}")
async def read_session(
    db: Db, actor: Asking, hub: Annotated[Hub, Injected], message_rules: Rules, session_id: UUID
) -> shapes.SessionPage:
    session = await reading.seen(db, actor, session_id)
    page = await reading.thread_page(db, actor, session)
    connected = any(not one.staff for one in hub.followers(session_id))
    return cast(
        shapes.SessionPage,
        page
        | {
            "may": _may(actor, session, message_rules(session.channel_kind)),
            "client_presence": "online" if connected else "offline",
        },
    )


def _may(actor: Actor, session: Session, rules: editing.Rules) -> shapes.May:
    chat, owner = session.live_chat_id, session.operator_id
    with_operator = session.state == "with_operator"
    return {
        "take": session.state == "waiting" and may(actor, Deed.TAKE, chat),
        "reply": with_operator and session.answered_by(actor.id) and may(actor, Deed.REPLY, chat, actor.id),
        "close": with_operator and may(actor, Deed.CLOSE, chat, owner),
        "reopen": session.state == "closed" and may(actor, Deed.REOPEN, chat),
        "assign": session.is_open and may(actor, Deed.ASSIGN, chat),
        "take_over": with_operator and owner != actor.id and may(actor, Deed.ASSIGN, chat),
        "rename": may(actor, Deed.RENAME, chat, owner),
        "set_priority": may(actor, Deed.SET_PRIORITY, chat, owner),
        "tag": may(actor, Deed.TAG, chat, owner),
        "set_parameters": may(actor, Deed.SET_PARAMETERS, chat, owner),
        "bind": may(actor, Deed.BIND, chat, owner),
        "mark_spam": session.state != "spam" and may_be_spam(session) and may(actor, Deed.MARK_SPAM, chat, owner),
        "restore": session.state == "spam" and may(actor, Deed.MARK_SPAM, chat, owner),
        "block": may_block(actor, session),
        "note": may(actor, Deed.NOTE, chat),
        "forward": may(actor, Deed.FORWARD, chat),
        "join": with_operator and not session.answered_by(actor.id) and may(actor, Deed.JOIN, chat),
        "leave": actor.id in session.joined,
        "transfer": session.is_open and may(actor, Deed.TRANSFER, chat, owner),
        "edit_messages": session.is_open and rules.edits and may(actor, Deed.RETOUCH, chat),
        "delete_messages": session.is_open and rules.deletes and may(actor, Deed.RETOUCH, chat),
        "see_versions": editing.sees_versions(actor, session),
    }


@get("/sessions/{session_id:uuid}/messages")
async def read_messages(
    db: Db, actor: Asking, session_id: UUID, before: int = 1 << 60, limit: int = 50
) -> shapes.MessageList:
    session = await reading.seen(db, actor, session_id)
    items, has_older = await messages_before(db, session.id, before, limit, staff=True)
    return cast(shapes.MessageList, {"items": items, "has_older": has_older})


@get("/sessions/{session_id:uuid}/events")
async def read_events(db: Db, actor: Asking, session_id: UUID, after: int) -> shapes.Difference:
    session = await reading.seen(db, actor, session_id)
    events, too_long = await reading.difference(db, session.id, after, staff=True)
    return cast(shapes.Difference, {"events": events, "too_long": too_long})


@post("/sessions/{session_id:uuid}/messages")
async def reply(
    db: Db, actor: Asking, posting: Annotated[Buckets, Injected], session_id: UUID, data: NewMessage
) -> Response[shapes.Acknowledged]:
    posting.take(str(actor.id))
    draft = Draft(session_id, data.send_key, data.text, data.quote_seq, tuple(data.file_ids))
    return acknowledge(await replying.reply(db, actor, draft))


def acknowledge(posted: Posted) -> Response[shapes.Acknowledged]:
    """201 for a message that is new, 200 for a repeat; the body is the same."""
    body: shapes.Acknowledged = {
        "session": posted.session_id,
        "seq": posted.seq,
        "message_id": posted.message_id,
        "posted_at": posted.posted_at,
    }
    return Response(body, status_code=201 if posted.fresh else 200)


@post("/sessions/{session_id:uuid}/take", status_code=200)
async def take(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.take(db, actor, session_id))


@post("/live-chats/{live_chat_id:uuid}/take-next", status_code=200)
async def take_next(db: Db, actor: Asking, live_chat_id: UUID) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.take_next(db, actor, live_chat_id))


@post("/sessions/{session_id:uuid}/assign", status_code=200)
async def assign(db: Db, actor: Asking, session_id: UUID, data: Assignment) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.assign(db, actor, session_id, data.operator_id, data.group_id))


@post("/sessions/{session_id:uuid}/close", status_code=200)
async def close(db: Db, actor: Asking, session_id: UUID, data: Closing | None = None) -> shapes.SessionDetail:
    reason = data.close_reason_id if data else None
    return await _detail(db, await lifecycle.close(db, actor, session_id, reason))


@post("/sessions/{session_id:uuid}/reopen", status_code=200)
async def reopen(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.reopen(db, actor, session_id))


@put("/sessions/{session_id:uuid}/priority")
async def set_priority(db: Db, actor: Asking, session_id: UUID, data: PriorityChange) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.set_priority(db, actor, session_id, data.priority))


@put("/sessions/{session_id:uuid}/name")
async def rename(db: Db, actor: Asking, session_id: UUID, data: NameChange) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.rename(db, actor, session_id, data.name))


@put("/sessions/{session_id:uuid}/client-name")
async def rename_client(db: Db, actor: Asking, session_id: UUID, data: ClientName) -> shapes.SessionDetail:
    return await _detail(db, await lifecycle.rename_client(db, actor, session_id, data.name))


@put("/sessions/{session_id:uuid}/read", status_code=204)
async def mark_read(db: Db, actor: Asking, hub: Annotated[Hub, Injected], session_id: UUID, data: ReadMark) -> None:
    mark = await read_by_operator(db, actor, session_id, data.client_no)
    tell_mark(hub, actor, session_id, mark)


@get("/sessions/{session_id:uuid}/assignees")
async def read_assignees(db: Db, actor: Asking, session_id: UUID) -> shapes.Assignees:
    session = await reading.seen(db, actor, session_id)
    return cast(shapes.Assignees, await reading.assignees(db, session))


@get("/sessions/{session_id:uuid}/pages")
async def read_pages(db: Db, actor: Asking, session_id: UUID) -> shapes.VisitList:
    session = await reading.seen(db, actor, session_id)
    return cast(shapes.VisitList, {"items": await reading.page_trail(db, session.id)})


@get("/sessions/{session_id:uuid}/earlier")
async def list_earlier(db: Db, actor: Asking, session_id: UUID) -> shapes.SessionList:
    found = await reading.earlier(db, actor, await reading.seen(db, actor, session_id))
    items = [row_out(one) | {"my_read_no": one.client_count} for one in found]
    return cast(shapes.SessionList, {"items": items, "next": None})


@get("/sessions/{session_id:uuid}/earlier/{earlier_id:uuid}")
async def read_earlier(
    db: Db, actor: Asking, session_id: UUID, earlier_id: UUID, before: int = 1 << 60
) -> shapes.EarlierPage:
    one = await reading.earlier_one(db, actor, await reading.seen(db, actor, session_id), earlier_id)
    messages, has_older = await messages_before(db, one.id, before, 50, staff=True)
    row: dict[str, Any] = row_out(one) | {"my_read_no": one.client_count}
    return cast(shapes.EarlierPage, {"session": row, "messages": messages, "has_older": has_older})


async def _detail(db: Database, session: Session) -> shapes.SessionDetail:
    return cast(shapes.SessionDetail, await described(db, session))


ROUTES = [
    list_sessions,
    read_counters,
    read_session,
    read_messages,
    read_events,
    reply,
    take,
    take_next,
    assign,
    close,
    reopen,
    set_priority,
    rename,
    rename_client,
    mark_read,
    read_assignees,
    read_pages,
    list_earlier,
    read_earlier,
]
