"""Who may change what, and what templates and articles have in common: a folder, the places they serve, the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Db, Transaction
from deskbell.base.errors import Refusal, invalid, not_allowed
from deskbell.base.sql import statements
from deskbell.log import service as log
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, may, may_anywhere
from deskbell.templates.model import PLACES_MOST, Article, Kind, Template

SQL = statements(__package__)

SEARCH_MOST = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """Words somebody looks for: every one a part of what is found, or all of them by their stems."""

    words: str
    patterns: list[str] | None


def asked(search: str | None) -> Asked:
    """What was typed, as both searches take it."""
    words = " ".join((search or "").lower().replace("ё", "е").split())[:SEARCH_MOST]
    return Asked(words, [f"%{_literally(word)}%" for word in words.split()] if words else None)


def _literally(word: str) -> str:
    for letter in "\\%_":
        word = word.replace(letter, "\\" + letter)
    return word


def works_in(actor: Actor) -> list[UUID]:
    """The live chats an actor operates or supervises."""
    return list({*actor.live_chats_as(Role.OPERATOR), *actor.live_chats_as(Role.SUPERVISOR)})


def eyes(actor: Actor) -> dict[str, object]:
    """What the statements take to show this actor his part."""
    administrator = actor.administrator or actor.kind == "system"
    return {"administrator": administrator, "groups": list(actor.groups), "here": works_in(actor)}


def may_keep(actor: Actor) -> bool:
    """Folders, and what stands in none: supervisors of some live chat, and administrators."""
    return may_anywhere(actor, Deed.KEEP_TEMPLATES)


def may_change(actor: Actor, item: Template | Article) -> bool:
    """Administrators; supervisors of a live chat it serves; the groups of its folder."""
    if may(actor, Deed.KEEP_TEMPLATES) or actor.groups & set(item.folder_group_ids):
        return True
    if item.everywhere:
        return may_keep(actor)
    return any(may(actor, Deed.KEEP_TEMPLATES, live_chat_id) for live_chat_id in item.serves)


def check_may_change(actor: Actor, item: Template | Article) -> None:
    """Raises not_allowed for who sees it and does not keep it, not_writable for what is archived."""
    if not may_change(actor, item):
        raise not_allowed()
    if item.archived_at:
        raise Refusal("not_writable")


async def check_folder(tx: Transaction, actor: Actor, kind: Kind, folder_id: UUID | None) -> None:
    """Whether this actor may put something there. Raises not_allowed, validation_failed for no such folder."""
    if folder_id is None:
        if not may_keep(actor):
            raise not_allowed()
        return
    row = await tx.first(SQL.folder_in_use, id=folder_id)
    if row is None or row["kind"] != kind:
        raise not_allowed() if not may_keep(actor) else invalid(folder_id="unknown")
    if not may_keep(actor) and not actor.groups & set(row["group_ids"]):
        raise not_allowed()


async def checked_places(
    db: Db, live_chat_ids: Sequence[UUID], group_ids: Sequence[UUID], kept: Sequence[UUID] = ()
) -> tuple[list[UUID], list[UUID]]:
    """Live chats and groups in use, or `kept` from before; raises validation_failed."""
    chats, groups = sorted(set(live_chat_ids)), sorted(set(group_ids))
    for field, wanted, statement in (
        ("live_chat_ids", chats, SQL.live_chats_in_use),
        ("group_ids", groups, SQL.groups_in_use),
    ):
        if len(wanted) > PLACES_MOST:
            raise invalid(**{field: "too_many"})
        if wanted and not set(wanted) <= {row["id"] for row in await db.all(statement)} | set(kept):
            raise invalid(**{field: "unknown"})
    return chats, groups


async def tell(tx: Transaction, actor: Actor, deed: str, kind: str, id_: UUID) -> None:
    """Into the trail and the log."""
    await audit.write(tx, actor, deed, kind, id_)
    await log.note(tx, actor, "templates_changed", {"id": id_})
