"""Tags and close reasons: words administrators define once and operators put to sessions."""

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

import asyncpg

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Transaction, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.live_chats.service import writable_live_chat
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__, "labels.sql")

T = TypeVar("T")

TAG_MOST, REASON_MOST = 50, 100
LABELS_MOST = 500
"""So many tags, and so many close reasons, a workspace may have in use."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that sessions are found by."""

    id: UUID
    name: str
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class CloseReason:
    """Why a session was closed; without a live chat it serves all."""

    id: UUID
    live_chat_id: UUID | None
    name: str
    position: int
    archived_at: datetime | None


async def tags(db: Db) -> list[Tag]:
    """All tags, archived ones too, by name."""
    return records(Tag, await db.all(SQL.tags))


async def close_reasons(db: Db) -> list[CloseReason]:
    """All close reasons, archived ones too, in their order."""
    return records(CloseReason, await db.all(SQL.close_reasons))


async def add_tag(db: Database, actor: Actor, name: str) -> UUID:
    """A new tag. Raises validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    tag_id, name = new_id(), plain_name(name, most=TAG_MOST)
    async with db.transaction() as tx:
        _room_for_more(await tags(tx))
        await _unless_taken(tx.run(SQL.add_tag, id=tag_id, name=name))
        await _tell(tx, actor, "tag_created", "tag", tag_id)
    return tag_id


async def change_tag(db: Database, actor: Actor, tag_id: UUID, name: str | None, archived: bool | None) -> None:
    """Rename, archive or bring back. Raises not_found, validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    named = plain_name(name, most=TAG_MOST) if name is not None else None
    async with db.transaction() as tx:
        found = await _unless_taken(tx.first(SQL.change_tag, id=tag_id, name=named, archived=archived))
        if found is None:
            raise not_found()
        await _tell(tx, actor, "tag_changed", "tag", tag_id)


async def add_close_reason(db: Database, actor: Actor, name: str, live_chat_id: UUID | None) -> UUID:
    """A new close reason, of one live chat or of all. Raises not_found, not_writable, validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    reason_id, name = new_id(), plain_name(name, most=REASON_MOST)
    async with db.transaction() as tx:
        if live_chat_id is not None:
            await writable_live_chat(tx, live_chat_id)
        _room_for_more(await close_reasons(tx))
        await _unless_taken(tx.run(SQL.add_close_reason, id=reason_id, live_chat_id=live_chat_id, name=name))
        await _tell(tx, actor, "close_reason_created", "close_reason", reason_id)
    return reason_id


async def change_close_reason(
    db: Database, actor: Actor, reason_id: UUID, name: str | None, position: int | None, archived: bool | None
) -> None:
    """Rename, move, archive or bring back. Raises not_found, validation_failed, name_taken."""
    authorise(actor, Deed.ADMINISTER)
    if position is not None and not 0 <= position <= LABELS_MOST:
        raise invalid(position="out_of_range")
    named = plain_name(name, most=REASON_MOST) if name is not None else None
    async with db.transaction() as tx:
        change = tx.first(SQL.change_close_reason, id=reason_id, name=named, position=position, archived=archived)
        if await _unless_taken(change) is None:
            raise not_found()
        await _tell(tx, actor, "close_reason_changed", "close_reason", reason_id)


async def _unless_taken(change: Awaitable[T]) -> T:
    try:
        return await change
    except asyncpg.UniqueViolationError:
        raise Refusal("name_taken") from None


def _room_for_more(labels: Sequence[Tag | CloseReason]) -> None:
    if sum(label.archived_at is None for label in labels) >= LABELS_MOST:
        raise Refusal("too_many", limit=LABELS_MOST)


async def _tell(tx: Transaction, actor: Actor, deed: str, kind: str, id_: UUID) -> None:
    await audit.write(tx, actor, deed, kind, id_)
    await log.note(tx, actor, "labels_changed", {"id": id_})
