"""Looking: every look at a session goes through the eyes of an actor."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.errors import invalid, not_found
from deskbell.base.planning import planned_anew
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor, Role
from deskbell.sessions.frames import NAMED_LIVE, hydrate
from deskbell.sessions.labels import described
from deskbell.sessions.messages import PAGE_MOST, messages_before
from deskbell.sessions.model import QUIET_KINDS, Session, client_out, reference, row_out

SQL = statements(__package__)
BESIDE_SQL = statements(__package__, "transferring.sql")
SPAM_SQL = statements(__package__, "spam.sql")

THREAD_PAGE = 50
EARLIER_MOST = 20
TRAIL_MOST = 50

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(9000, 1, 1, tzinfo=UTC)
_ZERO, _FULL = UUID(int=0), UUID(int=(1 << 128) - 1)


async def seen(db: Db, actor: Actor, session_id: UUID) -> Session:
    """The session as this actor may see it; not_found alike for none and for another's."""
    row = await db.first(SQL.session_seen, session_id=session_id, **actor.scope())
    if row is None:
        raise not_found()
    return Session(**dict(row))


GROUPS = {
    "queue": (SQL.sessions_queued, "queued_at", (_FIRST, _ZERO)),
    "mine": (SQL.sessions_mine, "opened_at", (_LAST, _FULL)),
    "active": (SQL.sessions_active, "opened_at", (_LAST, _FULL)),
    "closed": (SQL.sessions_closed, "closed_at", (_LAST, _FULL)),
    "spam": (SPAM_SQL.sessions_spam, "spam_at", (_LAST, _FULL)),
}


async def list_group(
    db: Db, actor: Actor, group: str, live_chat_id: UUID | None, cursor: str | None, limit: int
) -> dict[str, Any]:
    """A page of one of the four groups: `{items, next}`; Active is for supervisors (and administrators)."""
    if group not in GROUPS:
        raise invalid(group="unknown")
    statement, by, start = GROUPS[group]
    chats = _live_chats_for(actor, group) if live_chat_id is None else [live_chat_id]
    if group == "active" and not actor.administrator:
        chats = [chat for chat in chats if actor.has(Role.SUPERVISOR, chat)]
    at, last = _read_cursor(cursor) if cursor else start
    limit = max(1, min(limit, PAGE_MOST))
    async with planned_anew(db) as tx:
        rows = await tx.all(statement, live_chats=chats, after_at=at, after_id=last, most=limit + 1, **actor.scope())
    sessions = [Session(**dict(row)) for row in rows[:limit]]
    more = f"{getattr(sessions[-1], by).isoformat()}~{sessions[-1].id}" if len(rows) > limit else None
    return {"items": [row_out(s) | {"my_read_no": s.my_read_no or 0} for s in sessions], "next": more}


def _live_chats_for(actor: Actor, group: str) -> list[UUID]:
    role = Role.SUPERVISOR if group == "active" else Role.OPERATOR
    return actor.live_chats_as(role)


def _read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        at, _, last = cursor.partition("~")
        return datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise invalid(cursor="unreadable") from None


async def thread_page(db: Db, actor: Actor, session: Session) -> dict[str, Any]:
    """Everything the session page shows at first: `SessionPage` of docs/protocol.md, without rights and presence."""
    staff = actor.kind != "account"
    messages, has_older = await messages_before(db, session.id, session.last_seq + 1, THREAD_PAGE, staff)
    # Up to the cursor and no further: what comes after it is applied as events.
    happened = await log.happenings(db, session.id, QUIET_KINDS, session.last_seq + 1) if staff else []
    frames = await hydrate(db, session.id, happened, staff=True) if happened else []
    return {
        "session": await described(db, session) if staff else client_out(session),
        "messages": messages,
        "has_older": has_older,
        "log": [line_of(frame) for frame in frames],
        "cursor": session.last_seq if staff else session.last_all_seq,
        "my_read_no": session.my_read_no or 0,
    }


def line_of(frame: dict[str, Any]) -> dict[str, Any]:
    """LogEntry of docs/protocol.md: who did what and when, without names that may have changed since."""
    line = {key: frame[key] for key in ("seq", "kind", "at", "by", "data")}
    if frame["kind"] in NAMED_LIVE:
        line["data"] = {name: value for name, value in frame["data"].items() if name != "session"}
    return line


async def difference(db: Db, session_id: UUID, after: int, staff: bool) -> tuple[list[dict[str, Any]], bool]:
    """Event frames after a cursor, hydrated; True with none when there are too many."""
    events, too_long = await log.difference(db, session_id, after, staff)
    return await hydrate(db, session_id, events, staff), too_long


async def earlier(db: Db, actor: Actor, session: Session) -> list[Session]:
    """The account's earlier sessions of this live chat; whoever sees the session may read them, but for those with whom
    it alone was shared."""
    if session.shared_only(actor):
        return []
    rows = await db.all(
        SQL.earlier_of,
        account_id=session.account_id,
        live_chat_id=session.live_chat_id,
        session_id=session.id,
        number=session.number,
        open=session.is_open,
        most=EARLIER_MOST,
    )
    return [Session(**dict(row)) for row in rows]


async def earlier_one(db: Db, actor: Actor, session: Session, earlier_id: UUID) -> Session:
    """One of the earlier sessions; not_found for any other."""
    for one in await earlier(db, actor, session):
        if one.id == earlier_id:
            return one
    raise not_found()


async def page_trail(db: Db, session_id: UUID) -> list[dict[str, Any]]:
    """The pages the client was on, newest first."""
    return [dict(row) for row in await db.all(SQL.page_trail, session_id=session_id, most=TRAIL_MOST)]


async def by_ids(db: Db, session_ids: list[UUID]) -> list[Session]:
    """For the fan-out alone, which asks each receiver's right by `Session.seen_by`."""
    return [Session(**dict(row)) for row in await db.all(SQL.sessions_by_ids, session_ids=session_ids)]


async def assignees(db: Db, session: Session) -> dict[str, Any]:
    """Operators, with status and load, and operator groups a session can be given to."""
    operators = await db.all(SQL.operators_of, live_chat_id=session.live_chat_id)
    groups = await db.all(SQL.operator_groups_of, live_chat_id=session.live_chat_id)
    others = await db.all(BESIDE_SQL.live_chats_beside, live_chat_id=session.live_chat_id)
    return {
        "operators": [{**dict(row), "reachable": bool(row["reachable"])} for row in operators],
        "groups": [reference(row["id"], row["name"]) for row in groups],
        "live_chats": [reference(row["id"], row["name"]) for row in others],
    }
