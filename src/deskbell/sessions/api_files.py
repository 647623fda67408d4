"""Files through the session they hang in: uploading into one, addresses, and who may see which."""

from typing import Annotated, Any, cast
from uuid import UUID

from litestar import Request, post

from deskbell.base import clock
from deskbell.base.db import Database, Db
from deskbell.base.http import Body, Injected, address_of
from deskbell.base.rates import Buckets, Slots
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.files.addresses import addresses_of as signed_addresses
from deskbell.files.pages import FilePage, file_page
from deskbell.files.store import Store
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise, may
from deskbell.sessions import shapes
from deskbell.sessions.reading import earlier, seen
from deskbell.settings import Settings

SQL = statements(__package__)

ADDRESSES_MOST = 100

_uploads = Buckets(burst=40, per_second=1.0)
_uploads_of_address = Buckets(burst=200, per_second=5.0)
_uploads_at_once = Slots(10)


class FileIds(Body):
    file_ids: list[UUID]


@post("/files", status_code=201, request_max_body_size=None)
async def upload(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    store: Annotated[Store, Injected],
    session: UUID,
    name: str,
) -> FilePage:
    """Take a file in for a session; the body is its bytes, streamed. It is shown once a message carries it."""
    _uploads_of_address.take(address_of(request))
    _uploads.take(str(actor.id))
    found = await seen(db, actor, session)
    if not may(actor, Deed.NOTE, found.live_chat_id):
        authorise(actor, Deed.REPLY, found.live_chat_id, found.operator_id)
    declared = request.headers.get("content-length", "")
    length = int(declared) if declared.isdigit() else None
    with _uploads_at_once.held(str(actor.id)):
        return file_page(await files.receive(db, store, actor, name, request.stream(), found.file_limit, length))


@post("/sessions/{session_id:uuid}/file-addresses", status_code=200)
async def file_addresses(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    session_id: UUID,
    data: FileIds,
) -> shapes.FileAddresses:
    return await addresses_of(db, keeper, settings, actor, session_id, data.file_ids)


async def addresses_of(
    db: Db, keeper: Keeper, settings: Settings, actor: Actor, session_id: UUID, file_ids: list[UUID]
) -> shapes.FileAddresses:
    """Signed addresses of files the actor may see by this session, or by an earlier one read within it; others are
    left out."""
    session = await seen(db, actor, session_id)
    readable = {session.id}
    if actor.kind != "account":
        readable |= {one.id for one in await earlier(db, actor, session)}
    found = await files.files_by_ids(db, file_ids[:ADDRESSES_MOST])
    staff = actor.kind != "account"
    rows = await db.all(SQL.sessions_of_files, file_ids=list(found), staff=staff)
    hung = {row["file_id"]: row["session_id"] for row in rows}
    viewer = actor.sign_in_id or actor.id
    items = {}
    for file_id, file in found.items():
        own_unsent = file_id not in hung and file.attached_at is None and file.owner_id == actor.id
        if own_unsent or hung.get(file_id) in readable:
            address = signed_addresses(keeper, file, viewer, clock.now(), settings.files_origin or "")
            items[str(file_id)] = {
                "url": address.url,
                "preview_url": address.preview_url,
                "expires_at": address.expires_at,
            }
    return cast(shapes.FileAddresses, {"items": items})


async def may_see(db: Db, actor: Actor, file_id: UUID) -> bool:
    """Whether a file hangs in a session the actor sees (or reads as an earlier one), or is his own and not yet sent."""
    rows = await db.all(SQL.sessions_of_files, file_ids=[file_id], staff=actor.kind != "account")
    if not rows:
        file = await files.get_file(db, file_id)
        return file is not None and file.attached_at is None and file.owner_id == actor.id
    row = await db.first(SQL.reads_session, session_id=rows[0]["session_id"], **actor.scope())
    return bool(row and row["reads"])


ROUTES = [upload, file_addresses]
