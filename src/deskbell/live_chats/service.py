"""Live chats: looking them up, and what administrators do to them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Transaction, record, records
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.ids import new_id
from deskbell.base.sql import statements
from deskbell.live_chats.model import Channel, Configured, GroupLink, LiveChat
from deskbell.live_chats.names import checked_template
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor, Role
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__)

REOPEN_HOURS = (0, 8760)
FILE_LIMIT = (0, 104_857_600)
MESSAGE_LIMIT = (100, 20_000)
ESCALATE_AFTER = (0, 86_400)
"""Seconds; 0 means never."""


@dataclass(frozen=True, slots=True)
class Change:
    """What shall change about a live chat; None leaves as it is."""

    name: str | None = None
    operator_group_ids: Sequence[UUID] | None = None
    supervisor_group_ids: Sequence[UUID] | None = None
    reopen_hours: int | None = None
    file_limit: int | None = None
    message_limit: int | None = None
    name_template: str | None = None
    close_reason_required: bool | None = None
    escalate_after: int | None = None
    ask_rating: bool | None = None
    reader_group_ids: Sequence[UUID] | None = None


async def get_live_chat(db: Db, live_chat_id: UUID) -> LiveChat | None:
    """One live chat, archived or not: who may ask is for the caller to know."""
    return record(LiveChat, await db.first(SQL.live_chat_by_id, id=live_chat_id))


async def live_chats_of(db: Db, actor: Actor) -> list[LiveChat]:
    """The live chats in use that the actor operates or supervises, in the order of the menu."""
    held = {*actor.live_chats_as(Role.OPERATOR), *actor.live_chats_as(Role.SUPERVISOR)}
    return records(LiveChat, await db.all(SQL.live_chats_named, ids=list(held)))


async def channels_of(db: Db, live_chat_ids: Sequence[UUID]) -> list[Channel]:
    """Channels that are not archived, of all the live chats named."""
    return records(Channel, await db.all(SQL.channels_of_live_chats, ids=list(live_chat_ids)))


async def configured_live_chats(db: Db, actor: Actor, archived: bool = False) -> list[Configured]:
    """All live chats, for administrators."""
    authorise(actor, Deed.ADMINISTER)
    return await _configured(db, records(LiveChat, await db.all(SQL.live_chats, archived=archived)))


async def configured_live_chat(db: Db, actor: Actor, live_chat_id: UUID) -> Configured:
    """One live chat, for administrators; not_found else."""
    authorise(actor, Deed.ADMINISTER)
    live_chat = await get_live_chat(db, live_chat_id)
    if live_chat is None:
        raise not_found()
    return (await _configured(db, [live_chat]))[0]


async def create_live_chat(
    db: Database, actor: Actor, name: str, operator_group_ids: Sequence[UUID], supervisor_group_ids: Sequence[UUID]
) -> Configured:
    """A new live chat; groups_missing without at least one group of operators and one of supervisors."""
    authorise(actor, Deed.ADMINISTER)
    live_chat_id, name = new_id(), plain_name(name)
    async with db.transaction() as tx:
        await tx.run(SQL.add_live_chat, id=live_chat_id, name=name)
        await _set_groups(tx, live_chat_id, Role.OPERATOR, operator_group_ids)
        await _set_groups(tx, live_chat_id, Role.SUPERVISOR, supervisor_group_ids)
        await _tell(tx, actor, "live_chat_created", live_chat_id, {})
    return await configured_live_chat(db, actor, live_chat_id)


async def change_live_chat(db: Database, actor: Actor, live_chat_id: UUID, change: Change) -> Configured:
    """Change what is named in `change`; not_writable once archived."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        before = await writable_live_chat(tx, live_chat_id)
        after = _changed(before, change)
        if after != before:
            await tx.run(
                SQL.change_live_chat,
                id=after.id,
                name=after.name,
                reopen_hours=after.reopen_hours,
                file_limit=after.file_limit,
                message_limit=after.message_limit,
                name_template=after.name_template,
                close_reason_required=after.close_reason_required,
                escalate_after=after.escalate_after,
                ask_rating=after.ask_rating,
            )
        if change.operator_group_ids is not None:
            await _set_groups(tx, live_chat_id, Role.OPERATOR, change.operator_group_ids)
        if change.supervisor_group_ids is not None:
            await _set_groups(tx, live_chat_id, Role.SUPERVISOR, change.supervisor_group_ids)
        if change.reader_group_ids is not None:
            await _set_groups(tx, live_chat_id, Role.READER, change.reader_group_ids)
        await _tell(tx, actor, "live_chat_changed", live_chat_id, _detail(change))
    return await configured_live_chat(db, actor, live_chat_id)


async def archive_live_chat(db: Database, actor: Actor, live_chat_id: UUID) -> Configured:
    """Put a live chat out of use. Its rows stay; archiving twice is archiving once."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        if await tx.first(SQL.live_chat_to_change, id=live_chat_id) is None:
            raise not_found()
        if await tx.run(SQL.archive_live_chat, id=live_chat_id) != "UPDATE 0":
            await _tell(tx, actor, "live_chat_archived", live_chat_id, {})
    return await configured_live_chat(db, actor, live_chat_id)


async def writable_live_chat(tx: Transaction, live_chat_id: UUID) -> LiveChat:
    """The row locked for a change; not_found, or not_writable when archived."""
    live_chat = record(LiveChat, await tx.first(SQL.live_chat_to_change, id=live_chat_id))
    if live_chat is None:
        raise not_found()
    if live_chat.archived_at is not None:
        raise Refusal("not_writable")
    return live_chat


async def _configured(db: Db, live_chats: Sequence[LiveChat]) -> list[Configured]:
    ids = [live_chat.id for live_chat in live_chats]
    groups = records(GroupLink, await db.all(SQL.groups_of_live_chats, ids=ids))
    channels = await channels_of(db, ids)
    return [
        Configured(
            live_chat,
            tuple(link for link in groups if link.live_chat_id == live_chat.id),
            tuple(channel for channel in channels if channel.live_chat_id == live_chat.id),
        )
        for live_chat in live_chats
    ]


async def _set_groups(tx: Transaction, live_chat_id: UUID, role: Role, group_ids: Sequence[UUID]) -> None:
    wanted = list(dict.fromkeys(group_ids))
    if not wanted and role is not Role.READER:
        raise Refusal("groups_missing", 422, role=role.value)
    if len(await tx.all(SQL.groups_in_use, ids=wanted)) < len(wanted):
        raise invalid(**{f"{role.value}_group_ids": "unknown"})
    await tx.run(SQL.unlink_groups, live_chat_id=live_chat_id, role=role.value, kept=wanted)
    await tx.run(SQL.link_groups, live_chat_id=live_chat_id, role=role.value, group_ids=wanted)


def _changed(live_chat: LiveChat, change: Change) -> LiveChat:
    if change.name is not None:
        live_chat = replace(live_chat, name=plain_name(change.name))
    if change.name_template is not None:
        live_chat = replace(live_chat, name_template=checked_template(change.name_template))
    numbers = {
        "reopen_hours": REOPEN_HOURS,
        "file_limit": FILE_LIMIT,
        "message_limit": MESSAGE_LIMIT,
        "escalate_after": ESCALATE_AFTER,
    }
    for field, (least, most) in numbers.items():
        value = getattr(change, field)
        if value is not None and not least <= value <= most:
            raise invalid(**{field: "out_of_range"})
    switches = ("close_reason_required", "ask_rating")
    asked = {name: getattr(change, name) for name in (*numbers, *switches) if getattr(change, name) is not None}
    if "escalate_after" in asked:
        # Nobody can be called sooner than he could have looked.
        asked["escalate_after"] = max(10, asked["escalate_after"]) if asked["escalate_after"] else None
    return replace(live_chat, **asked)


def _detail(change: Change) -> dict[str, object]:
    """For the audit trail: numbers and ids as they were asked for, of texts only that they changed."""
    asked = {field: value for field, value in asdict(change).items() if value is not None}
    numbers = {field: value for field, value in asked.items() if isinstance(value, int)}
    ids = {field: [str(one) for one in value] for field, value in asked.items() if isinstance(value, list)}
    return {"changed": sorted(asked), **numbers, **ids}


async def _tell(tx: Transaction, actor: Actor, deed: str, live_chat_id: UUID, detail: dict[str, object]) -> None:
    await audit.write(tx, actor, deed, "live_chat", str(live_chat_id), detail)
    await log.note(tx, actor, "live_chats_changed", {"live_chat_id": str(live_chat_id)})
