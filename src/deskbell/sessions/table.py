"""The Sessions app's table: every session a person may see, filtered and in an order of his choice.

The page's ids come from a statement put together here; what is shown of them, from fixed ones. Orders over a column
that posting changes have no index, on purpose (the update of a post stays cheap): they ask for a period or open states.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from deskbell.base.cursors import PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Db
from deskbell.base.errors import invalid
from deskbell.base.planning import planned_anew
from deskbell.base.sql import Statement, composed, statements
from deskbell.live_chats.parameters import parameters
from deskbell.people.workspace import workspace_now
from deskbell.rights.actor import Actor, Role
from deskbell.sessions.filters import Filters, conditions, edges
from deskbell.sessions.model import Session, row_out

SQL = statements(__package__, "table.sql")

WIDE_PERIOD = timedelta(days=93)
"""An order without an index sorts all that the filters leave: not more than the sessions of such a period."""

DEFAULT_SORT = "-opened_at"


class Key(NamedTuple):
    """Where a page ended: whether among the sessions with a value, the value, the session."""

    filled: bool
    value: Any
    id: UUID


@dataclass(frozen=True, slots=True)
class Sort:
    """What the table can be ordered by. `empty`: some sessions have no value and stand last in either order."""

    expression: str
    type: str
    empty: bool = False
    indexed: bool = True


SORTS: Mapping[str, Sort] = {
    "number": Sort("s.number", "bigint"),
    "opened_at": Sort("s.opened_at", "timestamptz"),
    "closed_at": Sort("s.closed_at", "timestamptz", empty=True),
    "queued_at": Sort("s.queued_at", "timestamptz", empty=True),
    "rating": Sort("s.rating", "smallint", empty=True),
    "priority": Sort("(case s.priority when 'high' then 3 when 'normal' then 2 else 1 end)", "integer"),
    "last_message_at": Sort("s.last_message_at", "timestamptz", empty=True, indexed=False),
    "message_count": Sort("s.message_count", "integer", indexed=False),
    "operator": Sort("lower(s.operator_name)", "text", empty=True, indexed=False),
}


READ: Mapping[str, Callable[[Any], Any]] = {"timestamptz": datetime.fromisoformat, "text": str}
"""How a value comes out of a cursor again; else it is a number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A table as it is asked for, ready to be read page by page."""

    pieces: Sequence[str]
    values: Mapping[str, object]
    sort: Sort
    falling: bool


async def ask(db: Db, filters: Filters, sort: str, now: datetime | None = None) -> Asked:
    """Check filters and order. Raises validation_failed: an order of `sort` that does not exist, or `needs_period`."""
    zone, moment = (await workspace_now(db)).time_zone, now or datetime.now(UTC)
    found = SORTS.get(sort.removeprefix("-"))
    if found is None:
        raise invalid(sort="unknown")
    if not found.indexed and not _narrow(filters, zone, moment):
        raise invalid(sort="needs_period")
    defined = await parameters(db) if filters.parameters else []
    pieces, values = conditions(filters, zone, moment, defined)
    return Asked(pieces, values, found, sort.startswith("-"))


def _narrow(filters: Filters, zone: str, now: datetime) -> bool:
    if filters.open_only:
        return True
    for period in (filters.opened, filters.closed):
        since, until = edges(period, zone, now)
        if since is not None and (until or now) - since <= WIDE_PERIOD:
            return True
    return False


async def table_page(
    db: Db, actor: Actor, filters: Filters, sort: str, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of the table: `{items: [TableRow], next}`, at most 100. Raises as `ask`."""
    asked = await ask(db, filters, sort)
    start = _read(cursor, asked.sort)
    async with planned_anew(db) as tx:
        ids, after = await page_of(tx, actor, asked, start, max(1, min(limit, PAGE_MOST)))
        rows = await rows_of(tx, actor, ids)
    return {"items": [table_row(*row) for row in rows], "next": cursor_of(after) if after else None}


def _read(cursor: str | None, sort: Sort) -> Key | None:
    key = key_of(cursor, Key)
    if key is None:
        return None
    filled, value, last = key
    if filled:
        try:
            value = READ.get(sort.type, int)(value)
        except (TypeError, ValueError):
            raise invalid(cursor="invalid") from None
    return Key(filled, value, last)


async def page_of(db: Db, actor: Actor, asked: Asked, after: Key | None, limit: int) -> tuple[list[UUID], Key | None]:
    """The ids of a page in order, and where the next one begins (None after the last)."""
    found: list[Key] = []
    for filled in (True, False) if asked.sort.empty else (True,):
        if after is not None and not after.filled and filled:
            continue
        start = after if after is not None and after.filled == filled else None
        left = limit + 1 - len(found)
        if left <= 0:
            break
        statement, values = statement_of(actor, asked, filled, start)
        rows = await db.all(statement, most=left, **values)
        found += [Key(filled, row["key"] if filled else None, row["id"]) for row in rows]
    page = found[:limit]
    return [one.id for one in page], page[-1] if len(found) > limit else None


def statement_of(actor: Actor, asked: Asked, filled: bool, after: Key | None) -> tuple[Statement, dict[str, object]]:
    """The statement for sessions with a value to order by, or for those without; and its values but `most`."""
    sort, values = asked.sort, {**asked.values, **actor.scope()}
    order, sign = ("desc", "<") if asked.falling else ("asc", ">")
    pieces = list(asked.pieces)
    if sort.empty:
        pieces.append(f"{sort.expression} is {'not null' if filled else 'null'}")
    if after is not None and filled:
        pieces.append(f"({sort.expression}, s.id) {sign} (:after_key::{sort.type}, :after_id::uuid)")
        values |= {"after_key": after.value, "after_id": after.id}
    elif after is not None:
        pieces.append(f"s.id {sign} :after_id::uuid")
        values["after_id"] = after.id
    by = f"{sort.expression} {order}, s.id {order}" if filled else f"s.id {order}"
    body = (
        f"select s.id, {sort.expression} as key\n"
        "from session_visible_to(:administrator, :person, :supervised, :operated, :groups, :account) s\n"
        f"where {' and '.join(pieces)}\norder by {by} limit :most"
    )
    return composed("sessions", "table_page", body), values


async def rows_of(db: Db, actor: Actor, ids: Sequence[UUID]) -> list[tuple[Session, Mapping[str, Any]]]:
    """The sessions of those ids in their order, each with its labels; one that is no longer seen is left out."""
    if not ids:
        return []
    rows = await db.all(SQL.table_rows, session_ids=ids, **actor.scope())
    sessions = {row["id"]: Session(**dict(row)) for row in rows}
    labels = {row["id"]: dict(row) for row in await db.all(SQL.labels_of_many, session_ids=list(sessions))}
    return [(sessions[id_], labels[id_]) for id_ in ids if id_ in sessions and id_ in labels]


def table_row(s: Session, labels: Mapping[str, Any]) -> dict[str, Any]:
    """TableRow of docs/protocol.md."""
    return row_out(s) | {
        "my_read_no": s.my_read_no or 0,
        "live_chat": {"id": s.live_chat_id, "name": s.live_chat_name},
        "channel": {"id": s.channel_id, "name": s.channel_name},
        "subject": s.subject,
        "email": s.email,
        "phone": s.phone,
        "message_count": s.message_count,
        "rating": s.rating,
        "spam_at": s.spam_at,
        "tags": labels["tags"],
        "parameters": labels["parameters"],
        "close_reason": labels["close_reason"],
    }


async def choices_of(db: Db, actor: Actor) -> dict[str, Any]:
    """What there is to filter by where this person works: `TableChoices` of docs/protocol.md."""
    chats = {*actor.live_chats_as(Role.OPERATOR), *actor.live_chats_as(Role.SUPERVISOR)}
    row = await db.first(SQL.table_choices, administrator=actor.administrator, live_chats=list(chats))
    assert row is not None
    return dict(row)
