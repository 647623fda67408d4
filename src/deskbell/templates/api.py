"""The door to response templates: folders, templates and their files."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, get, post, put

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.errors import not_allowed
from deskbell.base.http import Injected, address_of
from deskbell.base.rates import Buckets, Slots
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.files.pages import FilePage, file_page
from deskbell.files.store import Store
from deskbell.rights.actor import Actor
from deskbell.templates import folders, service
from deskbell.templates.keeping import may_keep
from deskbell.templates.model import FILE_BYTES_MOST, Kind, Template
from deskbell.templates.pages import (
    Choice,
    Choices,
    FolderBody,
    FolderPage,
    Folders,
    NewFolder,
    TemplateBody,
    TemplatePage,
    Templates,
    folder_page,
    template_page,
)

SQL = statements(__package__)

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]

_uploads = Buckets(burst=20, per_second=0.5)
_uploads_of_address = Buckets(burst=100, per_second=2.0)
_uploads_at_once = Slots(4)


async def _all_folders(db: Database, actor: Actor, kind: Kind) -> Folders:
    found: list[FolderPage] = [folder_page(actor, one) for one in await folders.folders(db, actor, kind)]
    return Folders(items=found, may_keep=may_keep(actor))


@get("/template-folders")
async def list_folders(db: Db, actor: Asking, kind: Kind = "template") -> Folders:
    return await _all_folders(db, actor, kind)


@post("/template-folders")
async def add_folder(db: Db, actor: Asking, data: NewFolder) -> Folders:
    await folders.add_folder(db, actor, data.kind, data.name, data.group_ids)
    return await _all_folders(db, actor, data.kind)


@put("/template-folders/{folder_id:uuid}", status_code=204)
async def change_folder(db: Db, actor: Asking, folder_id: UUID, data: FolderBody) -> None:
    await folders.change_folder(db, actor, folder_id, data.name, data.group_ids)


@post("/template-folders/{folder_id:uuid}/archive", status_code=204)
async def archive_folder(db: Db, actor: Asking, folder_id: UUID) -> None:
    await folders.archive_folder(db, actor, folder_id)


@get("/template-choices")
async def list_choices(db: Db, actor: Asking) -> Choices:
    await _check_keeps_something(db, actor)
    return Choices(
        live_chats=[Choice(id=row["id"], name=row["name"]) for row in await db.all(SQL.live_chats_in_use)],
        groups=[Choice(id=row["id"], name=row["name"]) for row in await db.all(SQL.groups_in_use)],
    )


async def _check_keeps_something(db: Database, actor: Actor) -> None:
    if may_keep(actor):
        return
    both: list[Kind] = ["template", "article"]
    for kind in both:
        if any(actor.groups & set(one.group_ids) for one in await folders.folders(db, actor, kind)):
            return
    raise not_allowed()


async def _pages(db: Database, actor: Actor, found: list[Template]) -> list[TemplatePage]:
    hung = await files.files_by_ids(db, [file_id for one in found for file_id in one.file_ids])
    return [template_page(actor, one, hung) for one in found]


async def _page(db: Database, actor: Actor, found: Template) -> TemplatePage:
    return (await _pages(db, actor, [found]))[0]


@get("/templates")
async def list_templates(
    db: Db,
    actor: Asking,
    archived: bool = False,
    folder: UUID | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> Templates:
    limit = max(1, min(limit, PAGE_MOST))
    after = key_of(cursor, tuple[str, UUID])
    found = await service.templates(db, actor, archived, folder, search, after, limit + 1)
    more = cursor_of((found[limit - 1].name.lower(), found[limit - 1].id)) if len(found) > limit else None
    return Templates(items=await _pages(db, actor, found[:limit]), next=more)


@get("/templates/{template_id:uuid}")
async def read_template(db: Db, actor: Asking, template_id: UUID) -> TemplatePage:
    return await _page(db, actor, await service.template(db, actor, template_id))


@post("/templates")
async def add_template(db: Db, actor: Asking, data: TemplateBody) -> TemplatePage:
    return await _page(db, actor, await service.add(db, actor, data.wish()))


@put("/templates/{template_id:uuid}")
async def change_template(db: Db, actor: Asking, template_id: UUID, data: TemplateBody) -> TemplatePage:
    return await _page(db, actor, await service.change(db, actor, template_id, data.wish()))


@post("/templates/{template_id:uuid}/archive", status_code=200)
async def archive_template(db: Db, actor: Asking, template_id: UUID) -> TemplatePage:
    return await _page(db, actor, await service.archive(db, actor, template_id, True))


@post("/templates/{template_id:uuid}/restore", status_code=200)
async def restore_template(db: Db, actor: Asking, template_id: UUID) -> TemplatePage:
    return await _page(db, actor, await service.archive(db, actor, template_id, False))


@post("/template-files", status_code=201, request_max_body_size=None)
async def upload_template_file(
    request: Request[Any, Any, Any], db: Db, actor: Asking, store: Annotated[Store, Injected], name: str
) -> FilePage:
    """Take a file in for a template; the body is its bytes, streamed."""
    _uploads_of_address.take(address_of(request))
    _uploads.take(str(actor.id))
    await _check_keeps_something(db, actor)
    declared = request.headers.get("content-length", "")
    length = int(declared) if declared.isdigit() else None
    with _uploads_at_once.held(str(actor.id)):
        return file_page(await files.receive(db, store, actor, name, request.stream(), FILE_BYTES_MOST, length))


ROUTES = [
    list_folders,
    add_folder,
    change_folder,
    archive_folder,
    list_choices,
    list_templates,
    read_template,
    add_template,
    change_template,
    archive_template,
    restore_template,
    upload_template_file,
]
