"""Files for readers: asked by the one door of files, beside its own rule."""

from uuid import UUID

from deskbell.base.db import Db
from deskbell.embed.entries import entry_by_id
from deskbell.embed.scopes import scope_of_entry
from deskbell.embed.shown import may_read_file as may_read
from deskbell.rights.actor import Actor


async def may_read_file(db: Db, viewer_id: UUID, person: Actor | None, file_id: UUID) -> bool:
    """By a person's right to read, or by the entry of an embedded page within what it is about."""
    if person is not None:
        return await may_read(db, person, file_id)
    found = await entry_by_id(db, viewer_id)
    if found is None:
        return False
    entry, actor = found
    return await may_read(db, actor, file_id, await scope_of_entry(db, entry))
