"""Live Chat Messages on the card pages of our own apps."""

from typing import Annotated
from uuid import UUID

from litestar import Response, get, post

from deskbell.base.db import Database
from deskbell.base.http import Injected
from deskbell.base.secrets import Keeper
from deskbell.channels.api_outreach import BegunSession
from deskbell.embed import shown
from deskbell.embed.scopes import scope_of_card
from deskbell.embed.shown import ReadBeginning, ReadFiles, ReadList, ReadNewer, ReadThread, ReadWays
from deskbell.rights.actor import Actor
from deskbell.sessions import shapes
from deskbell.settings import Settings

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


@get("/cards/{card_id:uuid}/messages")
async def list_card_messages(
    db: Db, actor: Asking, card_id: UUID, live_chat: UUID | None = None, cursor: str | None = None, limit: int = 20
) -> ReadList:
    scope = await scope_of_card(db, actor, card_id)
    return await shown.page_of_list(db, actor, scope, live_chat, cursor, limit)


@get("/cards/{card_id:uuid}/messages/ways-to-begin")
async def read_card_ways(db: Db, actor: Asking, card_id: UUID) -> ReadWays:
    return await shown.page_of_ways(db, actor, await scope_of_card(db, actor, card_id))


@post("/cards/{card_id:uuid}/messages/sessions")
async def begin_from_card(db: Db, actor: Asking, card_id: UUID, data: ReadBeginning) -> Response[BegunSession]:
    begun, status = await shown.answer_of_beginning(db, actor, await scope_of_card(db, actor, card_id), data)
    return Response(begun, status_code=status)


@get("/cards/{card_id:uuid}/messages/{session_id:uuid}")
async def read_card_session(db: Db, actor: Asking, card_id: UUID, session_id: UUID) -> ReadThread:
    return await shown.page_of_thread(db, actor, await scope_of_card(db, actor, card_id), session_id)


@get("/cards/{card_id:uuid}/messages/{session_id:uuid}/older")
async def read_card_older(
    db: Db, actor: Asking, card_id: UUID, session_id: UUID, before: int = 1 << 60, limit: int = 50
) -> shapes.MessageList:
    scope = await scope_of_card(db, actor, card_id)
    return await shown.page_of_older(db, actor, scope, session_id, before, limit)


@get("/cards/{card_id:uuid}/messages/{session_id:uuid}/newer")
async def read_card_newer(db: Db, actor: Asking, card_id: UUID, session_id: UUID, after: int) -> ReadNewer:
    return await shown.page_of_newer(db, actor, await scope_of_card(db, actor, card_id), session_id, after)


@post("/cards/{card_id:uuid}/messages/{session_id:uuid}/file-addresses", status_code=200)
async def card_file_addresses(
    db: Db,
    actor: Asking,
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    card_id: UUID,
    session_id: UUID,
    data: ReadFiles,
) -> shapes.FileAddresses:
    scope = await scope_of_card(db, actor, card_id)
    return await shown.page_of_addresses(db, keeper, settings, actor, scope, session_id, data.file_ids)


ROUTES = [
    list_card_messages,
    read_card_ways,
    begin_from_card,
    read_card_session,
    read_card_older,
    read_card_newer,
    card_file_addresses,
]
