"""The HTTP door of reports."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date, datetime
from typing import Annotated, Any, Literal, TypedDict, cast
from urllib.parse import quote
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter
from litestar.response import Stream

from deskbell.audit import service as audit
from deskbell.base.db import Database
from deskbell.base.http import Injected
from deskbell.base.rates import Buckets, Slots
from deskbell.base.words import say
from deskbell.reports import asking, behind, exporting, heat, scope
from deskbell.reports.metrics import Report
from deskbell.reports.periods import Step
from deskbell.rights.actor import Actor
from deskbell.sessions.api_table import TableRow

Db = Annotated[Database, Injected]
Asking = Annotated[Actor, Injected]
Ids = list[UUID] | None
From = Annotated[datetime | None, QueryParameter(name="from")]

_reports = Buckets(burst=60, per_second=5.0)
_exports = Slots(2)


class Choice(TypedDict):
    """A live chat or an operator to choose."""

    id: UUID
    name: str
    archived: bool


class ReportChoice(TypedDict):
    """A report one may open, with the keys of its metrics in their order."""

    key: Report
    metrics: list[str]


class Reports(TypedDict):
    """What there is to choose from. `first`: the first day there is anything of; `fresh_until`: up to when reports are
    whole, null while they are being built from the log."""

    zone: str
    today: date
    first: date | None
    fresh_until: datetime | None
    reports: list[ReportChoice]
    live_chats: list[Choice]
    operators: list[Choice]


class Spent(TypedDict):
    """A span in seconds: how many were measured, their mean, the longest."""

    n: int
    mean: float
    max: float


class Rated(TypedDict):
    """Ratings: how many, their mean, and how many of each."""

    n: int
    mean: float
    ones: int
    twos: int
    threes: int
    fours: int
    fives: int


class AtWork(TypedDict):
    """Time in seconds and as a share (0 to 1): of the time gone by, `occupied` of the time at work. Null of none."""

    seconds: float
    share: float | None


Value = int | Spent | Rated | AtWork | None


ReportStep = TypedDict("ReportStep", {"from": datetime, "until": datetime})
ReportStep.__doc__ = "A step: from a moment up to another, not within."


class ReportRow(TypedDict):
    """An operator or a live chat: each metric as a whole, before, and by step."""

    id: UUID
    name: str
    archived: bool
    totals: dict[str, Value]
    before: dict[str, Value] | None
    series: dict[str, list[Value]]


class BeforePeriod(TypedDict):
    """The period compared with, both days within."""

    since: date
    until: date


class ReportAnswer(TypedDict):
    """A report. `totals`, `before` and `series` are of all rows together. Null where nothing happened, and in steps
    that have not begun."""

    report: Report
    zone: str
    since: date
    until: date
    step: Step
    metrics: list[str]
    steps: list[ReportStep]
    rows: list[ReportRow]
    totals: dict[str, Value]
    before: dict[str, Value] | None
    series: dict[str, list[Value]]
    before_period: BeforePeriod | None
    fresh_until: datetime | None


class HeatMap(TypedDict):
    """A metric by weekday, from Monday, and hour of the workspace's clock."""

    report: Report
    metric: str
    zone: str
    since: date
    until: date
    cells: list[list[Value]]


class SessionBehind(TypedDict):
    """A session behind a number, and what it gave: seconds, a count or a rating; null where it only was open."""

    value: float | None
    session: TableRow


class SessionsBehind(TypedDict):
    """A page of them, the newest session first; `next` is the cursor of the page after it, null on the last."""

    items: list[SessionBehind]
    next: str | None


@get("/reports")
async def read_choices(db: Db, actor: Asking) -> Reports:
    _reports.take(str(actor.id))
    return cast(Reports, await scope.choices(db, actor))


@get("/reports/{report:str}")
async def read_report(
    db: Db,
    actor: Asking,
    report: str,
    since: str,
    until: str,
    step: str = "day",
    live_chat_id: Ids = None,
    operator_id: Ids = None,
    metric: list[str] | None = None,
    compare: bool = False,
) -> ReportAnswer:
    _reports.take(str(actor.id))
    asked = await asking.ask(db, actor, report, since, until, step, live_chat_id or (), operator_id or ())
    return cast(ReportAnswer, await asking.report(db, asked, compare, metric or ()))


@get("/reports/heat-map")
async def read_heat_map(
    db: Db,
    actor: Asking,
    report: str,
    metric: str,
    since: str,
    until: str,
    live_chat_id: Ids = None,
    operator_id: Ids = None,
) -> HeatMap:
    _reports.take(str(actor.id))
    asked = await asking.ask(db, actor, report, since, until, "month", live_chat_id or (), operator_id or ())
    return cast(HeatMap, await heat.heat_map(db, asked, metric))


@get("/reports/sessions")
async def read_sessions(
    db: Db,
    actor: Asking,
    report: str,
    metric: str,
    since: str,
    until: str,
    begins: From = None,
    to: datetime | None = None,
    weekday: int | None = None,
    hour: int | None = None,
    live_chat_id: Ids = None,
    operator_id: Ids = None,
    cursor: str | None = None,
) -> SessionsBehind:
    _reports.take(str(actor.id))
    asked = await asking.ask(db, actor, report, since, until, "month", live_chat_id or (), operator_id or ())
    cell = behind.cell_of(asked, begins, to, weekday, hour)
    return cast(SessionsBehind, await behind.sessions_behind(db, actor, asked, metric, cell, cursor))


@get("/reports/{report:str}/export")
async def export_report(
    db: Db,
    actor: Asking,
    report: str,
    since: str,
    until: str,
    form: Annotated[Literal["csv", "xlsx"], QueryParameter(name="format")] = "csv",
    step: str = "day",
    live_chat_id: Ids = None,
    operator_id: Ids = None,
) -> Stream:
    """Streamed piece by piece; two at once for each person."""
    _reports.take(str(actor.id))
    with _exports.held(str(actor.id)):
        asked = await asking.ask(db, actor, report, since, until, step, live_chat_id or (), operator_id or ())
        found = await asking.report(db, asked, compare=False)
    async with db.transaction() as tx:
        detail = {"report": report, "form": form, "since": since, "until": until}
        await audit.write(tx, actor, "report_exported", "report", None, detail)
    name = quote(f"{say(actor.language, 'reports.file')} {since} {until}.{form}", safe="")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}", "Cache-Control": "no-store"}
    body = _sent(str(actor.id), exporting.pieces(found, form, actor.language))
    return Stream(body, media_type=exporting.media_type(form), headers=headers)


async def _sent(key: str, pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # The answer has begun: a third one at once just ends, as an export of the table does.
    if not _exports.take(key):
        return
    try:
        while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
            yield piece
    finally:
        _exports.give_back(key)


ROUTES: list[Any] = [read_choices, read_heat_map, read_sessions, read_report, export_report]
