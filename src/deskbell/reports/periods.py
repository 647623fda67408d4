"""Periods and their steps, in the workspace's time zone. Pure.

Days begin at midnight there, whatever the clock does that day: one may last 23 or 25 hours. Weeks begin on Monday. The
first and the last step are cut by the period.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from deskbell.base.errors import invalid

Step = Literal["hour", "day", "week", "month"]
STEPS: tuple[Step, ...] = get_args(Step)
STEPS_MOST = 400
DAYS_MOST = 5 * 366
_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day up to another, both within."""

    since: date
    until: date
    zone: ZoneInfo

    @property
    def begins(self) -> datetime:
        return midnight(self.since, self.zone)

    @property
    def ends(self) -> datetime:
        """The moment after it."""
        return midnight(self.until + _DAY, self.zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins, in UTC. Where the clock jumps over midnight, the first moment there is."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def period_of(since: str, until: str, zone: str) -> Period:
    """The period asked for. Raises validation_failed: invalid, before_since, too_long (five years at most)."""
    days = {}
    for name, value in (("since", since), ("until", until)):
        try:
            days[name] = date.fromisoformat(value)
        except ValueError:
            raise invalid(**{name: "invalid"}) from None
        if not 2000 <= days[name].year <= 2200:
            raise invalid(**{name: "invalid"})
    if days["until"] < days["since"]:
        raise invalid(until="before_since")
    if (days["until"] - days["since"]).days >= DAYS_MOST:
        raise invalid(until="too_long")
    return Period(days["since"], days["until"], ZoneInfo(zone))


def days_of(period: Period, step: Step) -> list[date]:
    """The days on which steps of days, weeks or months begin, and the day after the last."""
    found, day = [period.since], period.since
    while True:
        day = _next(day, step)
        if day > period.until:
            return [*found, period.until + _DAY]
        found.append(day)


def _next(day: date, step: Step) -> date:
    if step == "week":
        return day + timedelta(days=7 - day.weekday())
    if step == "month":
        return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return day + _DAY


def edges_of(period: Period, step: Step) -> list[datetime]:
    """The moments between which the steps lie, one more than there are steps. Raises validation_failed: too_many."""
    if step == "hour":
        hours = int((period.ends - period.begins) / _HOUR) + 1
        if hours > STEPS_MOST + 1:
            raise invalid(step="too_many")
        edges = _hours(period)
    else:
        edges = [midnight(day, period.zone) for day in days_of(period, step)]
    if len(edges) > STEPS_MOST + 1:
        raise invalid(step="too_many")
    return edges


def _hours(period: Period) -> list[datetime]:
    """Hours of the clock on the wall: cut where its minutes are none."""
    edges, moment = [period.begins], period.begins
    while moment < period.ends:
        wall = moment.astimezone(period.zone)
        moment += _HOUR - timedelta(minutes=wall.minute, seconds=wall.second)
        edges.append(min(moment, period.ends))
    return edges


def before(period: Period) -> Period:
    """The period to compare with: of whole months as many months before, else as many days."""
    first, beyond = period.since, period.until + _DAY
    if first.day == beyond.day == 1:
        months = (beyond.year - first.year) * 12 + beyond.month - first.month
        place = first.year * 12 + first.month - 1 - months
        return Period(date(place // 12, place % 12 + 1, 1), first - _DAY, period.zone)
    return Period(first - (beyond - first), first - _DAY, period.zone)
