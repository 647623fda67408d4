"""The Sessions app's table as a file: one row per session, in the asker's language, with the rights of the asker.

It is read and sent a batch at a time, each batch a statement of its own, so that no transaction stays open and nothing
grows with the table. An order without an index is not taken: such an export is in the order of opening.
"""

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from deskbell.audit import service as audit
from deskbell.base.db import Database
from deskbell.base.errors import invalid
from deskbell.base.planning import planned_anew
from deskbell.base.words import say
from deskbell.live_chats.parameters import Parameter, parameters
from deskbell.people.workspace import workspace_now
from deskbell.rights.actor import Actor
from deskbell.sessions.filters import Filters, checked
from deskbell.sessions.model import Session
from deskbell.sessions.sheets import Cell, Csv, Sheet, Xlsx
from deskbell.sessions.table import DEFAULT_SORT, SORTS, Asked, ask, page_of, rows_of

Form = Literal["csv", "xlsx"]

ROWS_MOST = 100_000
"""So many sessions an export holds; of more, the first in its order."""

BATCH = 500
PARAMETER = "parameter:"

Labels = Mapping[str, Any]
Read = Callable[[Session, Labels], Any]

COLUMNS: Mapping[str, Read] = {
    "number": lambda s, _: s.number,
    "name": lambda s, _: s.label,
    "client": lambda s, _: s.client_label,
    "email": lambda s, _: s.email,
    "phone": lambda s, _: s.phone,
    "live_chat": lambda s, _: s.live_chat_name,
    "channel": lambda s, _: s.channel_name,
    "state": lambda s, _: ("state", s.state),
    "priority": lambda s, _: ("priority", s.priority),
    "operator": lambda s, _: s.operator_name,
    "group": lambda s, _: s.group_name,
    "subject": lambda s, _: s.subject,
    "tags": lambda _, labels: ", ".join(tag["name"] for tag in labels["tags"]),
    "close_reason": lambda _, labels: (labels["close_reason"] or {}).get("name"),
    "rating": lambda s, _: s.rating,
    "message_count": lambda s, _: s.message_count,
    "preview": lambda s, _: s.preview,
    "opened_at": lambda s, _: s.opened_at,
    "queued_at": lambda s, _: s.queued_at,
    "taken_at": lambda s, _: s.taken_at,
    "closed_at": lambda s, _: s.closed_at,
    "last_message_at": lambda s, _: s.last_message_at,
    "spam_at": lambda s, _: s.spam_at,
}
"""Column → what it holds of a session; a pair is a word of its kind."""


CALLED = ("name", "client")
NUMBERED = re.compile(r"#(\d+)")
"""Who has given no name is called in a file as at the desk."""


@dataclass(frozen=True, slots=True)
class Export:
    """An export that may begin: all that could be refused has been asked."""

    asked: Asked
    sheet: Sheet
    language: str
    zone: ZoneInfo
    columns: Sequence[str]
    parameters: Mapping[str, Parameter]


async def begin(db: Database, actor: Actor, filters: Filters, sort: str, columns: Sequence[str], form: Form) -> Export:
    """Check it all and write the trail. Raises validation_failed."""
    if sort.removeprefix("-") in SORTS and not SORTS[sort.removeprefix("-")].indexed:
        sort = DEFAULT_SORT
    asked = await ask(db, checked(filters), sort)
    defined = {PARAMETER + one.key: one for one in await parameters(db)}
    wrong = [column for column in columns if column not in COLUMNS and column not in defined]
    if wrong or not columns or len(set(columns)) < len(columns):
        raise invalid(columns="unknown" if wrong else "invalid")
    language = actor.language
    heads = [
        _named(defined[column].names, language) if column in defined else say(language, f"export.{column}")
        for column in columns
    ]
    sheet: Sheet = Csv(heads, language) if form == "csv" else Xlsx(heads, say(language, "export.sheet"))
    async with db.transaction() as tx:
        await audit.write(tx, actor, "sessions_exported", "session", None, {"form": form, "columns": list(columns)})
    zone = ZoneInfo((await workspace_now(db)).time_zone)
    return Export(asked, sheet, language, zone, columns, defined)


async def pieces(db: Database, actor: Actor, export: Export) -> AsyncIterator[tuple[int, bytes, bool]]:
    """The file piece by piece, each with the rows so far, and whether there were more than an export holds."""
    written, after = 0, None
    while True:
        async with planned_anew(db) as tx:
            ids, after = await page_of(tx, actor, export.asked, after, min(BATCH, ROWS_MOST - written))
            rows = [_cells(export, *row) for row in await rows_of(tx, actor, ids)]
        written += len(rows)
        yield written, export.sheet.rows(rows), False
        if after is None or written >= ROWS_MOST:
            break
    yield written, export.sheet.end(), after is not None


async def framed(all_pieces: AsyncIterator[tuple[int, bytes, bool]]) -> AsyncIterator[bytes]:
    """For who shows progress: before each piece its length and the rows so far, four bytes each, the highest first.
    The last is empty, of length 0, or 2³²-1 where rows were left out: without it the file is not whole."""
    written, left_out = 0, False
    async for written, piece, more in all_pieces:
        left_out = more
        if piece:
            yield len(piece).to_bytes(4) + written.to_bytes(4) + piece
    yield (0xFFFF_FFFF if left_out else 0).to_bytes(4) + written.to_bytes(4)


async def bare(all_pieces: AsyncIterator[tuple[int, bytes, bool]]) -> AsyncIterator[bytes]:
    """The file alone."""
    async for _, piece, _ in all_pieces:
        yield piece


def _cells(export: Export, session: Session, labels: Labels) -> list[Cell]:
    return [_cell(export, column, session, labels) for column in export.columns]


def _cell(export: Export, column: str, session: Session, labels: Labels) -> Cell:
    if column in export.parameters:
        return _value(export, export.parameters[column], labels["parameters"].get(column.removeprefix(PARAMETER)))
    value = COLUMNS[column](session, labels)
    if column in CALLED and (visitor := NUMBERED.fullmatch(value)):
        return say(export.language, "export.visitor", number=visitor[1])
    if isinstance(value, tuple):
        return say(export.language, f"export.{'_'.join(value)}")
    if isinstance(value, datetime):
        return value.astimezone(export.zone)
    cell: Cell = value
    return cell


def _value(export: Export, parameter: Parameter, value: Any) -> Cell:
    if isinstance(value, bool):
        return say(export.language, "export.yes" if value else "export.no")
    if parameter.kind == "choice":
        names = next((choice["names"] for choice in parameter.choices if choice["key"] == value), None)
        return _named(names, export.language) if names else value
    cell: Cell = value
    return cell


def _named(names: Mapping[str, str], language: str) -> str:
    return names.get(language) or next(iter(names.values()))
