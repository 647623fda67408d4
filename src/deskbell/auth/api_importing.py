"""The administrators' door for lists of people: look first, then bring them in. The body is the file itself."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, post

from deskbell.auth import importing
from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.http import Injected, Out
from deskbell.people.model import Language
from deskbell.people.sheet import BYTES_MOST, Sheet, read_sheet
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise
from deskbell.settings import Settings


class ColumnRead(Out):
    """A heading of the list and the field it fills; null for one that is left out."""

    heading: str
    field: str | None


class GroupNamed(Out):
    """A group named in a row; `id` null: there is none of that name."""

    id: UUID | None
    name: str


class RowRead(Out):
    """A row, what becomes of it (new, known, invited, archived, wrong) and, by field, why it cannot be taken. `link`:
    the invitation to hand over, shown this once."""

    line: int
    name: str
    email: str
    groups: list[GroupNamed]
    language: Language | None
    state: importing.State
    problems: dict[str, str]
    link: str | None = None


class ListRead(Out):
    """A list of people as it was understood. `encoding`: utf-8, utf-16 or cp1251."""

    encoding: str
    delimiter: str
    columns: list[ColumnRead]
    rows: list[RowRead]


@post("/people/import/preview", status_code=200)
async def preview_import(
    request: Request[Any, Any, Any], db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]
) -> ListRead:
    """Read a CSV file of people and say of each row what would become of it. Writes nothing."""
    sheet = await _sheet(request, actor)
    return _page(sheet, await importing.judge(db, actor, sheet))


@post("/people/import", status_code=200)
async def import_people(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    settings: Annotated[Settings, Injected],
    renew_links: bool = False,
) -> ListRead:
    """Add everybody of a CSV file who is new, in one transaction; the same file again adds nobody twice."""
    sheet = await _sheet(request, actor)
    return _page(sheet, await importing.bring_in(db, actor, settings, sheet, renew_links))


async def _sheet(request: Request[Any, Any, Any], actor: Actor) -> Sheet:
    authorise(actor, Deed.ADMINISTER)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > BYTES_MOST:
            raise invalid(file="too_large")
    return read_sheet(bytes(content))


def _page(sheet: Sheet, judged: list[importing.Judged]) -> ListRead:
    return ListRead(
        encoding=sheet.encoding,
        delimiter=sheet.delimiter,
        columns=[ColumnRead(heading=heading, field=field) for heading, field in sheet.columns],
        rows=[
            RowRead(
                line=one.line.number,
                name=one.line.name,
                email=one.line.email,
                groups=[GroupNamed(id=group.id, name=group.name) for group in one.groups],
                language=one.line.language,
                state=one.state,
                problems=one.line.problems,
                link=one.link,
            )
            for one in judged
        ],
    )


ROUTES = [preview_import, import_people]
"""What the application mounts under /api/v1."""
