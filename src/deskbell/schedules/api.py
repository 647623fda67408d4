"""The administrators' door to schedules."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import get, post, put

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.http import Body, Injected, Out
from deskbell.rights.actor import Actor
from deskbell.schedules import service
from deskbell.schedules.checking import checked_hours, exceptions_out, hours_out
from deskbell.schedules.model import Hours, Schedule
from deskbell.schedules.opening import closing, is_open, next_opening


class SpanBody(Body, rename={"start": "from"}):
    """From a time of the clocks to another, `HH:MM`; `until` may be 24:00."""

    start: str
    until: str


class WeekSpan(Body, rename={"start": "from"}):
    """A span of a weekday, 1 for Monday to 7. A break is what lies between two of them."""

    weekday: int
    start: str
    until: str


class ExceptionBody(Body):
    """Days that are different, `first` and `last` included (ISO dates); without spans it is closed. `yearly`: month and
    day of each year."""

    name: str
    first: str
    last: str
    yearly: bool = False
    spans: list[SpanBody] = msgspec.field(default_factory=list)


class ScheduleBody(Body):
    """A schedule as a whole. `time_zone` is an IANA name."""

    name: str
    time_zone: str
    hours: list[WeekSpan] = msgspec.field(default_factory=list)
    exceptions: list[ExceptionBody] = msgspec.field(default_factory=list)

    def checked(self) -> Hours:
        """The hours as they may be kept; validation_failed otherwise."""
        plain = msgspec.to_builtins(self)
        return checked_hours(self.time_zone, plain["hours"], plain["exceptions"])


class SpanPage(Out, rename={"start": "from"}):
    """From a time of the clocks to another."""

    start: str
    until: str


class WeekSpanPage(Out, rename={"start": "from"}):
    """A span of a weekday."""

    weekday: int
    start: str
    until: str


class ExceptionPage(Out):
    """Days that are different."""

    name: str
    first: str
    last: str
    yearly: bool
    spans: list[SpanPage]


class SchedulePage(Out):
    """A schedule, how it stands at this moment, and the live chats that work by it. `closes_at` while it is open,
    `opens_at` while it is closed; null where that never comes."""

    id: UUID
    name: str
    time_zone: str
    hours: list[WeekSpanPage]
    exceptions: list[ExceptionPage]
    state: Literal["open", "closed"]
    closes_at: datetime | None
    opens_at: datetime | None
    live_chats: list[str]


class ScheduleList(Out):
    """All of them: there are at most a hundred, so `next` is always null."""

    items: list[SchedulePage]
    next: str | None = None


def schedule_page(schedule: Schedule) -> SchedulePage:
    """A schedule as its page."""
    hours, now = schedule.hours, clock.now()
    opened = is_open(hours, now)
    return msgspec.convert(
        {
            "id": schedule.id,
            "name": schedule.name,
            "time_zone": hours.time_zone,
            "hours": hours_out(hours),
            "exceptions": exceptions_out(hours),
            "state": "open" if opened else "closed",
            "closes_at": closing(hours, now) if opened else None,
            "opens_at": None if opened else next_opening(hours, now),
            "live_chats": list(schedule.live_chats),
        },
        SchedulePage,
    )


@get("/schedules")
async def list_schedules(db: Annotated[Database, Injected], actor: Annotated[Actor, Injected]) -> ScheduleList:
    """Schedules by name."""
    return ScheduleList(items=[schedule_page(one) for one in await service.schedules(db, actor)])


@post("/schedules")
async def create_schedule(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], data: ScheduleBody
) -> SchedulePage:
    """Add a schedule. 409 name_taken, too_many."""
    async with db.transaction() as tx:
        made = await service.add_schedule(tx, actor, data.name, data.checked())
        return schedule_page(await service.schedule(tx, made))


@put("/schedules/{schedule_id:uuid}")
async def change_schedule(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], schedule_id: UUID, data: ScheduleBody
) -> SchedulePage:
    """Set a schedule as a whole. 404 not_found, 409 name_taken."""
    async with db.transaction() as tx:
        await service.change_schedule(tx, actor, schedule_id, data.name, data.checked())
        return schedule_page(await service.schedule(tx, schedule_id))


@post("/schedules/{schedule_id:uuid}/archive", status_code=204)
async def archive_schedule(
    db: Annotated[Database, Injected], actor: Annotated[Actor, Injected], schedule_id: UUID
) -> None:
    """Put a schedule out of use. 409 schedule_in_use while a live chat works by it."""
    async with db.transaction() as tx:
        await service.archive_schedule(tx, actor, schedule_id)


ROUTES = [list_schedules, create_schedule, change_schedule, archive_schedule]
"""What the application mounts under /api/v1."""
