"""What calls a person: notes that name him and sessions forwarded to him, newest first."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from deskbell.base.cursors import PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database, Db
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor
from deskbell.sessions.reading import by_ids

SQL = statements(__package__, "notes.sql")

_LAST = (datetime(9000, 1, 1, tzinfo=UTC), UUID(int=(1 << 128) - 1))


async def mentions(db: Db, actor: Actor, cursor: str | None, limit: int) -> dict[str, Any]:
    """`{items: [{session, name, state, seq, text, by, forwarded, at, seen_at}], next, unseen}`: of the sessions one
    sees now; `unseen` counts to 100."""
    limit = max(1, min(limit, PAGE_MOST))
    at, last = key_of(cursor, tuple[datetime, UUID]) or _LAST
    rows = await db.all(SQL.mentions_of, after_at=at, after_id=last, most=limit + 1, **actor.scope())
    unseen = await db.first(SQL.mentions_unseen, **actor.scope())
    shown = rows[:limit]
    sessions = {one.id: one for one in await by_ids(db, [row["session_id"] for row in shown])} if shown else {}
    items = [
        {
            "session": row["session_id"],
            "name": sessions[row["session_id"]].label,
            "state": sessions[row["session_id"]].state,
            "seq": row["seq"],
            "text": row["text"],
            "by": {"id": row["author_id"], "name": row["author_name"] or ""},
            "forwarded": row["forwarded"],
            "at": row["at"],
            "seen_at": row["seen_at"],
        }
        for row in shown
    ]
    more = cursor_of((shown[-1]["at"], shown[-1]["session_id"])) if len(rows) > limit else None
    return {"items": items, "next": more, "unseen": unseen["unseen"] if unseen else 0}


async def mark_seen(db: Database, actor: Actor, session_id: UUID) -> None:
    """He looked at what calls him in this session. His other machines stop ringing too."""
    async with db.transaction() as tx:
        if await tx.all(SQL.mark_mentions_seen, person_id=actor.id, session_id=session_id):
            await log.note(tx, actor, "person_called", {}, topic=actor.id)
