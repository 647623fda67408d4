"""Setting up channels whose clients are at a provider: made, changed, tried, connected, disconnected.

A new one is paused until it is connected: its provider was asked who we are there, the account was free, and the
provider was told where to send what comes in. One account there belongs to one live chat.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg

from deskbell.base import clock
from deskbell.base.db import Database, Transaction
from deskbell.base.errors import Refusal, not_found
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels import credentials, fields, probing, standing
from deskbell.channels.contract import Kind, Link, Outside, SendError
from deskbell.channels.probing import Report
from deskbell.channels.registry import KINDS, kind_named
from deskbell.live_chats import channel_rows
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor
from deskbell.rights.table import Deed, authorise

SQL = statements(__package__, "setup.sql")

LinkTo = Callable[[Channel], Link[Any]]
"""The way to a channel's provider; raises SecretUnreadable."""


@dataclass(frozen=True, slots=True)
class Made:
    """A channel, and the secrets that are shown this once, by field."""

    channel: Channel
    shown_once: Mapping[str, str]


async def create(
    db: Database, keeper: Keeper, actor: Actor, live_chat_id: UUID, kind_name: str, name: str, sent: object
) -> Made:
    """A new channel, with secrets of our own where the kind wants them; one with a provider is paused at first."""
    authorise(actor, Deed.ADMINISTER)
    kind = kind_named(kind_name)
    if kind.outside is None:
        settings = kind.check_settings(sent)
        return Made(await channel_rows.add_channel(db, actor, live_chat_id, kind.name, name, settings), {})
    values = fields.checked(kind.outside.fields, sent)
    made = {one.name: fields.made(one) for one in kind.outside.fields if one.generated and not values.get(one.name)}
    secrets = _secrets(kind.outside, values) | made
    plain = fields.public(kind.outside.fields, values)
    channel = await channel_rows.add_channel(
        db,
        actor,
        live_chat_id,
        kind.name,
        name,
        plain,
        "paused",
        lambda new: credentials.sealed_with(keeper, new, secrets, clock.now()),
    )
    shown = {one.name: made[one.name] for one in kind.outside.fields if one.shown_once and one.name in made}
    return Made(channel, shown)


async def change(
    db: Database, keeper: Keeper, actor: Actor, channel_id: UUID, name: str | None, sent: object | None
) -> Channel:
    """Another name, other settings, or both. Secrets that are not sent stay; an empty one is forgotten."""
    authorise(actor, Deed.ADMINISTER)
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        kind = KINDS[channel.kind]
        if sent is None or kind.outside is None:
            settings = None if sent is None else kind.check_settings(sent)
            return await channel_rows.change_held(tx, actor, channel, name, settings)
        values = fields.checked(kind.outside.fields, sent, credentials.held(keeper, channel))
        secrets = _secrets(kind.outside, values)
        sealed = credentials.sealed_with(keeper, channel, secrets, clock.now()) if secrets else None
        plain = fields.public(kind.outside.fields, values)
        channel = await channel_rows.change_held(tx, actor, channel, name, plain, sealed, secrets)
        await standing.hold_no_longer(tx, channel.id)
        await probing.look_soon(tx, channel.id)
        return channel


async def renew_secret(db: Database, keeper: Keeper, actor: Actor, channel_id: UUID, field: str) -> str:
    """A new secret of our own making in the place of the one before; this answer is the only sight of it."""
    async with db.transaction() as tx:
        channel = await channel_rows.channel_to_change(tx, actor, channel_id)
        outside = KINDS[channel.kind].outside
        found = next((one for one in outside.fields if one.name == field and one.generated), None) if outside else None
        if outside is None or found is None:
            raise not_found()
        secret = fields.made(found)
        changes = {field: secret}
        if any(one.name == f"previous_{field}" for one in outside.fields):
            # Both are good until the other side has changed over and somebody forgets the one before.
            changes |= {f"previous_{field}": _before(keeper, channel, field)}
        sealed = credentials.sealed_with(keeper, channel, changes, clock.now())
        await channel_rows.change_held(tx, actor, channel, None, None, sealed, [field])
        await standing.hold_no_longer(tx, channel.id)
    return secret


def _before(keeper: Keeper, channel: Channel, field: str) -> str:
    try:
        return credentials.secrets_of(keeper, channel).get(field, "")
    except SecretUnreadable:
        return ""


async def test(db: Database, actor: Actor, channel_id: UUID, link_to: LinkTo) -> Report:
    """Ask the provider how things stand, and change nothing there. Where all is well a channel that was stopped need
    not wait to be tried again."""
    authorise(actor, Deed.ADMINISTER)
    channel, outside = await _outside(db, channel_id)
    try:
        link = link_to(channel)
    except SecretUnreadable:
        return probing.unreadable()
    report = await probing.probe(outside, link)
    holder = await _holder(db, channel, _identity(outside, link, report))
    if report.works and holder is None:
        await standing.hold_no_longer(db, channel_id)
    return probing.taken(report, holder["live_chat_name"]) if holder else report


async def connect(db: Database, actor: Actor, channel_id: UUID, link_to: LinkTo) -> tuple[Channel, Report]:
    """Connect, or connect again: the account is looked up and taken, the provider told our address, the channel on.

    When the provider doesn't agree the channel stays as it was, and the report says why. Raises account_taken.
    """
    authorise(actor, Deed.ADMINISTER)
    channel, outside = await _outside(db, channel_id)
    try:
        link = link_to(channel)
    except SecretUnreadable:
        return channel, probing.unreadable()
    report = await probing.probe(outside, link)
    identity = _identity(outside, link, report)
    holder = await _holder(db, channel, identity)
    if holder:
        raise _taken(holder)
    # Without an account there is nobody to tell our address to; a kind without accounts has only its own health.
    if outside.setup and (identity or report.works):
        try:
            await probing.in_time(outside.setup(link))
        except SendError as refused:
            return channel, probing.refused(report, refused)
        report = await probing.probe(outside, link)
    if not report.works:
        return channel, report
    try:
        async with db.transaction() as tx:
            held = await channel_rows.channel_to_change(tx, actor, channel_id)
            await tx.run(SQL.let_go_of_archived, kind=channel.kind, identity=identity)
            await tx.run(
                SQL.connect, channel_id=channel_id, kind=channel.kind, identity=identity, named=_short(report.named)
            )
            if report.begins is not None:
                await tx.run(SQL.begin_at, channel_id=channel_id, cursor=dict(report.begins))
            channel = await channel_rows.connect_held(tx, actor, held)
            await standing.free(tx, channel_id)
            await probing.keep(tx, channel, report)
    except asyncpg.UniqueViolationError:
        holder = await _holder(db, channel, identity)
        raise _taken(holder) from None
    return channel, report


async def disconnect(db: Database, actor: Actor, channel_id: UUID, link_to: LinkTo) -> Channel:
    """Tell the provider to send nothing more, forget the secrets and let the account go. Its sessions stay."""
    authorise(actor, Deed.ADMINISTER)
    channel, outside = await _outside(db, channel_id)
    await _let_go(db, actor, channel_id)
    await take_leave(outside, channel, link_to)
    async with db.transaction() as tx:
        held = await channel_rows.channel_to_change(tx, actor, channel_id)
        await forget(tx, channel_id)
        return await channel_rows.disconnect_held(tx, actor, held)


async def archive(db: Database, actor: Actor, channel_id: UUID, link_to: LinkTo) -> Channel:
    """Put a channel out of use: where it has a provider, that hears of it first."""
    authorise(actor, Deed.ADMINISTER)
    channel = await channel_rows.get_channel(db, channel_id)
    outside = KINDS[channel.kind].outside if channel and channel.archived_at is None else None
    if channel and outside:
        try:
            await _let_go(db, actor, channel_id)
        except Refusal as refused:
            # Where its live chat is out of use nobody looks at it any more.
            if refused.code not in ("not_writable", "not_found"):
                raise
        await take_leave(outside, channel, link_to)
    archived = await channel_rows.archive_channel(db, actor, channel_id)
    async with db.transaction() as tx:
        await forget(tx, channel_id)
    return archived


async def resume(db: Database, actor: Actor, channel_id: UUID) -> Channel:
    """Let a paused channel go on; not_connected for one whose provider does not know it."""
    authorise(actor, Deed.ADMINISTER)
    channel = await channel_rows.get_channel(db, channel_id)
    if channel and KINDS[channel.kind].outside and channel.archived_at is None and channel.state == "paused":
        if await db.first(SQL.connection_of, channel_id=channel_id) is None:
            raise Refusal("not_connected")
        await probing.look_soon(db, channel_id)
        await standing.free(db, channel_id)
    return await channel_rows.set_state(db, actor, channel_id, "on")


async def forget(tx: Transaction, channel_id: UUID) -> None:
    """The account is free, and what the doctor saw is of no use any more."""
    await tx.run(SQL.disconnect, channel_id=channel_id)
    await probing.forget(tx, channel_id)


async def _outside(db: Database, channel_id: UUID) -> tuple[Channel, Outside]:
    channel = await channel_rows.get_channel(db, channel_id)
    kind: Kind | None = KINDS.get(channel.kind) if channel and channel.archived_at is None else None
    if channel is None or kind is None or kind.outside is None:
        raise not_found()
    return channel, kind.outside


async def _let_go(db: Database, actor: Actor, channel_id: UUID) -> None:
    """Paused and nobody's, before its provider hears of it: whoever finds our address gone there must not tell it
    again."""
    async with db.transaction() as tx:
        held = await channel_rows.channel_to_change(tx, actor, channel_id)
        await forget(tx, channel_id)
        await channel_rows.set_state_held(tx, actor, held, "paused")


async def take_leave(outside: Outside, channel: Channel, link_to: LinkTo) -> None:
    """Tell the provider to send nothing more. It may be gone for good, or our secret lost: that must not keep a channel
    connected."""
    if outside.teardown is None:
        return
    try:
        await probing.in_time(outside.teardown(link_to(channel)))
    except (SendError, SecretUnreadable):
        return


async def _holder(db: Database, channel: Channel, identity: str | None) -> Any:
    if identity is None:
        return None
    async with db.transaction() as tx:
        await tx.run(SQL.let_go_of_archived, kind=channel.kind, identity=identity)
        return await tx.first(SQL.holder_of, kind=channel.kind, identity=identity, channel_id=channel.id)


def _taken(holder: Any) -> Refusal:
    if holder is None:
        return Refusal("account_taken", live_chat={"id": None, "name": ""}, channel={"id": None, "name": ""})
    return Refusal(
        "account_taken",
        live_chat={"id": str(holder["live_chat_id"]), "name": holder["live_chat_name"]},
        channel={"id": str(holder["id"]), "name": holder["name"]},
    )


def _identity(outside: Outside, link: Link[Any], report: Report) -> str | None:
    said = report.identity or (outside.external_id_of(link.settings) if outside.external_id_of else None)
    return said.strip().lower()[:500] if said else None


def _secrets(outside: Outside, values: Mapping[str, Any]) -> dict[str, str]:
    return {one.name: values[one.name] for one in outside.fields if one.type == "secret" and one.name in values}


def _short(named: str | None) -> str | None:
    return named[:500] if named else None
