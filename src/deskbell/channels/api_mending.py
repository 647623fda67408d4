"""The administrators' door to what did not arrive."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import get, post

from deskbell.base.cursors import PAGE, PAGE_MOST, cursor_of, key_of
from deskbell.base.db import Database
from deskbell.base.http import Injected, Out
from deskbell.channels import mending
from deskbell.channels.engine import Engine
from deskbell.rights.actor import Actor

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]


class AttemptOut(Out):
    """One try to deliver a message, its edit or its deletion. `outcome`: `sent`, or the kind of the refusal; `code` and
    `detail` are the provider's."""

    id: int
    session_id: UUID
    session_number: int
    seq: int
    deed: Literal["send", "edit", "delete"]
    number: int
    outcome: str
    code: str
    detail: str
    took_ms: int
    at: datetime


class AttemptList(Out):
    items: list[AttemptOut]
    next: str | None


class DeadLetter(Out):
    """What is not tried any more: a message that did not leave (`out`), or an event that could not be worked (`in`)."""

    id: int
    direction: Literal["out", "in"]
    kind: str
    session_id: UUID | None
    session_number: int | None
    seq: int | None
    code: str | None
    detail: str | None
    attempts: int
    at: datetime
    dead_at: datetime


class DeadLetterList(Out):
    items: list[DeadLetter]
    next: str | None


FIRST = (1 << 62) - 1


@get("/channels/{channel_id:uuid}/attempts")
async def list_attempts(
    db: Db, actor: Asking, channel_id: UUID, cursor: str | None = None, limit: int = PAGE
) -> AttemptList:
    limit, before = _page(limit), _before(cursor)
    found = await mending.attempts(db, actor, channel_id, before, limit + 1)
    return AttemptList(items=[AttemptOut(**row) for row in found[:limit]], next=_next(found, limit))


@get("/channels/{channel_id:uuid}/dead-letters")
async def list_dead_letters(
    db: Db,
    actor: Asking,
    channel_id: UUID,
    direction: Literal["out", "in"] = "out",
    cursor: str | None = None,
    limit: int = PAGE,
) -> DeadLetterList:
    limit, before = _page(limit), _before(cursor)
    found = await mending.dead(db, actor, channel_id, direction, before, limit + 1)
    return DeadLetterList(items=[DeadLetter(**row) for row in found[:limit]], next=_next(found, limit))


@post("/channels/{channel_id:uuid}/dead-letters/{direction:str}/{number:int}/replay", status_code=202)
async def replay_dead_letter(
    db: Db, actor: Asking, engine: Annotated[Engine, Injected], channel_id: UUID, direction: str, number: int
) -> None:
    await mending.replay(db, actor, channel_id, "in" if direction == "in" else "out", min(number, FIRST))
    engine.came_in()
    engine.has_to_leave()


@post("/channels/{channel_id:uuid}/dead-letters/{direction:str}/{number:int}/discard", status_code=204)
async def discard_dead_letter(db: Db, actor: Asking, channel_id: UUID, direction: str, number: int) -> None:
    await mending.discard(db, actor, channel_id, "in" if direction == "in" else "out", min(number, FIRST))


def _before(cursor: str | None) -> int:
    key = key_of(cursor, tuple[Annotated[int, msgspec.Meta(ge=0, lt=1 << 62)]])
    return key[0] if key else FIRST


def _page(limit: int) -> int:
    return max(1, min(limit, PAGE_MOST - 1))


def _next(found: list[dict[str, Any]], limit: int) -> str | None:
    return cursor_of((found[limit - 1]["id"],)) if len(found) > limit else None


ROUTES = [list_attempts, list_dead_letters, replay_dead_letter, discard_dead_letter]
