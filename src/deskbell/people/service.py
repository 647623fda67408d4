"""People: adding, changing, archiving, and what they are called."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from deskbell.audit import service as audit
from deskbell.base.db import Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.people.model import Language, Person, Self, checked_email, plain_name
from deskbell.rights.actor import Actor, Kind, Status
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)

SETTINGS_MOST_BYTES = 8_192
_FIRST = ("", UUID(int=0))


async def names(db: Db, ids: Iterable[UUID]) -> dict[UUID, str]:
    """What to call these people and bots; who is unknown is absent."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    return {row["id"]: row["name"] for row in await db.all(SQL.names_of, ids=wanted)}


async def people_page(
    db: Db, actor: Actor, archived: bool, after: tuple[str, UUID] | None = None, most: int = 50
) -> list[Person]:
    """People by name, for administrators, from behind `after` (lower-cased name and id) on; bots are not listed."""
    authorise(actor, Deed.ADMINISTER)
    name, person_id = after or _FIRST
    return records(
        Person, await db.all(SQL.people_page, archived=archived, after_name=name, after_id=person_id, most=most)
    )


async def person(db: Db, person_id: UUID) -> Person:
    """One person, archived or not; raises not_found."""
    found = record(Person, await db.first(SQL.person_by_id, person_id=person_id))
    if found is None:
        raise not_found()
    return found


async def myself(db: Db, person_id: UUID) -> Self:
    """A person as he sees himself; raises not_signed_in for one who was archived meanwhile."""
    found = record(Self, await db.first(SQL.self_by_id, person_id=person_id))
    if found is None:
        raise Refusal("not_signed_in", 401)
    return found


async def add_person(
    tx: Transaction,
    actor: Actor,
    name: str,
    email: str | None,
    administrator: bool = False,
    group_ids: Sequence[UUID] = (),
    language: Language | None = None,
    kind: Kind = "person",
    person_id: UUID | None = None,
) -> UUID:
    """Add a person, or a bot (kind "bot", no e-mail). Raises validation_failed, email_taken."""
    authorise(actor, Deed.ADMINISTER)
    person_id = person_id or new_id()
    try:
        await tx.run(
            SQL.add_person,
            id=person_id,
            kind=kind,
            name=plain_name(name),
            email=checked_email(email) if email is not None else None,
            administrator=administrator,
            language=language,
        )
    except asyncpg.UniqueViolationError:
        raise Refusal("email_taken") from None
    await _set_groups(tx, person_id, group_ids)
    detail = {"kind": kind, "administrator": administrator, "group_ids": list(group_ids)}
    await audit.write(tx, actor, "person_created", "person", person_id, detail)
    await log.note(tx, actor, "people_changed", {"person_id": person_id})
    return person_id


async def change_person(
    tx: Transaction,
    actor: Actor,
    person_id: UUID,
    name: str | None = None,
    email: str | None = None,
    administrator: bool | None = None,
    group_ids: Sequence[UUID] | None = None,
) -> None:
    """Change what is given. Raises not_found, not_writable, validation_failed, email_taken, last_administrator."""
    authorise(actor, Deed.ADMINISTER)
    if administrator is False:
        await _refuse_last_administrator(tx, person_id)
    try:
        changed = await tx.first(
            SQL.change_person,
            person_id=person_id,
            name=plain_name(name) if name is not None else None,
            email=checked_email(email) if email is not None else None,
            administrator=administrator,
        )
    except asyncpg.UniqueViolationError:
        raise Refusal("email_taken") from None
    if changed is None:
        await _refuse_unwritable(tx, person_id)
    if group_ids is not None:
        await _set_groups(tx, person_id, group_ids)
    given = {"name": name, "email": email, "administrator": administrator, "group_ids": group_ids}
    detail: dict[str, object] = {"changed": [field for field, value in given.items() if value is not None]}
    detail |= {field: given[field] for field in ("administrator", "group_ids") if given[field] is not None}
    await audit.write(tx, actor, "person_changed", "person", person_id, detail)
    await log.note(tx, actor, "people_changed", {"person_id": person_id})


async def change_myself(
    tx: Transaction, actor: Actor, name: str | None, language: Language | None, settings: Mapping[str, Any] | None
) -> None:
    """Change one's own name, language and settings (merged by top key, null removes; 8 KB in all)."""
    changed = await tx.first(
        SQL.change_self,
        person_id=actor.id,
        name=plain_name(name) if name is not None else None,
        language=language,
        settings=_bounded(settings or {}),
    )
    if changed is None:
        raise Refusal("not_signed_in", 401)
    if changed["settings_bytes"] > SETTINGS_MOST_BYTES:
        raise invalid(settings="too_long")
    # Nobody's rights: only one's own desks look again, and no session changes hands.
    await log.note(tx, actor, "myself_changed", {"person_id": actor.id}, topic=actor.id)


async def archive_person(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Archive: he is nobody from the commit on. Sign-ins are ended by the caller, sessions go back to their queues by
    whoever reacts to `people_changed` with `archived`. Raises not_found, not_writable, last_administrator."""
    authorise(actor, Deed.ADMINISTER)
    await _refuse_last_administrator(tx, person_id)
    if await tx.first(SQL.archive_person, person_id=person_id) is None:
        await _refuse_unwritable(tx, person_id)
    await audit.write(tx, actor, "person_archived", "person", person_id)
    await log.note(tx, actor, "people_changed", {"person_id": person_id, "archived": True})


async def restore_person(tx: Transaction, actor: Actor, person_id: UUID) -> None:
    """Bring an archived person back; raises not_found. One who is not archived stays as he is."""
    authorise(actor, Deed.ADMINISTER)
    if await tx.first(SQL.restore_person, person_id=person_id) is None:
        await person(tx, person_id)
        return
    await audit.write(tx, actor, "person_restored", "person", person_id)
    await log.note(tx, actor, "people_changed", {"person_id": person_id, "archived": False})


async def set_status(tx: Transaction, actor: Actor, status: Status) -> None:
    """Set one's own working status. Going Offline keeps one's sessions."""
    if await tx.first(SQL.set_status, person_id=actor.id, status=status):
        await log.note(tx, actor, "status_changed", {"person_id": actor.id, "status": status})


async def note_reachable(db: Db, ids: Iterable[UUID]) -> None:
    """Write down that these people have a desk open now."""
    wanted = list(ids)
    if wanted:
        await db.run(SQL.note_reachable, ids=wanted)


async def _set_groups(tx: Transaction, person_id: UUID, group_ids: Sequence[UUID]) -> None:
    wanted = list(set(group_ids))
    found = await tx.first(SQL.living_groups, group_ids=wanted)
    if found is None or found["living"] != len(wanted):
        raise invalid(group_ids="unknown")
    await tx.run(SQL.leave_groups, person_id=person_id, group_ids=wanted)
    await tx.run(SQL.join_groups, person_id=person_id, group_ids=wanted)


async def _refuse_last_administrator(tx: Transaction, person_id: UUID) -> None:
    held = {row["id"] for row in await tx.all(SQL.hold_administrators)}
    if held == {person_id}:
        raise Refusal("last_administrator")


async def _refuse_unwritable(tx: Transaction, person_id: UUID) -> None:
    await person(tx, person_id)
    raise Refusal("not_writable")


def _bounded(settings: Mapping[str, Any]) -> dict[str, Any]:
    plain = dict(settings)
    if len(msgspec.json.encode(plain)) > SETTINGS_MOST_BYTES:
        raise invalid(settings="too_long")
    return plain
