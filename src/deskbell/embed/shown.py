"""The answers of both doors, and what is the same behind them: lists, threads, files."""

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from deskbell.base import clock
from deskbell.base.db import Db
from deskbell.base.http import Body, Out
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.embed import reading
from deskbell.embed.model import Scope
from deskbell.files import service as files
from deskbell.files.addresses import addresses_of as signed_addresses
from deskbell.rights.actor import Actor
from deskbell.sessions import shapes
from deskbell.sessions.messages import messages_before
from deskbell.settings import Settings

FILES = statements("deskbell.sessions")

FILES_MOST = 100


class ReadOperator(Out):
    """Who answers, by name."""

    name: str


class ReadSession(Out):
    """A session as readers know it. `on_desk`: who asks also finds it on his desk; `may_reply`: it is his."""

    id: UUID
    number: int
    state: shapes.State
    live_chat: shapes.Reference
    channel_kind: str
    client: shapes.Reference
    operator: ReadOperator | None
    opened_at: datetime
    closed_at: datetime | None
    last_message_at: datetime | None
    message_count: int
    preview: str | None
    preview_author: Literal["client", "operator", "system"] | None
    on_desk: bool
    may_reply: bool


class ReadList(Out):
    """A page of sessions; `live_chats` are those one may filter by."""

    items: list[ReadSession]
    next: str | None
    live_chats: list[shapes.Reference]


class ReadThread(Out):
    """A session with its last messages; `cursor` is where `newer` goes on."""

    session: ReadSession
    messages: list[Any]
    has_older: bool
    cursor: int


class ReadNewer(Out):
    """What came after a cursor, as frames of the socket; with `too_long` none: fetch the thread afresh."""

    session: ReadSession
    events: list[Any]
    too_long: bool
    cursor: int


class ReadFiles(Body):
    file_ids: list[UUID]


async def page_of_list(
    db: Db, actor: Actor, scope: Scope, live_chat_id: UUID | None, cursor: str | None, limit: int
) -> ReadList:
    sessions, more = await reading.read_list(db, actor, scope, live_chat_id, cursor, limit)
    return ReadList(
        items=[_session(reading.session_out(actor, one)) for one in sessions],
        next=more,
        live_chats=cast(Any, await reading.live_chats_read(db, actor)),
    )


async def page_of_thread(db: Db, actor: Actor, scope: Scope, session_id: UUID) -> ReadThread:
    found = await reading.thread(db, actor, await reading.readable(db, actor, scope, session_id))
    return ReadThread(**{**found, "session": _session(found["session"])})


async def page_of_older(
    db: Db, actor: Actor, scope: Scope, session_id: UUID, before: int, limit: int
) -> shapes.MessageList:
    session = await reading.readable(db, actor, scope, session_id)
    items, has_older = await messages_before(db, session.id, before, limit, staff=False)
    return cast(shapes.MessageList, {"items": items, "has_older": has_older})


async def page_of_newer(db: Db, actor: Actor, scope: Scope, session_id: UUID, after: int) -> ReadNewer:
    session = await reading.readable(db, actor, scope, session_id)
    found = await reading.newer(db, actor, session, after)
    return ReadNewer(**{**found, "session": _session(found["session"])})


async def page_of_addresses(
    db: Db,
    keeper: Keeper,
    settings: Settings,
    actor: Actor,
    scope: Scope,
    session_id: UUID,
    file_ids: list[UUID],
) -> shapes.FileAddresses:
    """Addresses of files that hang in this session; others are left out."""
    session = await reading.readable(db, actor, scope, session_id)
    found = await files.files_by_ids(db, file_ids[:FILES_MOST])
    rows = await db.all(FILES.sessions_of_files, file_ids=list(found), staff=False)
    hung = {row["file_id"] for row in rows if row["session_id"] == session.id}
    items = {}
    for file_id in hung:
        viewer = actor.sign_in_id or actor.id
        address = signed_addresses(keeper, found[file_id], viewer, clock.now(), settings.files_origin or "")
        items[str(file_id)] = {
            "url": address.url,
            "preview_url": address.preview_url,
            "expires_at": address.expires_at,
        }
    return cast(shapes.FileAddresses, {"items": items})


async def may_read_file(db: Db, actor: Actor, file_id: UUID, scope: Scope | None = None) -> bool:
    """Whether a file hangs in a session that the person may read, within a scope where there is one."""
    rows = await db.all(FILES.sessions_of_files, file_ids=[file_id], staff=False)
    if not rows:
        return False
    return await reading.may_read(db, actor, rows[0]["session_id"], scope)


def _session(shown: dict[str, Any]) -> ReadSession:
    operator = ReadOperator(name=shown["operator"]["name"]) if shown["operator"] else None
    return ReadSession(**{**shown, "operator": operator})
