"""Groups: the only thing live chats give roles to."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from deskbell.audit import service as audit
from deskbell.base.db import Db, Transaction, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.model import Group, Named, plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)


async def all_groups(db: Db, actor: Actor) -> list[Group]:
    """All groups that are not archived, by name, for administrators."""
    authorise(actor, Deed.ADMINISTER)
    return records(Group, await db.all(SQL.groups_all, group_id=None))


async def group(db: Db, group_id: UUID) -> Group:
    """One group; raises not_found, for an archived one too."""
    found = records(Group, await db.all(SQL.groups_all, group_id=group_id))
    if not found:
        raise not_found()
    return found[0]


async def add_group(
    tx: Transaction, actor: Actor, name: str, member_ids: Sequence[UUID] = (), group_id: UUID | None = None
) -> UUID:
    """Add a group with its members. Raises validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    group_id = group_id or new_id()
    try:
        await tx.run(SQL.add_group, id=group_id, name=plain_name(name))
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None
    await _set_members(tx, group_id, member_ids)
    await audit.write(tx, actor, "group_created", "group", group_id, {"member_ids": list(member_ids)})
    await log.note(tx, actor, "groups_changed", {"group_id": group_id})
    return group_id


async def change_group(
    tx: Transaction, actor: Actor, group_id: UUID, name: str | None = None, member_ids: Sequence[UUID] | None = None
) -> None:
    """Rename, or set the members as a whole. Raises not_found, validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    try:
        changed = await tx.first(
            SQL.rename_group, group_id=group_id, name=plain_name(name) if name is not None else None
        )
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None
    if changed is None:
        raise not_found()
    if member_ids is not None:
        await _set_members(tx, group_id, member_ids)
    given = {"name": name, "member_ids": member_ids}
    detail: dict[str, object] = {"changed": [field for field, value in given.items() if value is not None]}
    detail |= {"member_ids": member_ids} if member_ids is not None else {}
    await audit.write(tx, actor, "group_changed", "group", group_id, detail)
    await log.note(tx, actor, "groups_changed", {"group_id": group_id})


async def archive_group(tx: Transaction, actor: Actor, group_id: UUID) -> None:
    """Archive a group. Raises not_found, and groups_missing with the live chats that cannot do without it."""
    authorise(actor, Deed.ADMINISTER)
    if await tx.first(SQL.hold_group, group_id=group_id) is None:
        raise not_found()
    left = records(Named, await tx.all(SQL.live_chats_left_without, group_id=group_id))
    if left:
        raise Refusal("groups_missing", 422, live_chats=[{"id": str(it.id), "name": it.name} for it in left])
    await tx.run(SQL.archive_group, group_id=group_id)
    await audit.write(tx, actor, "group_archived", "group", group_id)
    await log.note(tx, actor, "groups_changed", {"group_id": group_id, "archived": True})


async def _set_members(tx: Transaction, group_id: UUID, person_ids: Sequence[UUID]) -> None:
    wanted = list(set(person_ids))
    found = await tx.first(SQL.living_people, person_ids=wanted)
    if found is None or found["living"] != len(wanted):
        raise invalid(member_ids="unknown")
    await tx.run(SQL.remove_members, group_id=group_id, person_ids=wanted)
    await tx.run(SQL.add_members, group_id=group_id, person_ids=wanted)
