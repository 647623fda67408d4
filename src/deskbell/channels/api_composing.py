"""What the composer asks of a session's channel before anything is sent: what fits, whether it arrives, in how many."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from litestar import get, post

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.channels import composing
from deskbell.channels.declared import LimitsOut, limits_out
from deskbell.channels.setup import LinkTo
from deskbell.rights.actor import Actor


class ComposingOut(Out):
    """What may be written into a session now. `outside`: its clients are at a provider; else nothing more is said.

    `stopped`: the channel is paused or broken, and what is sent waits. `unreachable`: why nothing arrives at this
    account. `window_until`: until when the provider takes our messages; null is always, or not before the client
    writes (`window_closed`).
    """

    outside: bool
    capabilities: list[str]
    limits: LimitsOut | None
    stopped: bool
    unreachable: str | None
    window_until: datetime | None
    window_closed: bool


class PlannedFile(Body):
    """A file about to be sent."""

    name: str
    media_type: str
    size: int


class ToPlan(Body):
    """A message about to be sent."""

    text: str = ""
    files: list[PlannedFile] = []
    quotes: bool = False


class PlannedOut(Out):
    """As how many messages it goes, what changes on the way (words of docs/channels), and files that cannot go."""

    parts: int
    notes: list[str]
    refused: list[str]


@get("/sessions/{session_id:uuid}/composing")
async def read_composing(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    link_to: Annotated[LinkTo, Injected],
    session_id: UUID,
) -> ComposingOut:
    found = await composing.composing(db, actor, link_to, session_id)
    return ComposingOut(
        outside=found.limits is not None,
        capabilities=[one.name.lower() for one in found.capabilities if one.name],
        limits=limits_out(found.limits) if found.limits else None,
        stopped=found.stopped,
        unreachable=found.unreachable,
        window_until=found.window_until,
        window_closed=found.window_closed,
    )


@post("/sessions/{session_id:uuid}/plan", status_code=200)
async def plan_message(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    link_to: Annotated[LinkTo, Injected],
    session_id: UUID,
    data: ToPlan,
) -> PlannedOut:
    files = [(file.name[:255], file.media_type, file.size) for file in data.files[:100]]
    planned = await composing.planned(db, actor, link_to, session_id, data.text, files, data.quotes)
    return PlannedOut(parts=planned.parts, notes=list(planned.notes), refused=list(planned.refused))


ROUTES = [read_composing, plan_message]
