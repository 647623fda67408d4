"""How channels are: what the doctor saw last, for whoever works with them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get

from deskbell.base.db import Database, Row
from deskbell.base.http import Injected, Out
from deskbell.channels import seeing
from deskbell.rights.actor import Actor


class Finding(Out):
    """One thing that was looked at; `level`: ok, warning, broken. `detail` in the provider's own words."""

    code: str
    level: str
    detail: str


class ChannelState(Out):
    """A channel as the doctor saw it last. `health`: ok, warning, broken; null for one never looked at, on our own
    pages, or not connected. `findings` and what it is called at its provider are for supervisors and administrators."""

    channel_id: UUID
    live_chat_id: UUID
    live_chat_name: str
    name: str
    kind: str
    state: str
    health: str | None
    findings: list[Finding]
    connected: bool
    named: str | None
    connected_at: datetime | None
    looked_at: datetime | None
    changed_at: datetime | None
    may_see: bool


class ChannelStates(Out):
    """All that one works with: there are few, so `next` is always null."""

    items: list[ChannelState]
    next: str | None = None


@get("/channel-health")
async def list_channel_health(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> ChannelStates:
    return ChannelStates(items=[_state(row, actor) for row in await seeing.states(db, actor)])


@get("/channels/{channel_id:uuid}/health")
async def read_channel_health(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], channel_id: UUID
) -> ChannelState:
    return _state(await seeing.state_of(db, actor, channel_id), actor)


def _state(row: Row, actor: Actor) -> ChannelState:
    oversees = seeing.oversees(actor, row["live_chat_id"])
    findings = [Finding(**one) for one in row["findings"] or ()] if oversees else []
    return ChannelState(
        channel_id=row["channel_id"],
        live_chat_id=row["live_chat_id"],
        live_chat_name=row["live_chat_name"],
        name=row["name"],
        kind=row["kind"],
        state=row["state"],
        health=row["health"],
        findings=findings,
        connected=row["connected_at"] is not None,
        named=row["named"] if oversees else None,
        connected_at=row["connected_at"] if oversees else None,
        looked_at=row["looked_at"] if oversees else None,
        changed_at=row["changed_at"],
        may_see=oversees,
    )


ROUTES = [list_channel_health, read_channel_health]
