"""The HTTP door of the Sessions app: the table, its saved views, its export; and search."""

from typing import Annotated, Any, Literal, TypedDict, cast
from urllib.parse import quote
from uuid import UUID

import msgspec
from litestar import Response, get, patch, post
from litestar.response import Stream

from deskbell.base.cursors import PAGE
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected
from deskbell.base.rates import Buckets, Slots
from deskbell.base.words import say
from deskbell.rights.actor import Actor
from deskbell.sessions import export, search, table, views
from deskbell.sessions.filters import Filters, read_filters
from deskbell.sessions.shapes import Reference, SessionRow
from deskbell.sessions.views import ViewSettings

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]

_searches = Buckets(burst=30, per_second=3.0)
_tables = Buckets(burst=60, per_second=10.0)
_exports = Slots(2)


class TableRow(SessionRow):
    """A session as a row of the Sessions app."""

    live_chat: Reference
    channel: Reference
    subject: str | None
    email: str | None
    phone: str | None
    message_count: int
    rating: int | None
    spam_at: Any
    tags: list[Reference]
    parameters: dict[str, Any]
    close_reason: Reference | None


class TablePage(TypedDict):
    """A page of the table; `next` is the cursor of the page after it, null on the last."""

    items: list[TableRow]
    next: str | None


class ChannelChoice(TypedDict):
    """A channel to filter by."""

    id: UUID
    name: str
    kind: str
    live_chat_id: UUID


class TableChoices(TypedDict):
    """What there is to filter by, where the person works."""

    live_chats: list[Reference]
    channels: list[ChannelChoice]
    operators: list[Reference]
    groups: list[Reference]


class SavedView(TypedDict):
    """A view of the table. `settings`: filters, columns in order, sort."""

    id: UUID
    name: str
    shared: bool
    settings: ViewSettings
    owner: Reference
    may_change: bool


class SavedViews(TypedDict):
    """One's own views and those colleagues share."""

    items: list[SavedView]


class Piece(TypedDict):
    """A part of a snippet; `hit`: what was looked for."""

    text: str
    hit: bool


class HitAuthor(TypedDict):
    """Who wrote the message found."""

    kind: Literal["account", "person", "bot", "system"]
    id: UUID
    name: str


class Hit(TypedDict):
    """A message found, with its session. `note`: only staff see it."""

    session: SessionRow
    live_chat: Reference
    seq: int
    posted_at: Any
    author: HitAuthor
    note: bool
    snippet: list[Piece]


class SearchPage(TypedDict):
    """A page of hits, newest first. `by`: in any form of the words, or as a part of words where no message has them."""

    by: Literal["words", "parts"]
    items: list[Hit]
    next: str | None


class HitInside(TypedDict):
    """A message found inside the session at hand."""

    seq: int
    posted_at: Any
    note: bool


class SearchInside(TypedDict):
    """Hits inside a session, newest first, at most 500."""

    by: Literal["words", "parts"]
    items: list[HitInside]


class NewView(Body):
    name: str
    settings: ViewSettings
    shared: bool = False


class ViewChange(Body):
    """What is absent or null stays as it is."""

    name: str | None = None
    shared: bool | None = None
    settings: ViewSettings | None = None


class NewExport(Body):
    """Which sessions, which columns, and as what. `progress`: framed, with the rows so far (docs/protocol.md)."""

    columns: list[str]
    form: export.Form
    filters: Filters = msgspec.field(default_factory=Filters)
    sort: str = table.DEFAULT_SORT
    progress: bool = False


@get("/sessions/table")
async def read_table(
    db: Db,
    actor: Asking,
    filters: str | None = None,
    sort: str = table.DEFAULT_SORT,
    cursor: str | None = None,
    limit: int = PAGE,
) -> TablePage:
    _tables.take(str(actor.id))
    found = await table.table_page(db, actor, read_filters(filters), sort, cursor, limit)
    return cast(TablePage, found)


@get("/sessions/table/choices")
async def read_choices(db: Db, actor: Asking) -> TableChoices:
    return cast(TableChoices, await table.choices_of(db, actor))


@post("/sessions/export", status_code=200)
async def export_table(db: Db, actor: Asking, data: NewExport) -> Stream:
    """Streamed; when the asker goes away, the reading ends."""
    key = str(actor.id)
    with _exports.held(key):
        begun = await export.begin(db, actor, data.filters, data.sort, data.columns, data.form)
    pieces = export.pieces(db, actor, begun)
    body = export.framed(pieces) if data.progress else export.bare(pieces)
    name = quote(f"{say(actor.language, 'export.file')}.{begun.sheet.suffix}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    media_type = "application/octet-stream" if data.progress else begun.sheet.media_type

    async def slotted() -> Any:
        # The answer has begun: a third one at once just ends, and its reader sees that it is not whole.
        if not _exports.take(key):
            return
        try:
            async for piece in body:
                yield piece
        finally:
            _exports.give_back(key)

    return Stream(slotted(), media_type=media_type, headers=headers)


@get("/saved-views")
async def list_views(db: Db, actor: Asking) -> SavedViews:
    return cast(SavedViews, {"items": await views.views_for(db, actor)})


@post("/saved-views", status_code=201)
async def add_view(db: Db, actor: Asking, data: NewView) -> SavedView:
    view_id = await views.add_view(db, actor, data.name, data.shared, data.settings)
    return await _view(db, actor, view_id)


@patch("/saved-views/{view_id:uuid}")
async def change_view(db: Db, actor: Asking, view_id: UUID, data: ViewChange) -> SavedView:
    await views.change_view(db, actor, view_id, data.name, data.shared, data.settings)
    return await _view(db, actor, view_id)


@post("/saved-views/{view_id:uuid}/archive", status_code=204)
async def archive_view(db: Db, actor: Asking, view_id: UUID) -> Response[None]:
    await views.archive_view(db, actor, view_id)
    return Response(None, status_code=204)


@get("/search")
async def search_all(
    db: Db, actor: Asking, q: str, live_chat: UUID | None = None, cursor: str | None = None, limit: int = PAGE
) -> SearchPage:
    _searches.take(str(actor.id))
    return cast(SearchPage, await search.search(db, actor, q, live_chat, cursor, limit))


@get("/sessions/{session_id:uuid}/search")
async def search_inside(db: Db, actor: Asking, session_id: UUID, q: str) -> SearchInside:
    _searches.take(str(actor.id))
    return cast(SearchInside, await search.search_inside(db, actor, session_id, q))


async def _view(db: Database, actor: Actor, view_id: UUID) -> SavedView:
    found = next(view for view in await views.views_for(db, actor) if view["id"] == view_id)
    return cast(SavedView, found)


ROUTES = [
    read_table,
    read_choices,
    export_table,
    list_views,
    add_view,
    change_view,
    archive_view,
    search_all,
    search_inside,
]
