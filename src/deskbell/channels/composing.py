"""What the composer knows of a session's channel: the same plan that delivery makes, asked before anything is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.secrets import SecretUnreadable
from deskbell.base.sql import statements
from deskbell.channels import accounts
from deskbell.channels.contract import Capability, ExternalAccount, Limits, Outside
from deskbell.channels.links import limits_of, outside_of
from deskbell.channels.messages import OutboundFile, OutboundMessage
from deskbell.channels.planning import plan
from deskbell.channels.setup import LinkTo
from deskbell.live_chats import channel_rows
from deskbell.live_chats.model import Channel
from deskbell.rights.actor import Actor
from deskbell.sessions.model import Session
from deskbell.sessions.reading import seen

SQL = statements(__package__, "doctor.sql")

TEXT_MOST = 200_000
NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Composing:
    """`limits` is None where the clients are on our own pages: then the rest says nothing."""

    capabilities: Sequence[Capability] = ()
    limits: Limits | None = None
    stopped: bool = False
    unreachable: str | None = None
    window_until: datetime | None = None
    window_closed: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """As how many messages, what changes on the way, and the names of files that cannot go."""

    parts: int
    notes: Sequence[str]
    refused: Sequence[str]


async def composing(db: Database, actor: Actor, link_to: LinkTo, session_id: UUID) -> Composing:
    """What may be written into a session now, for whoever sees it; not_found else."""
    session = await seen(db, actor, session_id)
    channel, outside = await _channel_of(db, session)
    if channel is None or outside is None:
        return Composing()
    limits = _limits(channel, outside, link_to)
    _, reached = await accounts.reach(db, channel.id, session.account_id, "")
    health = await db.first(SQL.health_of_channel, channel_id=channel.id)
    unreachable = reached is not None and reached["unreachable_at"] is not None
    until = None
    if limits.window is not None and reached is not None and reached["last_inbound_at"] is not None:
        until = reached["last_inbound_at"] + limits.window
    return Composing(
        tuple(outside.capabilities),
        limits,
        stopped=channel.state == "paused" or health is None or health["health"] == "broken",
        unreachable=(reached["unreachable_code"] or "blocked") if unreachable else None,
        window_until=until,
        window_closed=limits.window is not None and (until is None or until <= clock.now()),
    )


async def planned(
    db: Database,
    actor: Actor,
    link_to: LinkTo,
    session_id: UUID,
    text: str,
    files: Sequence[tuple[str, str, int]],
    quotes: bool,
) -> Told:
    """What a message would become; `files` by name, type and size. Nothing is stored or sent."""
    session = await seen(db, actor, session_id)
    channel, outside = await _channel_of(db, session)
    if channel is None or outside is None:
        return Told(1, (), ())
    message = OutboundMessage(
        send_key=NOBODY,
        account=ExternalAccount("", ""),
        text=text[:TEXT_MOST],
        attachments=tuple(OutboundFile(NOBODY, _kind_of(kind), name, kind, size) for name, kind, size in files),
        reply_to="quoted" if quotes else None,
        quote="quoted" if quotes else None,
    )
    found = plan(message, _limits(channel, outside, link_to), outside.capabilities)
    # A kind that plans for itself knows better how many; what is lost or changed on the way is the same for all.
    parts = len(outside.plan(message)) if outside.plan else len(found.parts)
    notes = [] if outside.plan else [one for one in found.notes if one not in ("split", "file_refused")]
    return Told(max(1, parts), notes, [file.name for file in found.refused])


async def _channel_of(db: Database, session: Session) -> tuple[Channel | None, Outside | None]:
    channel = await channel_rows.get_channel(db, session.channel_id)
    return channel, outside_of(channel) if channel else None


def _limits(channel: Channel, outside: Outside, link_to: LinkTo) -> Limits:
    if outside.limits_of is None:
        return outside.limits
    try:
        return limits_of(outside, link_to(channel).settings)
    except SecretUnreadable:
        return outside.limits


def _kind_of(media_type: str) -> Any:
    kind = media_type.partition("/")[0]
    return kind if kind in ("image", "audio", "video") else "file"
