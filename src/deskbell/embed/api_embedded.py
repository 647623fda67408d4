"""The door of the page for other applications. No cookie: a key of the frame's memory, as a bearer token."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, get, post

from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.http import Body, Injected, Out, address_of
from deskbell.base.rates import Buckets
from deskbell.base.secrets import Keeper
from deskbell.channels.api_outreach import BegunSession
from deskbell.embed import reading, shown
from deskbell.embed.entries import enter, entered
from deskbell.embed.model import Scope
from deskbell.embed.scopes import scope_of_entry
from deskbell.embed.shown import ReadBeginning, ReadFiles, ReadList, ReadNewer, ReadThread, ReadWays
from deskbell.rights.actor import Actor
from deskbell.sessions import shapes
from deskbell.sessions.api import acknowledge
from deskbell.sessions.post import Draft, repeat_of
from deskbell.sessions.replying import reply
from deskbell.settings import Settings

Db = Annotated[Database, Injected]

_entries = Buckets(burst=60, per_second=2.0)


class Arrival(Body):
    """A token signed by the application's server, and the origin of the page around the frame."""

    site: str
    token: str
    origin: str


class Entered(Out):
    """The key for this page's requests, until `expires_at`; then the page comes with a new token."""

    key: str
    expires_at: datetime
    name: str
    language: str


class Reply(Body):
    """`send_key` is the same at every try."""

    send_key: UUID
    text: str


@post("/entries", status_code=201)
async def arrive(
    request: Request[Any, Any, Any], db: Db, keeper: Annotated[Keeper, Injected], data: Arrival
) -> Entered:
    _entries.take(address_of(request))
    key, expires_at, actor, _ = await enter(db, keeper, data.site, data.token, data.origin)
    return Entered(key=key, expires_at=expires_at, name=actor.name, language=actor.language)


async def _who(request: Request[Any, Any, Any], db: Database) -> tuple[Actor, Scope]:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    entry, actor = await entered(db, key.strip() if scheme.lower() == "bearer" else None)
    # Addresses of files carry the entry, so that they end with it.
    return replace(actor, sign_in_id=entry.id), await scope_of_entry(db, entry)


@get("/messages")
async def list_embedded(
    request: Request[Any, Any, Any],
    db: Db,
    live_chat: UUID | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> ReadList:
    actor, scope = await _who(request, db)
    return await shown.page_of_list(db, actor, scope, live_chat, cursor, limit)


@get("/messages/ways-to-begin")
async def read_embedded_ways(request: Request[Any, Any, Any], db: Db) -> ReadWays:
    actor, scope = await _who(request, db)
    return await shown.page_of_ways(db, actor, scope)


@post("/messages/sessions")
async def begin_embedded(
    request: Request[Any, Any, Any], db: Db, posting: Annotated[Buckets, Injected], data: ReadBeginning
) -> Response[BegunSession]:
    actor, scope = await _who(request, db)
    posting.take(str(actor.id))
    begun, status = await shown.answer_of_beginning(db, actor, scope, data)
    return Response(begun, status_code=status)


@get("/messages/{session_id:uuid}")
async def read_embedded(request: Request[Any, Any, Any], db: Db, session_id: UUID) -> ReadThread:
    actor, scope = await _who(request, db)
    return await shown.page_of_thread(db, actor, scope, session_id)


@get("/messages/{session_id:uuid}/older")
async def read_embedded_older(
    request: Request[Any, Any, Any], db: Db, session_id: UUID, before: int = 1 << 60, limit: int = 50
) -> shapes.MessageList:
    actor, scope = await _who(request, db)
    return await shown.page_of_older(db, actor, scope, session_id, before, limit)


@get("/messages/{session_id:uuid}/newer")
async def read_embedded_newer(request: Request[Any, Any, Any], db: Db, session_id: UUID, after: int) -> ReadNewer:
    actor, scope = await _who(request, db)
    return await shown.page_of_newer(db, actor, scope, session_id, after)


@post("/messages/{session_id:uuid}/replies")
async def reply_embedded(
    request: Request[Any, Any, Any],
    db: Db,
    posting: Annotated[Buckets, Injected],
    session_id: UUID,
    data: Reply,
) -> Response[shapes.Acknowledged]:
    actor, scope = await _who(request, db)
    posting.take(str(actor.id))
    draft = Draft(session_id, data.send_key, data.text)
    try:
        await reading.readable(db, actor, scope, session_id)
    except Refusal:
        # What is stored stays sent, though the session was taken out of sight since.
        if (known := await repeat_of(db, actor, draft)) is None:
            raise
        return acknowledge(known)
    return acknowledge(await reply(db, actor, draft))


@post("/messages/{session_id:uuid}/file-addresses", status_code=200)
async def embedded_file_addresses(
    request: Request[Any, Any, Any],
    db: Db,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    session_id: UUID,
    data: ReadFiles,
) -> shapes.FileAddresses:
    actor, scope = await _who(request, db)
    return await shown.page_of_addresses(db, keeper, settings, actor, scope, session_id, data.file_ids)


EMBED_ROUTES = [
    arrive,
    list_embedded,
    read_embedded_ways,
    begin_embedded,
    read_embedded,
    read_embedded_older,
    read_embedded_newer,
    reply_embedded,
    embedded_file_addresses,
]
