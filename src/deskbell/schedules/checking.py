"""What is typed as a schedule, and what is kept of it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any
from zoneinfo import available_timezones

from deskbell.base.errors import invalid
from deskbell.people.model import plain_name
from deskbell.schedules.model import DAY_MINUTES, Exceptional, Hours, Span

SPANS_MOST, EXCEPTIONS_MOST = 6, 200

_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)|24:00")


def checked_hours(time_zone: str, hours: Sequence[Mapping[str, Any]], exceptions: Sequence[Mapping[str, Any]]) -> Hours:
    """Hours as they may be kept; validation_failed names `time_zone`, `hours` or `exceptions` otherwise."""
    if time_zone not in _zones():
        raise invalid(time_zone="unknown")
    if len(exceptions) > EXCEPTIONS_MOST:
        raise invalid(exceptions="too_many")
    if any(one.get("weekday") not in range(1, 8) for one in hours):
        raise invalid(hours="invalid")
    week = tuple(_spans([one for one in hours if one["weekday"] == day], "hours") for day in range(1, 8))
    return Hours(time_zone, week, tuple(_exception(one) for one in exceptions))


def _spans(given: Sequence[Mapping[str, Any]], field: str) -> tuple[Span, ...]:
    if len(given) > SPANS_MOST:
        raise invalid(**{field: "too_many"})
    spans = sorted(Span(_minutes(one.get("from"), field), _minutes(one.get("until"), field)) for one in given)
    if any(one.start >= one.until for one in spans):
        raise invalid(**{field: "out_of_order"})
    if any(later.start < earlier.until for earlier, later in pairwise(spans)):
        raise invalid(**{field: "overlapping"})
    return tuple(spans)


def _minutes(time: object, field: str) -> int:
    found = _TIME.fullmatch(time) if isinstance(time, str) else None
    if found is None:
        raise invalid(**{field: "invalid"})
    return int(found[1]) * 60 + int(found[2]) if found[1] else DAY_MINUTES


def _exception(given: Mapping[str, Any]) -> Exceptional:
    first, last, yearly = _day(given.get("first")), _day(given.get("last")), given.get("yearly") is True
    if not yearly and last < first:
        raise invalid(exceptions="out_of_order")
    name = plain_name(str(given.get("name") or ""), "exceptions")
    return Exceptional(name, first, last, yearly, _spans(given.get("spans") or (), "exceptions"))


def _day(text: object) -> date:
    try:
        return date.fromisoformat(text) if isinstance(text, str) else _refuse_day()
    except ValueError:
        return _refuse_day()


def _refuse_day() -> date:
    raise invalid(exceptions="invalid")


def hours_of(time_zone: str, hours: Sequence[Mapping[str, Any]], exceptions: Sequence[Mapping[str, Any]]) -> Hours:
    """Hours as their row keeps them."""
    week = tuple(_kept_spans([one for one in hours if one["weekday"] == day]) for day in range(1, 8))
    days = tuple(
        Exceptional(
            one["name"],
            date.fromisoformat(one["first"]),
            date.fromisoformat(one["last"]),
            one["yearly"],
            _kept_spans(one["spans"]),
        )
        for one in exceptions
    )
    return Hours(time_zone, week, days)


def _kept_spans(kept: Sequence[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(sorted(Span(_minutes(one["from"], "hours"), _minutes(one["until"], "hours")) for one in kept))


def hours_out(hours: Hours) -> list[dict[str, Any]]:
    """The week as rows and the API hold it."""
    return [{"weekday": day} | one for day, spans in enumerate(hours.week, 1) for one in spans_out(spans)]


def exceptions_out(hours: Hours) -> list[dict[str, Any]]:
    """The exceptions as rows and the API hold them."""
    return [
        {
            "name": one.name,
            "first": one.first.isoformat(),
            "last": one.last.isoformat(),
            "yearly": one.yearly,
            "spans": spans_out(one.spans),
        }
        for one in hours.exceptions
    ]


def spans_out(spans: Sequence[Span]) -> list[dict[str, str]]:
    return [{"from": _time(one.start), "until": _time(one.until)} for one in spans]


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
