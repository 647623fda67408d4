"""Folders: names under which templates or articles stand, and the groups that keep what is in them."""

from collections.abc import Awaitable, Sequence
from typing import TypeVar
from uuid import UUID

import asyncpg

from deskbell.base.db import Database, Db, records
from deskbell.base.errors import Refusal, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.templates.keeping import checked_places, may_keep, tell, works_in
from deskbell.templates.model import FOLDER_NAME_MOST, FOLDERS_MOST, Folder, Kind

SQL = statements(__package__)

T = TypeVar("T")


def may_look(actor: Actor, folders: Sequence[Folder]) -> bool:
    """Who works in some live chat, administers, or keeps a folder."""
    keeps = any(actor.groups & set(folder.group_ids) for folder in folders)
    return actor.administrator or actor.kind == "system" or bool(works_in(actor)) or keeps


async def folders(db: Db, actor: Actor, kind: Kind) -> list[Folder]:
    """All folders of a kind, by name. Raises not_allowed for who neither works in a live chat nor keeps one."""
    found = records(Folder, await db.all(SQL.folders, kind=kind))
    if not may_look(actor, found):
        raise not_allowed()
    return found


async def add_folder(db: Database, actor: Actor, kind: Kind, name: str, group_ids: Sequence[UUID]) -> UUID:
    """A new folder. Raises not_allowed, validation_failed, name_taken, too_many."""
    if not may_keep(actor):
        raise not_allowed()
    folder_id, name = new_id(), plain_name(name, most=FOLDER_NAME_MOST)
    async with db.transaction() as tx:
        await tx.run(SQL.hold_room)
        row = await tx.first(SQL.count_room)
        if row and row["folders"] >= FOLDERS_MOST:
            raise Refusal("too_many", limit=FOLDERS_MOST)
        _, groups = await checked_places(tx, (), group_ids)
        await _unless_taken(tx.run(SQL.add_folder, id=folder_id, kind=kind, name=name, group_ids=groups))
        await tell(tx, actor, "template_folder_created", "template_folder", folder_id)
    return folder_id


async def change_folder(db: Database, actor: Actor, folder_id: UUID, name: str, group_ids: Sequence[UUID]) -> None:
    """Set a folder whole. Raises not_allowed, not_found, validation_failed, name_taken."""
    if not may_keep(actor):
        raise not_allowed()
    named = plain_name(name, most=FOLDER_NAME_MOST)
    async with db.transaction() as tx:
        known = await tx.first(SQL.folder_known, id=folder_id)
        if known is None:
            raise not_found()
        _, groups = await checked_places(tx, (), group_ids, known["group_ids"])
        await _unless_taken(tx.run(SQL.change_folder, id=folder_id, name=named, group_ids=groups))
        await tell(tx, actor, "template_folder_changed", "template_folder", folder_id)


async def archive_folder(db: Database, actor: Actor, folder_id: UUID) -> None:
    """Put a folder away; what stood in it stands in none; the same twice is the same. Raises not_allowed, not_found."""
    if not may_keep(actor):
        raise not_allowed()
    async with db.transaction() as tx:
        if await tx.first(SQL.archive_folder, id=folder_id) is None:
            if await tx.first(SQL.folder_known, id=folder_id) is None:
                raise not_found()
            return
        await tx.run(SQL.empty_folder, id=folder_id)
        await tell(tx, actor, "template_folder_archived", "template_folder", folder_id)


async def _unless_taken(change: Awaitable[T]) -> T:
    try:
        return await change
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None
