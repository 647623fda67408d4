"""Is it open, when does it open next, when does it close: pure, and right through every change of the clocks.

A time of the clocks becomes the first moment that shows it. Where the clocks skip it, it is the moment of the change
itself; so what is later by the clocks is never earlier in time, and spans apart there are apart here.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from deskbell.schedules.model import Hours, Span

DAYS_AHEAD = 400
"""So far a next opening is looked for: over a year, so that what opens once a year is found."""


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether it is open at a moment."""
    return any(start <= at < until for start, until in _around(hours, at))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """The first moment from `at` on when it is open, in UTC; None when there is none within DAYS_AHEAD."""
    for start, until in _from(hours, at):
        if until > at:
            return max(start, at.astimezone(UTC))
    return None


def closing(hours: Hours, at: datetime) -> datetime | None:
    """When it closes, if it is open at `at`; None when it is closed, or never closes within DAYS_AHEAD."""
    end: datetime | None = None
    for start, until in _from(hours, at):
        if end is None:
            if until <= at:
                continue
            if start > at:
                return None
            end = until
        elif start > end:
            return end
        else:
            end = max(end, until)
    return end if end and end - at < timedelta(days=DAYS_AHEAD - 1) else None


def _around(hours: Hours, at: datetime) -> list[tuple[datetime, datetime]]:
    """The spans that can hold a moment: where the clocks go back over midnight, a day may come twice."""
    today = _day_of(hours, at)
    days = (today + timedelta(days=offset) for offset in (-1, 0, 1))
    return [moments for day in days for moments in _moments_of(hours, day)]


def _from(hours: Hours, at: datetime) -> Iterator[tuple[datetime, datetime]]:
    first = _day_of(hours, at) - timedelta(days=1)
    for offset in range(DAYS_AHEAD + 2):
        yield from _moments_of(hours, first + timedelta(days=offset))


def _day_of(hours: Hours, at: datetime) -> date:
    return at.astimezone(ZoneInfo(hours.time_zone)).date()


def _moments_of(hours: Hours, day: date) -> Iterator[tuple[datetime, datetime]]:
    zone = ZoneInfo(hours.time_zone)
    for span in sorted(hours.spans_of(day)):
        start, until = _ends(day, span, zone)
        if start < until:
            yield start, until


def _ends(day: date, span: Span, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return moment(day, span.start, zone), moment(day, span.until, zone)


def moment(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The first moment, in UTC, at which the clocks show so many minutes since a day's midnight; where they skip that
    time, the moment of the change."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    wall = (midnight + timedelta(minutes=minutes)).replace(tzinfo=None)
    found = wall.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == wall:
        return found
    # Skipped: with the offset after the change it lies before it, with the one before the change after it.
    before, after = wall.replace(tzinfo=zone, fold=1).astimezone(UTC), found
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)
