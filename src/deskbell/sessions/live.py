"""The socket door of sessions for the desk: resuming, joining threads, and the commands of a person.

Joining a topic is looking the session up as this actor. Every command asks the right anew.
"""

import asyncio
import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.rates import Buckets
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.log.model import WORKSPACE
from deskbell.realtime.connection import Connection, encode
from deskbell.realtime.hub import Hub
from deskbell.realtime.pipeline import AtOnce
from deskbell.realtime.presence import say_presence, say_typing
from deskbell.realtime.socket import JOINED_MOST, Desk, Hello, field
from deskbell.rights.actor import Actor
from deskbell.sessions.messages import PAGE_MOST
from deskbell.sessions.model import Session, row_out
from deskbell.sessions.post import Draft, Posted, begin_post, post
from deskbell.sessions.reading import by_ids, difference, seen
from deskbell.sessions.receipts import read_by_operator
from deskbell.sessions.replying import reply

SQL = statements(__package__)
FEEDS_SQL = statements(__package__, "feeds.sql")

MISSED_ROWS_MOST = 500
MISSED_CHANGES_MOST = 20_000
"""What is looked at of the changes to find them: a session changes many times."""

ANSWER_BYTES_MOST = 128 * 1024
"""An answer must fit a connection's queue; a longer one is a reason to fetch afresh."""

_CURSOR = re.compile(r"[0-9]{1,19}")


async def resume(desk: Desk, connection: Connection, hello: Hello) -> dict[str, Any]:
    """What the welcome says: for each thread ok, replay, too_long or gone; for the inbox what was missed or too_long.

    One look for all threads, one for the inbox: a herd that comes back costs two statements a head.
    """
    hub = desk.hub
    same_epoch = hello.epoch == hub.epoch
    joined = await _rejoin(desk, connection, hello, same_epoch) if hello.sessions else {}
    welcome: dict[str, Any] = {"epoch": hub.epoch, "log": str(hub.horizon), "sessions": joined, "inbox": None}
    if connection.staff and hello.log is not None:
        welcome |= await _missed(desk, connection, hello.log) if same_epoch else {"inbox": "too_long"}
    return welcome


async def _rejoin(desk: Desk, connection: Connection, hello: Hello, same_epoch: bool) -> dict[str, str]:
    rows = await desk.db.all(SQL.sessions_to_join, session_ids=list(hello.sessions), **connection.actor.scope())
    visible = {row["id"]: row for row in rows}
    outcomes = {}
    for session_id, cursor in hello.sessions.items():
        row = visible.get(session_id)
        if row is None:
            outcomes[str(session_id)] = "gone"
        else:
            last = row["last_seq"] if connection.staff else row["last_all_seq"]
            outcomes[str(session_id)] = _join_at(desk, connection, session_id, cursor if same_epoch else -1, last)
    return outcomes


def _join_at(desk: Desk, connection: Connection, session_id: UUID, cursor: int, last: int) -> str:
    if not last - log.DIFFERENCE_MOST <= cursor <= last or cursor < 0:
        return "too_long"
    desk.hub.join(connection, session_id, cursor)
    return "ok" if cursor == last else "replay"


async def _missed(desk: Desk, connection: Connection, cursor: str) -> dict[str, Any]:
    if not _CURSOR.fullmatch(cursor) or int(cursor) > desk.hub.horizon:
        return {"inbox": "too_long"}
    if not await log.answerable(desk.db, int(cursor)):
        return {"inbox": "too_long"}
    window = await log.changed_at_most(desk.db, int(cursor), MISSED_CHANGES_MOST)
    if window is None:
        return {"inbox": "too_long"}
    changed = [session_id for session_id in window.changed if session_id.int > WORKSPACE.int + 1]
    if len(changed) > MISSED_ROWS_MOST:
        return {"inbox": "too_long"}
    sessions = await by_ids(desk.db, changed)
    rows = [row_out(session) for session in sessions if session.seen_by(connection.actor)]
    gone = await _gone(desk.db, connection.actor, [one for one in sessions if not one.seen_by(connection.actor)])
    if len(encode(rows)) > ANSWER_BYTES_MOST:
        return {"inbox": "too_long"}
    return {"inbox": "ok", "rows": rows, "gone": gone, "log": str(window.upto)}


async def _gone(db: Database, actor: Actor, unseen: Sequence[Session]) -> list[UUID]:
    """Which of these may stand in his lists: those where he works, and those that left him by another way."""
    gone = [one.id for one in unseen if actor.roles.get(one.live_chat_id)]
    strange = [one.id for one in unseen if not actor.roles.get(one.live_chat_id)]
    if strange:
        rows = await db.all(FEEDS_SQL.left_behind, session_ids=strange, person_id=actor.id)
        gone += [row["session_id"] for row in rows]
    return gone


async def join(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Follow a thread from a cursor; what is newer follows as event frames."""
    session_id = field(frame, "session", UUID)
    cursor = field(frame, "cursor", int | None, None)
    if len(connection.topics) >= JOINED_MOST and session_id not in connection.topics:
        raise Refusal("too_many_requests", 429, retry_after=1)
    session = await seen(desk.db, connection.actor, session_id)
    last = session.last_seq if connection.staff else session.last_all_seq
    outcome = _join_at(desk, connection, session_id, last if cursor is None else cursor, last)
    if outcome != "too_long":
        # Also when nothing is missing: an event may have come between the look and the joining.
        desk.hub.dirty(session_id)
    say_presence(desk.hub, session_id)
    return {"outcome": outcome}


async def leave(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Stop following a thread."""
    session_id = field(frame, "session", UUID)
    desk.hub.leave(connection, session_id)
    say_presence(desk.hub, session_id)
    return {}


async def post_reply(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Post as a person; the same door as REST. The right to reply is looked up unless the thread is joined."""
    draft = draft_of(frame, field(frame, "session", UUID))
    entitled = draft.session_id in connection.topics and connection.actor.status != "offline"
    write = post if entitled else reply
    return posted_out(await write(desk.db, connection.actor, draft))


def draft_of(frame: dict[str, Any], session_id: UUID) -> Draft:
    """The draft a `post` frame carries."""
    return Draft(
        session_id,
        field(frame, "send_key", UUID),
        field(frame, "text", str, ""),
        field(frame, "quote_seq", int | None, None),
        tuple(field(frame, "file_ids", list[UUID], [])),
    )


class PostFrame(msgspec.Struct):
    """The fields of a `post` into a thread."""

    session: UUID
    send_key: UUID
    text: str = ""
    quote_seq: int | None = None
    file_ids: list[UUID] = []


def post_at_once(db: Database, posting: Buckets, free: Callable[[Connection], bool]) -> AtOnce[Posted | None]:
    """Posts of text into a joined thread need not wait for the one before: the writer keeps their order. Unless it is
    `free` of the blocklist for sure, a client's goes the slow way."""

    def begin(connection: Connection, frame: dict[str, Any]) -> asyncio.Future[Posted | None] | None:
        try:
            given = msgspec.convert(frame, PostFrame)
        except (msgspec.ValidationError, UnicodeError):
            return None
        actor = connection.actor
        offline = actor.kind == "person" and actor.status == "offline"
        if given.file_ids or offline or given.session not in connection.topics or not free(connection):
            return None
        posting.take(str(actor.id))
        return begin_post(db, actor, Draft(given.session, given.send_key, given.text, given.quote_seq))

    return AtOnce(begin, lambda posted: posted_out(posted) if posted else None)


def posted_out(posted: Posted) -> dict[str, Any]:
    """The acknowledgement: `{session, seq, message_id, posted_at}`."""
    return {
        "session": posted.session_id,
        "seq": posted.seq,
        "message_id": posted.message_id,
        "posted_at": posted.posted_at,
    }


async def typing(desk: Desk, connection: Connection, frame: dict[str, Any]) -> None:
    """Say that this side is writing; heard by whoever follows the thread, kept nowhere."""
    session_id = field(frame, "session", UUID)
    on = field(frame, "on", bool)
    if session_id not in connection.topics:
        return
    # A client hears of him who will answer, not of a supervisor who tries a sentence.
    row = await desk.db.first(FEEDS_SQL.operator_of, session_id=session_id) if connection.staff else None
    answers = not connection.staff or (row is not None and connection.actor.id in (row["operator_id"], *row["joined"]))
    say_typing(desk.hub, connection, session_id, on, to_clients=answers)


async def looking(desk: Desk, connection: Connection, frame: dict[str, Any]) -> None:
    """Say that this person has the session before their eyes."""
    session_id = field(frame, "session", UUID)
    on = field(frame, "on", bool)
    if session_id in connection.topics:
        (connection.looking.add if on else connection.looking.discard)(session_id)
        say_presence(desk.hub, session_id)


async def read(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """Set this operator's own mark, and tell his other tabs."""
    session_id = field(frame, "session", UUID)
    mark = await read_by_operator(desk.db, connection.actor, session_id, field(frame, "client_no", int))
    tell_mark(desk.hub, connection.actor, session_id, mark)
    return {"client_no": mark}


def tell_mark(hub: Hub, actor: Actor, session_id: UUID, mark: int) -> None:
    """By whichever door he said it: to all his tabs, and to who makes something of it."""
    for one in hub.of_actor(actor.id):
        one.push({"type": "mark", "session": session_id, "client_no": mark})
    for hear in hub.rooms.marked if hub.rooms else ():
        hear(session_id, actor.id)


async def events(desk: Desk, connection: Connection, frame: dict[str, Any]) -> dict[str, Any]:
    """The difference after a cursor, as answers rather than pushes: for a front end that saw a gap."""
    session = await seen(desk.db, connection.actor, field(frame, "session", UUID))
    after = field(frame, "after", int)
    frames, too_long = await difference(desk.db, session.id, after, connection.staff)
    if len(frames) > 2 * PAGE_MOST or len(encode(frames)) > ANSWER_BYTES_MOST:
        return {"events": [], "too_long": True}
    return {"events": frames, "too_long": too_long}


COMMANDS = {
    "join": join,
    "leave": leave,
    "post": post_reply,
    "typing": typing,
    "seen": looking,
    "read": read,
    "events": events,
}
