"""Counters: whole from the database, for all attached people at once, never by adding one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor, Role

SQL = statements(__package__)


async def counters_of(db: Db, actors: Iterable[Actor], hidden: bool = False) -> dict[UUID, dict[str, Any]]:
    """Counters of docs/protocol.md by person: three statements, however many people ask.

    `hidden`: the workspace hides the waiting counters; they are null then.
    """
    people = list(actors)
    waiting = [(row["live_chat_id"], row["group_id"], row["waiting"]) for row in await db.all(SQL.queue_counts)]
    active = {row["live_chat_id"]: row["active"] for row in await db.all(SQL.active_counts)}
    own = await db.all(SQL.own_counts, people=[actor.id for actor in people])
    mine = {(row["operator_id"], row["live_chat_id"]): (row["mine"], row["unread"]) for row in own}
    return {actor.id: _counters(actor, waiting, active, mine, hidden) for actor in people}


def _counters(
    actor: Actor,
    waiting: list[tuple[UUID, UUID | None, int]],
    active: dict[UUID, int],
    mine: dict[tuple[UUID, UUID], tuple[int, int]],
    hidden: bool,
) -> dict[str, Any]:
    chats: dict[str, dict[str, int | None]] = {}
    takeable = 0
    for live_chat_id, roles in actor.roles.items():
        supervises = Role.SUPERVISOR in roles
        # A reader has no queue: how many wait is nothing he is told.
        works = supervises or Role.OPERATOR in roles
        seen = [
            (group, count)
            for chat, group, count in waiting
            if works and chat == live_chat_id and (supervises or group is None or group in actor.groups)
        ]
        queue = sum(count for _, count in seen)
        takeable += queue
        sessions, unread = mine.get((actor.id, live_chat_id), (0, 0))
        chats[str(live_chat_id)] = {
            "queue": queue if works and not hidden else None,
            "mine": sessions,
            "mine_unread": unread,
            "active": active.get(live_chat_id, 0) if supervises else None,
        }
    unread = sum(chat["mine_unread"] or 0 for chat in chats.values())
    return {"live_chats": chats, "waiting": None if hidden else takeable, "unread": unread}
