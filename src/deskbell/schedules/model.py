"""A schedule as a record: its spans by weekday, and the days that are different."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Minutes since midnight as the clocks of the zone show them; `until` (at most 1440) is no longer in it."""

    start: int
    until: int


@dataclass(frozen=True, slots=True)
class Exceptional:
    """Days that are not like their weekday, `first` and `last` included: closed, or open in these spans only.

    `yearly`: the same days each year; of both dates only month and day count, and they may go over New Year.
    """

    name: str
    first: date
    last: date
    yearly: bool
    spans: tuple[Span, ...]

    def holds(self, day: date) -> bool:
        """Whether a day is one of these."""
        if not self.yearly:
            return self.first <= day <= self.last
        first, last, at = (self.first.month, self.first.day), (self.last.month, self.last.day), (day.month, day.day)
        return first <= at <= last if first <= last else at >= first or at <= last


@dataclass(frozen=True, slots=True)
class Hours:
    """What computing needs: the zone's IANA name, spans of Monday … Sunday, and exceptions. A single date wins over a
    yearly one, and of each sort the first that holds the day."""

    time_zone: str
    week: tuple[tuple[Span, ...], ...]
    exceptions: tuple[Exceptional, ...] = ()

    def spans_of(self, day: date) -> tuple[Span, ...]:
        """When it is open on a day of the zone's calendar."""
        for yearly in (False, True):
            for exception in self.exceptions:
                if exception.yearly == yearly and exception.holds(day):
                    return exception.spans
        return self.week[day.weekday()]


@dataclass(frozen=True, slots=True)
class Schedule:
    """A named schedule. `live_chats`: names of those that work by it."""

    id: UUID
    name: str
    hours: Hours
    created_at: datetime
    archived_at: datetime | None
    live_chats: tuple[str, ...] = ()
