"""The administrators' door to a live chat's working hours and automatic words."""

from typing import Annotated
from uuid import UUID

from litestar import get, put

from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.live_chats import hours
from deskbell.rights.actor import Actor


class HoursBody(Body):
    """All of it as a whole. `words`: occasion (greeting, outside_hours, waiting, closed) → language → text; an empty
    text is none. `waiting_after` in seconds; null for never."""

    schedule_id: UUID | None
    waiting_after: int | None
    words: dict[str, dict[str, str]]


class HoursPage(Out):
    """By which schedule a live chat works (null: always), and what it says by itself."""

    schedule_id: UUID | None
    waiting_after: int | None
    words: dict[str, dict[str, str]]


def _page(found: hours.AtWork) -> HoursPage:
    words = {occasion: dict(texts) for occasion, texts in found.words.items()}
    return HoursPage(schedule_id=found.schedule_id, waiting_after=found.waiting_after, words=words)


@get("/live-chats/{live_chat_id:uuid}/hours")
async def read_hours(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], live_chat_id: UUID
) -> HoursPage:
    """A live chat's schedule and automatic words."""
    return _page(await hours.at_work(db, actor, live_chat_id))


@put("/live-chats/{live_chat_id:uuid}/hours")
async def change_hours(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], live_chat_id: UUID, data: HoursBody
) -> HoursPage:
    """Set them as a whole. 409 not_writable, 422 validation_failed."""
    wish = hours.AtWork(data.schedule_id, data.waiting_after, data.words)
    return _page(await hours.set_at_work(db, actor, live_chat_id, wish))


ROUTES = [read_hours, change_hours]
"""What the application mounts under /api/v1."""
