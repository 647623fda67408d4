"""The door to the blocklist: kept by those who work in the live chats it is for, and by administrators."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get, post, put

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.errors import not_allowed
from deskbell.base.http import Body, Injected, Out
from deskbell.blocklist import service
from deskbell.blocklist.model import Entry, Kind, List
from deskbell.blocklist.service import Wish
from deskbell.rights.actor import Actor

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]
Ids = list[UUID]

SeesAccount = Callable[[Database, Actor, str], Awaitable[bool]]
"""Whether somebody may see the client of an account; the room of sessions knows."""

Seeing = Annotated[SeesAccount, Injected]


class BlocklistLiveChat(Out):
    id: UUID
    name: str


class BlocklistKeeper(Out):
    id: UUID
    name: str


class BlocklistEntry(Out):
    """A block or an exception. Without live chats it is for all, unless `elsewhere` says how many of them one does not
    work in and is not shown."""

    id: UUID
    name: str
    kind: Kind
    channel_kind: str | None
    value: str
    everywhere: bool
    live_chats: list[BlocklistLiveChat]
    elsewhere: int
    valid_until: datetime | None
    expired: bool
    created_by: BlocklistKeeper | None
    created_at: datetime
    archived_at: datetime | None
    may_change: bool
    list: List


class BlocklistPage(Out):
    """A page of entries; `next` is the cursor of the page after it, null on the last."""

    items: list[BlocklistEntry]
    next: str | None


class EntryBody(Body):
    """An entry, whole. `live_chat_ids` null: for all of them; `valid_until` null: until it is archived."""

    list: List
    name: str
    kind: Kind
    value: str
    channel_kind: str | None = None
    live_chat_ids: Ids | None = None
    valid_until: datetime | None = None


@get("/blocklist")
async def list_entries(
    db: Db,
    actor: Asking,
    entries: Literal["in_force", "expired", "archived"] = "in_force",
    list_kind: List | None = None,
    kind: Kind | None = None,
    search: str | None = None,
    live_chat: UUID | None = None,
    cursor: str | None = None,
    limit: int = PAGE,
) -> BlocklistPage:
    limit = max(1, min(limit, PAGE_MOST))
    before = key_of(cursor, tuple[datetime, UUID])
    found = await service.entries(db, actor, entries, list_kind, kind, search, live_chat, before, limit + 1)
    more = cursor_of((found[limit - 1].created_at, found[limit - 1].id)) if len(found) > limit else None
    return BlocklistPage(items=[entry_page(actor, one) for one in found[:limit]], next=more)


def entry_page(actor: Actor, entry: Entry) -> BlocklistEntry:
    """An entry as this actor is shown it."""
    places = {str(place) for place in service.places_of(actor)}
    shown = [place for place in entry.live_chats if actor.administrator or place["id"] in places]
    by = BlocklistKeeper(id=entry.created_by, name=entry.created_by_name or "") if entry.created_by else None
    return BlocklistEntry(
        id=entry.id,
        list=entry.list,
        name=entry.name,
        kind=entry.kind,
        channel_kind=entry.channel_kind,
        value=entry.value,
        everywhere=entry.everywhere,
        live_chats=[BlocklistLiveChat(id=UUID(place["id"]), name=place["name"]) for place in shown],
        elsewhere=len(entry.live_chats) - len(shown),
        valid_until=entry.valid_until,
        expired=entry.expired,
        created_by=by,
        created_at=entry.created_at,
        archived_at=entry.archived_at,
        may_change=service.may_change(actor, entry),
    )


@get("/blocklist/{entry_id:uuid}")
async def read_entry(db: Db, actor: Asking, entry_id: UUID) -> BlocklistEntry:
    return entry_page(actor, await service.entry(db, actor, entry_id))


@post("/blocklist")
async def add_entry(db: Db, actor: Asking, sees_account: Seeing, data: EntryBody) -> BlocklistEntry:
    wish = _wish(data)
    await _check_account(db, actor, sees_account, wish)
    entry_id = await service.add(db, actor, wish)
    return entry_page(actor, await service.entry(db, actor, entry_id))


@put("/blocklist/{entry_id:uuid}")
async def change_entry(db: Db, actor: Asking, sees_account: Seeing, entry_id: UUID, data: EntryBody) -> BlocklistEntry:
    known = await service.entry(db, actor, entry_id)
    wish = _wish(data)
    if wish.value != known.value:
        await _check_account(db, actor, sees_account, wish)
    await service.change(db, actor, entry_id, wish)
    return entry_page(actor, await service.entry(db, actor, entry_id))


@post("/blocklist/{entry_id:uuid}/archive", status_code=200)
async def archive_entry(db: Db, actor: Asking, entry_id: UUID) -> BlocklistEntry:
    await service.archive(db, actor, entry_id, True)
    return entry_page(actor, await service.entry(db, actor, entry_id))


@post("/blocklist/{entry_id:uuid}/restore", status_code=200)
async def restore_entry(db: Db, actor: Asking, entry_id: UUID) -> BlocklistEntry:
    await service.archive(db, actor, entry_id, False)
    return entry_page(actor, await service.entry(db, actor, entry_id))


async def _check_account(db: Database, actor: Actor, sees_account: SeesAccount, wish: Wish) -> None:
    """One account is listed by whoever may see its client: what he may not see he is not to learn of by listing it."""
    if wish.kind == "account" and not actor.administrator and not await sees_account(db, actor, wish.value):
        raise not_allowed()


def _wish(data: EntryBody) -> Wish:
    return Wish(data.list, data.name, data.kind, data.value, data.channel_kind, data.live_chat_ids, data.valid_until)


ROUTES = [list_entries, read_entry, add_entry, change_entry, archive_entry, restore_entry]
