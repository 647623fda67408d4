"""The trail, for administrators: to read, to take along as a file, and to prove."""

import csv
import io
import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.params import Parameter
from litestar.response import Stream

from deskbell.audit import chain, service
from deskbell.audit.model import Asked, Entry
from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.http import Injected, Out
from deskbell.base.rates import Buckets
from deskbell.base.words import say
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

EXPORTED_AT_ONCE, EXPORTED_MOST = 1_000, 100_000
"""Entries in a statement, and in a file: of more, the newest."""

COLUMNS = ("at", "actor", "actor_id", "deed", "object_kind", "object_id", "address", "detail")

verifying = Buckets(burst=3, per_second=0.1)
"""Walking the whole chain reads the whole trail."""

_FORMULA = re.compile(r"^[\t\r\n ]*[=+\-@]|^[\t\r]")


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


class GuardPage(Out):
    """Who could rewrite the trail. `tamper_proof`: the role that the application works as cannot. `sign_in_apart`:
    neither can the one it signs in to the database with."""

    tamper_proof: bool
    sign_in_apart: bool


class VerdictPage(Out):
    """What a walk along the chain found. `broken_upto`: the first link that does not fit, by the last entry's id it
    covers; null when all fit. `hash` of the last good link: noted elsewhere, it proves all before it. `waiting`:
    entries that the worker has not chained yet."""

    entries: int
    links: int
    broken_upto: str | None
    hash: str
    waiting: int


By = Annotated[UUID | None, Parameter(description="Only what this person did.")]
Deeds = Annotated[list[str] | None, Parameter(max_items=100, description="Only these deeds; repeatable.")]


@get("/audit")
async def list_audit(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    cursor: str | None = None,
    limit: Annotated[int, Parameter(ge=1, le=PAGE_MOST)] = PAGE,
    by: By = None,
    deed: Deeds = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> EntryList:
    """The administrators' trail, newest first, perhaps of one person, of some deeds, of a period."""
    key = key_of(cursor, tuple[Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]])
    asked = Asked(by, deed, since, until)
    found = await service.entries(db, actor, key[0] if key else None, limit + 1, asked)
    more = len(found) > limit
    return EntryList(
        items=[_page(entry) for entry in found[:limit]], next=cursor_of((found[limit - 1].id,)) if more else None
    )


@get("/audit/export")
async def export_audit(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    by: By = None,
    deed: Deeds = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Stream:
    """The same entries as a CSV file, newest first, streamed; at most 100,000."""
    authorise(actor, Deed.ADMINISTER)
    pieces = _pieces(db, actor, Asked(by, deed, since, until))
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Stream(pieces, media_type="text/csv; charset=utf-8", headers=headers)


async def _pieces(db: Database, actor: Actor, asked: Asked) -> AsyncIterator[bytes]:
    heads = [say(actor.language, f"audit.{column}") for column in COLUMNS]
    yield "\ufeff".encode() + _lines([heads], actor.language)
    before, left = None, EXPORTED_MOST
    while found := await service.entries(db, actor, before, min(left, EXPORTED_AT_ONCE), asked):
        yield _lines([_cells(entry) for entry in found], actor.language)
        before, left = found[-1].id, left - len(found)
        if not left:
            return


def _cells(entry: Entry) -> list[str]:
    cells = (
        entry.at.isoformat(),
        entry.actor_name or entry.actor_kind,
        entry.actor_id,
        entry.deed,
        entry.object_kind,
        entry.object_id,
        entry.address,
        msgspec.json.encode(entry.detail).decode() if entry.detail else None,
    )
    return ["" if cell is None else _plain(str(cell)) for cell in cells]


def _plain(cell: str) -> str:
    """Spreadsheet programs run a cell that begins as a formula: such a one gets an apostrophe before it."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _lines(rows: list[list[str]], language: str) -> bytes:
    text = io.StringIO()
    # Programs set up for Russian divide by semicolons: their comma belongs to numbers.
    csv.writer(text, delimiter=";" if language == "ru" else ",").writerows(rows)
    return text.getvalue().encode()


@get("/audit/guard")
async def read_guard(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> GuardPage:
    """Whether the database keeps the application from rewriting the trail."""
    found = await service.guard(db, actor)
    return GuardPage(tamper_proof=not found.by_us, sign_in_apart=not found.by_sign_in)


@post("/audit/verify", status_code=200)
async def verify_chain(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> VerdictPage:
    """Walk along the whole chain of hashes and compare."""
    authorise(actor, Deed.ADMINISTER)
    verifying.take(str(actor.id))
    verdict = await chain.verify(db)
    return VerdictPage(
        entries=verdict.entries,
        links=verdict.links,
        broken_upto=None if verdict.broken_upto is None else str(verdict.broken_upto),
        hash=verdict.last.hash.hex(),
        waiting=await chain.waiting(db, verdict.last),
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


ROUTES = [list_audit, export_audit, read_guard, verify_chain]
