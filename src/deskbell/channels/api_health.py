"""How channels are: what the doctor saw last, for whoever works with them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from litestar import get

from deskbell.base.db import Database, Row
from deskbell.base.http import Injected, Out
from deskbell.channels import seeing, standing
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


class Line(Out):
    """What waits in a direction: how many, since how many seconds the oldest, and how many were given up."""

    waiting: int
    oldest_seconds: float | None
    dead: int


class ChannelStanding(ChannelState):
    """The same with how it stands with its provider: the last things that came and went, and what waits."""

    last_event_at: datetime | None
    last_sent_at: datetime | None
    polled_at: datetime | None
    waits_until: datetime | None
    outgoing: Line
    incoming: Line


class ChannelStates(Out):
    """All that one works with: there are few, so `next` is always null."""

    items: list[ChannelState]
    next: str | None = None


@get("/channel-health")
async def list_channel_health(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> ChannelStates:
    return ChannelStates(items=[ChannelState(**_facts(row, actor)) for row in await seeing.states(db, actor)])


@get("/channels/{channel_id:uuid}/health")
async def read_channel_health(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], channel_id: UUID
) -> ChannelStanding:
    row = await seeing.state_of(db, actor, channel_id)
    stands = await standing.standing(db, channel_id)
    return ChannelStanding(
        **_facts(row, actor),
        last_event_at=stands["last_event_at"],
        last_sent_at=stands["last_sent_at"],
        polled_at=stands["polled_at"],
        waits_until=stands["waits_until"],
        outgoing=_line(stands["outgoing"]),
        incoming=_line(stands["incoming"]),
    )


def _line(line: Mapping[str, Any]) -> Line:
    oldest = line["oldest_seconds"]
    return Line(waiting=line["waiting"], oldest_seconds=None if oldest is None else float(oldest), dead=line["dead"])


def _facts(row: Row, actor: Actor) -> dict[str, Any]:
    oversees = seeing.oversees(actor, row["live_chat_id"])
    names = ("channel_id", "live_chat_id", "live_chat_name", "name", "kind", "state", "health", "changed_at")
    told = ("named", "connected_at", "looked_at")
    return {
        **{name: row[name] for name in names},
        **{name: row[name] if oversees else None for name in told},
        "findings": _findings(row) if oversees else [],
        "connected": row["connected_at"] is not None,
        "may_see": oversees,
    }


def _findings(row: Row) -> list[Finding]:
    """What the last look found, and what delivery found since: that it sends nothing is told at once."""
    found = [Finding(**one) for one in row["findings"] or ()]
    if row["stopped"] is not None and not any(one.code == "sending_stopped" for one in found):
        found.append(Finding(code="sending_stopped", level="broken", detail=row["stopped"]))
    return found


ROUTES = [list_channel_health, read_channel_health]
