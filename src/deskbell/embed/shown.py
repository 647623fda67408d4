"""The answers of both doors, and what is the same behind them: lists, threads, files."""

from datetime import datetime
from typing import Any, Literal, cast
from uuid import UUID

from deskbell.base import clock
from deskbell.base.db import Database, Db
from deskbell.base.http import Body, Out
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.channels.api_outreach import BegunSession, address_shown
from deskbell.embed import beginning, reading
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
    """A page of sessions; `live_chats` are those one may filter by. `may_begin`: one is an operator who may begin a
    session from here, or would be told why not."""

    items: list[ReadSession]
    next: str | None
    live_chats: list[shapes.Reference]
    may_begin: bool


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


class ReadWay(Out):
    """An account in a live chat, and the channel to it. `refused`: why a session cannot be begun so, as in
    `cannot_begin`, or `session_open_exists`, then with the `session` where it is read here; null when it can."""

    live_chat: shapes.Reference
    client: shapes.Reference
    account_id: UUID
    address: str | None
    channel: shapes.Reference | None
    refused: str | None
    session: UUID | None


class ReadWays(Out):
    """How one could begin from here. `offline`: one's status lets nothing begin."""

    items: list[ReadWay]
    offline: bool


class ReadBeginning(Body):
    """`begin_key` is the beginner's own name for it, the same at every try."""

    begin_key: UUID
    live_chat_id: UUID
    channel_id: UUID
    account_id: UUID
    subject: str | None = None
    text: str | None = None


async def page_of_list(
    db: Database, actor: Actor, scope: Scope, live_chat_id: UUID | None, cursor: str | None, limit: int
) -> ReadList:
    sessions, more = await reading.read_list(db, actor, scope, live_chat_id, cursor, limit)
    return ReadList(
        items=[_session(reading.session_out(actor, one)) for one in sessions],
        next=more,
        live_chats=cast(Any, await reading.live_chats_read(db, actor)),
        may_begin=await beginning.may_begin(db, actor, scope),
    )


async def page_of_ways(db: Database, actor: Actor, scope: Scope) -> ReadWays:
    found = await beginning.ways(db, actor, scope)
    return ReadWays(items=[_way(one) for one in found], offline=actor.status == "offline")


async def answer_of_beginning(
    db: Database, actor: Actor, scope: Scope, data: ReadBeginning
) -> tuple[BegunSession, int]:
    """The answer and its status: 201 for a new session, 200 for the one that was begun under this key before."""
    session, fresh = await beginning.begin(
        db, actor, scope, data.live_chat_id, data.channel_id, data.account_id, data.begin_key, data.subject, data.text
    )
    return BegunSession(session=session.id, number=session.number), 201 if fresh else 200


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


def _way(one: dict[str, Any]) -> ReadWay:
    account, channel = one["account"], one["channel"]
    return ReadWay(
        live_chat=one["live_chat"],
        client=one["client"],
        account_id=account.id,
        address=address_shown(account),
        channel={"id": channel.id, "name": channel.name} if channel else None,
        refused=one["refused"],
        session=one["session"],
    )


def _session(shown: dict[str, Any]) -> ReadSession:
    operator = ReadOperator(name=shown["operator"]["name"]) if shown["operator"] else None
    return ReadSession(**{**shown, "operator": operator})
