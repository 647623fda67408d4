"""What colleagues said among themselves in one of the stories: Anna whispers to Boris, and Boris asks Clara."""

from collections.abc import Sequence
from uuid import UUID

from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.demo.town import Town
from deskbell.sessions import notes
from deskbell.sessions.drafts import Draft
from deskbell.sessions.reading import seen


async def confer(db: Database, town: Town, told: Sequence[UUID]) -> None:
    """In the first session that Boris has now."""
    anna, boris = [await town.actor(db, name) for name in ("anna", "boris")]
    for session_id in told:
        session = await seen(db, anna, session_id)
        if not session.is_held or session.operator_id != boris.id:
            continue
        whisper = Draft(
            session_id, new_id(), "@Boris, she bought from us twice: offer her the service plan.", audience="staff"
        )
        await notes.write_note(db, anna, whisper, [boris.id])
        words = "Clara, can the workshop fit this in before Friday?"
        await notes.forward(db, boris, session_id, new_id(), [town.people["clara"]], words, None)
        return
