"""The trail, for administrators."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import Parameter

from deskbell.audit import service
from deskbell.audit.model import Entry
from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.http import Injected, Out
from deskbell.rights.actor import Actor


class EntryActor(Out):
    """The person who did it."""

    id: UUID
    name: str


class EntryPage(Out):
    """One deed. `detail`: ids, numbers and names of fields."""

    id: str
    at: datetime
    actor: EntryActor | None
    deed: str
    object_kind: str
    object_id: str | None
    detail: Mapping[str, Any]


class EntryList(Out):
    """A page of the trail, newest first."""

    items: list[EntryPage]
    next: str | None


@get("/audit")
async def list_audit(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    cursor: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=PAGE_MOST)] = PAGE,
) -> EntryList:
    """The administrators' trail, newest first."""
    key = key_of(cursor, tuple[Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]])
    found = await service.entries(db, actor, key[0] if key else None, limit + 1)
    more = len(found) > limit
    return EntryList(
        items=[_page(entry) for entry in found[:limit]], next=cursor_of((found[limit - 1].id,)) if more else None
    )


def _page(entry: Entry) -> EntryPage:
    by = EntryActor(id=entry.actor_id, name=entry.actor_name) if entry.actor_id and entry.actor_name else None
    return EntryPage(
        id=str(entry.id),
        at=entry.at,
        actor=by,
        deed=entry.deed,
        object_kind=entry.object_kind,
        object_id=entry.object_id,
        detail=entry.detail,
    )


ROUTES = [list_audit]
