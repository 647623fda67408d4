"""Drafts kept for a person: what he has not sent yet follows him to another machine. Seen by nobody else, counted
nowhere, free while Offline; with the mode it was written in, a reply or a note."""

from typing import Any
from uuid import UUID

from deskbell.base.db import Database, Db
from deskbell.base.errors import Refusal, invalid
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor
from deskbell.sessions.drafts import TEXT_MOST
from deskbell.sessions.reading import seen

SQL = statements(__package__, "transferring.sql")


async def keep_draft(db: Database, actor: Actor, session_id: UUID, text: str, note: bool) -> None:
    """Keep the words; empty ones forget them. Raises not_found, message_too_long, validation_failed."""
    await seen(db, actor, session_id)
    if len(text) > TEXT_MOST:
        raise Refusal("message_too_long", 422, limit=TEXT_MOST)
    if "\0" in text:
        raise invalid(text="unreadable")
    if text.strip():
        await db.run(SQL.keep_draft, person_id=actor.id, session_id=session_id, text=text, note=note)
    else:
        await db.run(SQL.drop_draft, person_id=actor.id, session_id=session_id)


async def drafts(db: Db, actor: Actor) -> list[dict[str, Any]]:
    """One's own, newest first: `{session, text, note, changed_at}`, of sessions one still sees, 200 at most."""
    return [dict(row) for row in await db.all(SQL.drafts_of, **actor.scope())]
