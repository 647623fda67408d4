"""The live chat now, for supervisors: who waits, who works, who is not answered, and the day so far."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Db, Row
from deskbell.base.errors import not_allowed, not_found
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor, Role
from deskbell.sessions.model import Session, reference
from deskbell.sessions.rating import RATING_HOURS
from deskbell.sessions.reading import by_ids

SQL = statements(__package__, "wallboard.sql")

SHOWN_MOST = 50
"""So many of those who wait, and of those not answered, are named; all are counted."""


async def now_of(db: Db, actor: Actor, live_chat_id: UUID) -> dict[str, Any]:
    """`Now` of docs/protocol.md, for its supervisors and for administrators. not_found for whoever doesn't
    work in the live chat, as for one that is not there; not_allowed for its operators."""
    if not (actor.administrator or actor.has(Role.OPERATOR, live_chat_id) or actor.has(Role.SUPERVISOR, live_chat_id)):
        raise not_found()
    if not actor.administrator and not actor.has(Role.SUPERVISOR, live_chat_id):
        raise not_allowed()
    place = await db.first(SQL.board_place, live_chat_id=live_chat_id)
    if place is None:
        raise not_found()
    unanswered = await db.all(SQL.board_unanswered, live_chat_id=live_chat_id, most=SHOWN_MOST)
    operators = await db.all(SQL.board_operators, live_chat_id=live_chat_id)
    return {
        **{name: place[name] for name in ("at", "day_began_at", "time_zone", "long_wait")},
        "live_chat": reference(place["id"], place["name"]),
        **await _waiting(db, actor, live_chat_id),
        "unanswered": await _unanswered(db, unanswered),
        "unanswered_count": unanswered[0]["all_of_them"] if unanswered else 0,
        "operators": [_operator(row, unanswered) for row in operators],
        "today": await _today(db, live_chat_id, place),
    }


async def _waiting(db: Db, actor: Actor, live_chat_id: UUID) -> dict[str, Any]:
    rows = await db.all(SQL.board_waiting, live_chat_id=live_chat_id, most=SHOWN_MOST, **actor.scope())
    count = await db.first(SQL.board_waiting_count, live_chat_id=live_chat_id)
    assert count is not None
    named = [_named(Session(**dict(row))) for row in rows]
    return {"waiting": named, "waiting_count": max(count["waiting"], len(named))}


def _named(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "number": session.number,
        "name": session.label,
        "priority": session.priority,
        "channel_kind": session.channel_kind,
        "group": reference(session.group_id, session.group_name),
        "since": session.queued_at,
    }


async def _unanswered(db: Db, rows: list[Row]) -> list[dict[str, Any]]:
    shown = {row["id"]: row for row in rows[:SHOWN_MOST]}
    sessions = {one.id: one for one in await by_ids(db, list(shown))} if shown else {}
    return [
        {
            **_named(sessions[id_]),
            "operator": reference(sessions[id_].operator_id, sessions[id_].operator_name),
            "since": row["since"],
            "messages": row["messages"],
        }
        for id_, row in shown.items()
        if id_ in sessions
    ]


def _operator(row: Row, unanswered: list[Row]) -> dict[str, Any]:
    his = next((one for one in unanswered if one["operator_id"] == row["id"]), None)
    return {
        **dict(row),
        "unanswered": his["all_of_his"] if his else 0,
        "unanswered_since": his["since"] if his else None,
    }


async def _today(db: Db, live_chat_id: UUID, place: Row) -> dict[str, Any]:
    day = {"day_began_at": place["day_began_at"], "rated_within": RATING_HOURS}
    row = await db.first(SQL.board_today, live_chat_id=live_chat_id, **day)
    assert row is not None
    return dict(row)
