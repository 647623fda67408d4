"""Notices for attached desks."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from deskbell.base import clock
from deskbell.realtime.hub import Hub
from deskbell.rights.actor import Actor, Role
from deskbell.sessions.fanout import RowChange
from deskbell.sessions.model import Session

FRESH = timedelta(seconds=10)
"""How old a change may be to ring when this process did not know the session before."""


async def on_change(hub: Hub, changes: Sequence[RowChange]) -> None:
    """Tell each attached person what concerns them; Offline hears nothing."""
    now = clock.now()
    for change in changes:
        for kind in kinds_of(change, now):
            frame = frame_of(kind, change.after)
            for one in hub.people():
                if one.actor.status != "offline" and concerns(kind, change, one.actor):
                    one.push(frame)


def kinds_of(change: RowChange, now: datetime) -> Iterable[str]:
    """What happened, as far as it rings: session_waiting, session_escalated, client_wrote, session_assigned."""
    before, after = change.before, change.after
    if after.state == "waiting" and _since(after.queued_at, before.queued_at if before else None, now, before):
        yield "session_waiting"
    if after.state == "waiting" and _since(after.escalated_at, before.escalated_at if before else None, now, before):
        yield "session_escalated"
    if after.state != "with_operator":
        return
    wrote = after.client_count > before.client_count if before else after.preview_author == "client"
    if wrote and _fresh(after.last_message_at, now):
        yield "client_wrote"
    if before and before.operator_id != after.operator_id:
        yield "session_assigned"


def _since(at: datetime | None, known: datetime | None, now: datetime, before: Session | None) -> bool:
    return _fresh(at, now) if before is None else at is not None and at != known


def _fresh(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < FRESH


def concerns(kind: str, change: RowChange, actor: Actor) -> bool:
    """New sessions ring for the operators who may take them; those who wait too long for all who are Online there and
    for the supervisors; the rest for the responsible operator. What one took or gave to oneself rings for nobody."""
    session = change.after
    if kind == "session_assigned" and change.by == actor.id:
        return False
    if kind == "session_waiting":
        return actor.has(Role.OPERATOR, session.live_chat_id) and session.seen_by(actor)
    if kind == "session_escalated":
        called = actor.has(Role.OPERATOR, session.live_chat_id) and actor.status == "online"
        return called or actor.has(Role.SUPERVISOR, session.live_chat_id)
    return session.operator_id == actor.id


def frame_of(kind: str, session: Session) -> dict[str, Any]:
    """The notice as it goes out: `docs/protocol.md`."""
    return {
        "type": "notice",
        "kind": kind,
        "session": session.id,
        "live_chat": session.live_chat_id,
        "number": session.number,
        "name": session.label,
    }
