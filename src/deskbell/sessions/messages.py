"""Messages as they go out. The right to their session is the caller's to have asked."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from deskbell.base.db import Db, Row
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor

SQL = statements(__package__, "messages.sql")

PAGE_MOST = 100
QUOTE_MOST = 300


async def messages_before(
    db: Db, session_id: UUID, before: int, limit: int, staff: bool
) -> tuple[list[dict[str, Any]], bool]:
    """A page of messages in order, and whether there are older ones. The right to the session is the caller's."""
    limit = max(1, min(limit, PAGE_MOST))
    rows = await db.all(SQL.messages_before, session_id=session_id, before=before, most=limit + 1, staff=staff)
    return await _with_files(db, session_id, list(reversed(rows[:limit])), staff), len(rows) > limit


async def messages_at(db: Db, session_id: UUID, seqs: list[int], staff: bool) -> dict[int, dict[str, Any]]:
    """Messages by their numbers."""
    rows = await db.all(SQL.messages_at, session_id=session_id, seqs=seqs, staff=staff)
    return {message["seq"]: message for message in await _with_files(db, session_id, rows, staff)}


async def _with_files(db: Db, session_id: UUID, rows: list[Row], staff: bool) -> list[dict[str, Any]]:
    wanted = [row["seq"] for row in rows if row["file_count"]]
    files: dict[int, list[Row]] = {}
    if wanted:
        for row in await db.all(SQL.files_of_messages, session_id=session_id, seqs=wanted):
            files.setdefault(row["seq"], []).append(row)
    return [message_out(row, files.get(row["seq"], []), staff) for row in rows]


def author_of(actor: Actor) -> dict[str, Any]:
    """Who did it. A client has no name here: his name is his session's, so that a new one holds everywhere at once."""
    return {"kind": actor.kind, "id": actor.id, "name": "" if actor.kind == "account" else actor.name}


def message_out(row: Row, files: Sequence[Row], staff: bool) -> dict[str, Any]:
    """Message of docs/protocol.md. A client sees the names of staff, never their ids."""
    quote = None
    if row["quote_seq"] is not None:
        quote = {
            "seq": row["quote_seq"],
            "text": row["quote_text"][:QUOTE_MOST],
            "author_name": row["quote_author_name"] or "",
        }
    message = {
        "seq": row["seq"],
        "id": row["id"],
        "send_key": row["send_key"],
        "author": {
            "kind": row["author_kind"],
            "id": row["author_id"] if staff or row["author_kind"] == "account" else None,
            "name": row["author_name"] or "",
        },
        "text": row["text"],
        "quote": quote,
        "files": [file_out(file) for file in files],
        "client_no": row["client_no"],
        "posted_at": row["posted_at"],
        "edited_at": row["edited_at"],
        "deleted_at": row["deleted_at"],
    }
    if not staff:
        return message
    told = {
        "audience": row["audience"],
        "mentions": row["mentions"] or [],
        "forwarded": row["forwarded"],
        "delivery": _delivery_of(row),
    }
    return message | told


def _delivery_of(row: Row) -> dict[str, Any] | None:
    if row["delivery_state"] is None:
        return None
    return delivery_out(
        row["delivery_state"],
        row["delivery_code"],
        row["delivery_detail"],
        row["delivery_reaction"],
        row["delivery_at"],
    )


def delivery_out(state: str, code: str | None, detail: str | None, reaction: str | None, at: Any) -> dict[str, Any]:
    """Delivery of docs/protocol.md: how far a message got that left by a channel."""
    return {"state": state, "code": code, "detail": detail, "reaction": reaction, "at": at}


STAFFS = ("audience", "mentions", "forwarded", "delivery")
"""Fields of a message that only staff get."""


def file_out(file: Any) -> dict[str, Any]:
    """File of docs/protocol.md."""
    has_preview = file["preview_width"] is not None
    preview = {"width": file["preview_width"], "height": file["preview_height"]} if has_preview else None
    return {name: file[name] for name in ("id", "name", "media_type", "size", "width", "height")} | {"preview": preview}
