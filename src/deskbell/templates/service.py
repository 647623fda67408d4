"""Templates: finding, adding, changing, putting away."""

from collections.abc import Awaitable, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

import asyncpg

from deskbell.base.cursors import PAGE_MOST
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_allowed, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.files import service as files
from deskbell.people.model import plain_name
from deskbell.rights.actor import SYSTEM, Actor
from deskbell.templates.folders import folders
from deskbell.templates.keeping import asked, check_folder, check_may_change, checked_places, eyes, may_change, tell
from deskbell.templates.model import (
    CODE_MOST,
    FILES_MOST,
    NAME_MOST,
    TEMPLATES_MOST,
    TEXT_MOST,
    Template,
    TemplateWish,
)

SQL = statements(__package__)

T = TypeVar("T")
FIRST = ("", UUID(int=0))


async def templates(
    db: Db,
    actor: Actor,
    archived: bool = False,
    folder_id: UUID | None = None,
    search: str | None = None,
    after: tuple[str, UUID] | None = None,
    most: int = PAGE_MOST,
) -> list[Template]:
    """Templates one may see, by name, from after a name (lower case) and id on. Raises not_allowed."""
    await folders(db, actor, "template")
    words, (name, last) = asked(search), after or FIRST
    rows = await db.all(
        SQL.templates_page,
        archived=archived,
        folder=folder_id,
        patterns=words.patterns,
        asked=words.words,
        after_name=name,
        after_id=last,
        most=most,
        **eyes(actor),
    )
    return records(Template, rows)


async def template(db: Db, actor: Actor, template_id: UUID) -> Template:
    """One template as this actor may see it; not_found alike for none and for another live chat's."""
    found = record(Template, await db.first(SQL.template_by_id, id=template_id, **eyes(actor)))
    if found is None:
        raise not_found()
    return found


async def add(db: Database, actor: Actor, wish: TemplateWish) -> Template:
    """A new template. Raises not_allowed, validation_failed, code_taken, file_unknown, too_many."""
    template_id = new_id()
    async with db.transaction() as tx:
        await check_folder(tx, actor, "template", wish.folder_id)
        checked = await _checked(tx, wish)
        await _room_for_more(tx)
        await _hang(tx, actor, checked.file_ids)
        person = actor.id if actor.kind == "person" else None
        await _unless_taken(tx.run(SQL.add_template, id=template_id, person_id=person, **_columns(checked)))
        await tell(tx, actor, "template_created", "template", template_id)
    return await template(db, SYSTEM, template_id)


async def change(db: Database, actor: Actor, template_id: UUID, wish: TemplateWish) -> Template:
    """Set a template whole. Besides what `add` refuses: not_found, not_writable for an archived one."""
    known = await template(db, actor, template_id)
    check_may_change(actor, known)
    async with db.transaction() as tx:
        held = await tx.first(SQL.hold_template, id=template_id)
        before: Sequence[UUID] = held["file_ids"] if held else ()
        if wish.folder_id != known.folder_id:
            await check_folder(tx, actor, "template", wish.folder_id)
        checked = await _checked(tx, wish, known)
        await _hang(tx, actor, [one for one in checked.file_ids if one not in before])
        await _unless_taken(tx.run(SQL.change_template, id=template_id, **_columns(checked)))
        await files.release(tx, [one for one in before if one not in checked.file_ids])
        await tell(tx, actor, "template_changed", "template", template_id)
    return await template(db, SYSTEM, template_id)


async def archive(db: Database, actor: Actor, template_id: UUID, archived: bool) -> Template:
    """Put a template away, or bring it back; the same twice is the same. Raises not_found, not_allowed, code_taken,
    too_many."""
    known = await template(db, actor, template_id)
    if not may_change(actor, known):
        raise not_allowed()
    async with db.transaction() as tx:
        if not archived and known.archived_at:
            await _room_for_more(tx)
        if await _unless_taken(tx.first(SQL.archive_template, id=template_id, archived=archived)):
            deed = "template_archived" if archived else "template_restored"
            await tell(tx, actor, deed, "template", template_id)
    return await template(db, SYSTEM, template_id)


async def _checked(tx: Transaction, wish: TemplateWish, known: Template | None = None) -> TemplateWish:
    name = plain_name(wish.name, most=NAME_MOST)
    text = wish.text.replace("\r\n", "\n").strip()
    if not text or len(text) > TEXT_MOST:
        raise invalid(text="required" if not text else "too_long")
    code = (wish.code or "").strip().removeprefix("/") or None
    if code and (len(code) > CODE_MOST or any(letter.isspace() or letter == "/" for letter in code)):
        raise invalid(code="too_long" if len(code) > CODE_MOST else "invalid")
    if "\0" in text or (code and not code.isprintable()):
        raise invalid(**{"text" if "\0" in text else "code": "unreadable"})
    if len(wish.file_ids) > FILES_MOST or len(set(wish.file_ids)) < len(wish.file_ids):
        raise invalid(file_ids="too_many")
    kept = [*known.live_chat_ids, *known.group_ids] if known else []
    chats, groups = await checked_places(tx, wish.live_chat_ids, wish.group_ids, kept)
    return replace(wish, name=name, text=text, code=code, live_chat_ids=chats, group_ids=groups)


async def _hang(tx: Transaction, actor: Actor, file_ids: Sequence[UUID]) -> None:
    found = await files.attachable(tx, actor, file_ids)
    await files.mark_attached(tx, [file.id for file in found])


async def _room_for_more(tx: Transaction) -> None:
    await tx.run(SQL.hold_room)
    row = await tx.first(SQL.count_room)
    if row and row["templates"] >= TEMPLATES_MOST:
        raise Refusal("too_many", limit=TEMPLATES_MOST)


async def _unless_taken(change: Awaitable[T]) -> T:
    try:
        return await change
    except asyncpg.UniqueViolationError:
        raise Refusal("code_taken") from None


def _columns(wish: TemplateWish) -> dict[str, object]:
    return {
        "folder_id": wish.folder_id,
        "name": wish.name,
        "code": wish.code,
        "text": wish.text,
        "live_chat_ids": wish.live_chat_ids,
        "group_ids": wish.group_ids,
        "file_ids": list(wish.file_ids),
    }
