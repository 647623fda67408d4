"""Channels as rows: what every kind shares. What stands in `settings` and `secrets` was checked by the caller."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from deskbell.audit import service as audit
from deskbell.base.db import Database, Db, Row, Transaction, record
from deskbell.base.errors import not_found
from deskbell.base.ids import new_id, new_key
from deskbell.live_chats.model import Channel, State
from deskbell.live_chats.service import SQL, writable_live_chat
from deskbell.log import service as log
from deskbell.people.model import plain_name
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise


async def channel_by_key(db: Db, key: str) -> Channel | None:
    """The channel behind a public key, on or paused; None when it, or its live chat, is archived or never was."""
    return record(Channel, await db.first(SQL.channel_by_key, key=key))


async def get_channel(db: Db, channel_id: UUID) -> Channel | None:
    """One channel, archived or not: who may ask is for the caller to know."""
    return record(Channel, await db.first(SQL.channel_by_id, id=channel_id))


async def add_channel(
    db: Database,
    actor: Actor,
    live_chat_id: UUID,
    kind: str,
    name: str,
    settings: Mapping[str, Any],
    state: State = "on",
    seal: Callable[[Channel], bytes | None] = lambda _channel: None,
) -> Channel:
    """A new channel of a live chat in use, with a key that nobody can guess. `seal`: its secrets, for its own place."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        await writable_live_chat(tx, live_chat_id)
        row = await tx.first(
            SQL.add_channel,
            id=new_id(),
            live_chat_id=live_chat_id,
            kind=kind,
            name=plain_name(name),
            key=new_key(),
            state=state,
            settings=settings,
        )
        channel = _one(row)
        sealed = seal(channel)
        if sealed is not None:
            channel = _one(await _kept(tx, replace(channel, secrets=sealed)))
        await _tell(tx, actor, "channel_created", channel, {"kind": kind})
    return channel


async def channel_to_change(tx: Transaction, actor: Actor, channel_id: UUID) -> Channel:
    """The row of a channel locked for a change; not_found when archived, not_writable when its live chat is."""
    authorise(actor, Deed.ADMINISTER)
    # The live chat first, as adding does: two orders of locks would be a deadlock.
    channel = record(Channel, await tx.first(SQL.channel_by_id, id=channel_id))
    if channel is None or channel.archived_at is not None:
        raise not_found()
    await writable_live_chat(tx, channel.live_chat_id)
    return _one(await tx.first(SQL.channel_to_change, id=channel_id))


async def change_channel(
    db: Database, actor: Actor, channel_id: UUID, name: str | None, settings: Mapping[str, Any] | None
) -> Channel:
    """Change the name, the settings (as a whole) or both; None leaves as it is."""
    async with db.transaction() as tx:
        channel = await channel_to_change(tx, actor, channel_id)
        return await change_held(tx, actor, channel, name, settings)


async def change_held(
    tx: Transaction,
    actor: Actor,
    channel: Channel,
    name: str | None,
    settings: Mapping[str, Any] | None,
    sealed: bytes | None = None,
    secrets: Collection[str] = (),
) -> Channel:
    """The same for a channel that `channel_to_change` gave in this transaction, with the secrets named if any."""
    changed = [f"secrets.{field}" for field in sorted(secrets)]
    if name is not None:
        channel = replace(channel, name=plain_name(name))
        changed.append("name")
    if settings is not None:
        changed += sorted(f"settings.{key}" for key in settings if settings[key] != channel.settings.get(key))
        channel = replace(channel, settings=settings)
    if secrets:
        channel = replace(channel, secrets=sealed)
    return await _write(tx, actor, "channel_changed", channel, {"changed": changed})


async def connect_held(tx: Transaction, actor: Actor, channel: Channel) -> Channel:
    """On, since its provider knows it now. `channel` comes from `channel_to_change` in the same transaction."""
    return await _write(tx, actor, "channel_connected", replace(channel, state="on"), {})


async def disconnect_held(tx: Transaction, actor: Actor, channel: Channel) -> Channel:
    """Paused and without its secrets. `channel` comes from `channel_to_change` in the same transaction."""
    return await _write(tx, actor, "channel_disconnected", replace(channel, state="paused", secrets=None), {})


async def set_state(db: Database, actor: Actor, channel_id: UUID, state: State) -> Channel:
    """Pause a channel or let it go on; pausing twice is pausing once."""
    async with db.transaction() as tx:
        return await set_state_held(tx, actor, await channel_to_change(tx, actor, channel_id), state)


async def set_state_held(tx: Transaction, actor: Actor, channel: Channel, state: State) -> Channel:
    """The same. `channel` comes from `channel_to_change` in the same transaction."""
    if channel.state == state:
        return channel
    deed = "channel_paused" if state == "paused" else "channel_resumed"
    return await _write(tx, actor, deed, replace(channel, state=state), {})


async def set_secrets(tx: Transaction, actor: Actor, channel: Channel, sealed: bytes | None, deed: str) -> Channel:
    """Keep sealed secrets, or none. `channel` comes from `channel_to_change` in the same transaction."""
    return await _write(tx, actor, deed, replace(channel, secrets=sealed), {})


async def archive_channel(db: Database, actor: Actor, channel_id: UUID) -> Channel:
    """Put a channel out of use. Its row stays, its secrets go; archiving twice is archiving once."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        channel = await get_channel(tx, channel_id)
        if channel is None:
            raise not_found()
        if await tx.run(SQL.archive_channel, id=channel_id) != "UPDATE 0":
            await _tell(tx, actor, "channel_archived", channel, {})
        return _one(await tx.first(SQL.channel_by_id, id=channel_id))


async def _write(tx: Transaction, actor: Actor, deed: str, channel: Channel, detail: dict[str, object]) -> Channel:
    row = await _kept(tx, channel)
    await _tell(tx, actor, deed, channel, detail)
    return _one(row)


async def _kept(tx: Transaction, channel: Channel) -> Row | None:
    return await tx.first(
        SQL.change_channel,
        id=channel.id,
        name=channel.name,
        settings=channel.settings,
        state=channel.state,
        secrets=channel.secrets,
    )


def _one(row: Any) -> Channel:
    channel = record(Channel, row)
    if channel is None:
        raise not_found()
    return channel


async def _tell(tx: Transaction, actor: Actor, deed: str, channel: Channel, detail: dict[str, object]) -> None:
    await audit.write(tx, actor, deed, "channel", str(channel.id), detail)
    about = {"live_chat_id": str(channel.live_chat_id), "channel_id": str(channel.id)}
    await log.note(tx, actor, "live_chats_changed", about)
