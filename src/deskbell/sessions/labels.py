"""What administrators' words say of a session, read: its tags, its parameters, why it was closed."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Db
from deskbell.base.sql import statements
from deskbell.sessions.model import Session, detail_out

SQL = statements(__package__, "labelling.sql")


async def labels_of(db: Db, session_id: UUID) -> dict[str, Any]:
    """`{tags: [{id, name}], parameters: {key: value}, close_reason: {id, name} | null}`."""
    row = await db.first(SQL.labels_of, session_id=session_id)
    return dict(row) if row else {"tags": [], "parameters": {}, "close_reason": None}


async def described(db: Db, session: Session) -> dict[str, Any]:
    """SessionDetail of docs/protocol.md: the row, what it points at, and its labels."""
    return detail_out(session) | await labels_of(db, session.id)
