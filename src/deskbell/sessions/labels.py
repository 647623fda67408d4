"""What is read beside a session: its tags, its parameters, why it was closed, who is in it with its operator,
and what its client said of it."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.sessions.model import Session, detail_out

SQL = statements(__package__, "labelling.sql")

NONE: dict[str, Any] = {
    "tags": [],
    "parameters": {},
    "close_reason": None,
    "joined": [],
    "shared_with": [],
    "rating_comment": None,
}


async def labels_of(db: Db, session_id: UUID) -> dict[str, Any]:
    """`{tags: [{id, name}], parameters: {key: value}, close_reason: {id, name} | null,
    joined: [{id, name}], shared_with: [{id, name}], rating_comment: text | null}`."""
    row = await db.first(SQL.labels_of, session_id=session_id)
    return dict(row) if row else dict(NONE)


async def described(db: Db, session: Session) -> dict[str, Any]:
    """SessionDetail of docs/protocol.md: the row, what it points at, and its labels."""
    return detail_out(session) | await labels_of(db, session.id)
