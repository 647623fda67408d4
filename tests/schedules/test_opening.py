"""Whether it is open, and when it opens next: by the clocks of the zone, through every change of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskbell.schedules.checking import checked_hours, exceptions_out, hours_of, hours_out
from deskbell.schedules.model import Exceptional, Hours, Span
from deskbell.schedules.opening import closing, is_open, moment, next_opening

OSLO = ZoneInfo("Europe/Oslo")
OFFICE = (Span(9 * 60, 12 * 60), Span(13 * 60, 18 * 60))
WEEK = (*[OFFICE] * 5, (), ())


def at(text: str, zone: ZoneInfo = OSLO, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold)


SHOP = Hours("Europe/Oslo", WEEK)


@pytest.mark.parametrize(
    ("moment_", "opened"),
    [
        ("2026-11-23T08:59", False),
        ("2026-11-23T09:00", True),
        ("2026-11-23T12:00", False),
        ("2026-11-23T12:59", False),
        ("2026-11-23T13:00", True),
        ("2026-11-23T17:59", True),
        ("2026-11-23T18:00", False),
        ("2026-11-28T12:30", False),
    ],
)
def test_it_is_open_within_its_spans_and_closed_in_its_breaks(moment_: str, opened: bool) -> None:
    assert is_open(SHOP, at(moment_)) is opened


def test_after_friday_evening_it_opens_on_monday_and_within_hours_it_is_open_now() -> None:
    assert next_opening(SHOP, at("2026-11-27T18:00")) == at("2026-11-30T09:00")
    assert next_opening(SHOP, at("2026-11-27T12:10")) == at("2026-11-27T13:00")
    assert next_opening(SHOP, at("2026-11-27T17:59")) == at("2026-11-27T17:59")
    assert closing(SHOP, at("2026-11-27T13:10")) == at("2026-11-27T18:00")
    assert closing(SHOP, at("2026-11-27T12:10")) is None


def test_a_holiday_closes_a_short_day_shortens_and_a_single_date_wins_over_a_yearly_one() -> None:
    christmas = Exceptional("Christmas", date(2020, 12, 24), date(2020, 12, 26), True, ())
    eve = Exceptional("Eve", date(2026, 12, 24), date(2026, 12, 24), False, (Span(9 * 60, 12 * 60),))
    hours = Hours("Europe/Oslo", WEEK, (christmas, eve))
    assert is_open(hours, at("2026-12-24T10:00"))
    assert not is_open(hours, at("2026-12-24T14:00"))
    assert next_opening(hours, at("2026-12-24T12:00")) == at("2026-12-28T09:00")
    assert not is_open(hours, at("2027-12-24T10:00"))


def test_yearly_days_may_go_over_new_year() -> None:
    quiet = Exceptional("Between", date(2026, 12, 30), date(2026, 1, 2), True, ())
    hours = Hours("Europe/Oslo", tuple([OFFICE] * 7), (quiet,))
    days = [date(2026, 12, 29), date(2026, 12, 30), date(2027, 1, 2), date(2027, 1, 3)]
    assert [quiet.holds(day) for day in days] == [False, True, True, False]
    assert next_opening(hours, at("2026-12-29T20:00")) == at("2027-01-03T09:00")


def test_hours_of_the_night_are_right_where_the_clocks_change() -> None:
    night = Hours("Europe/Oslo", tuple([(Span(2 * 60 + 30, 4 * 60),)] * 7))
    # Forward on 29 March 2026 at 02:00: half past two does not come, so it opens with the change itself.
    assert next_opening(night, at("2026-03-29T01:00")) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    # Back on 25 October 2026 at 03:00: it opens at the first half past two, and for an hour longer.
    assert next_opening(night, at("2026-10-25T00:00")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert closing(night, at("2026-10-25T02:45")) == datetime(2026, 10, 25, 3, tzinfo=UTC)
    assert is_open(night, at("2026-10-25T02:10", fold=1))


def test_a_day_that_a_zone_left_out_is_not_open() -> None:
    apia = Hours("Pacific/Apia", tuple([OFFICE] * 7))
    zone = ZoneInfo("Pacific/Apia")
    assert next_opening(apia, at("2011-12-29T18:00", zone)) == at("2011-12-31T09:00", zone)


def test_who_never_opens_has_no_next_opening_and_who_never_closes_no_closing() -> None:
    never = Hours("UTC", tuple([()] * 7))
    always = Hours("UTC", tuple([(Span(0, 1440),)] * 7))
    now = datetime(2026, 11, 23, tzinfo=UTC)
    assert (next_opening(never, now), is_open(never, now)) == (None, False)
    assert (closing(always, now), is_open(always, now), next_opening(always, now)) == (None, True, now)


# ── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────

ZONES = st.sampled_from(
    ["UTC", "Europe/Oslo", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/Santiago", "Asia/Gaza"]
)
MOMENTS = st.integers(0, 3 * 365 * 86_400).map(
    lambda seconds: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@st.composite
def days(draw: st.DrawFn) -> tuple[Span, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 96).map(lambda it: it * 15), max_size=6)))
    return tuple(Span(*pair) for pair in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def schedules(draw: st.DrawFn) -> Hours:
    week = tuple(draw(st.lists(days(), min_size=7, max_size=7)))
    first = draw(st.dates(date(2024, 1, 1), date(2026, 12, 1)))
    last = first + timedelta(days=draw(st.integers(0, 9)))
    exception = Exceptional("Days off", first, last, draw(st.booleans()), draw(days()))
    return Hours(draw(ZONES), week, draw(st.sampled_from([(), (exception,)])))


def shown_open(hours: Hours, at: datetime) -> bool:
    """The slow and obvious answer: whether the time the clocks show lies in a span of the day they show."""
    local = at.astimezone(ZoneInfo(hours.time_zone))
    minutes = local.hour * 60 + local.minute
    return any(span.start <= minutes < span.until for span in hours.spans_of(local.date()))


def changes_near(hours: Hours, at: datetime) -> bool:
    zone = ZoneInfo(hours.time_zone)
    near = (at + timedelta(hours=offset) for offset in (-26, 26))
    return len({one.astimezone(zone).utcoffset() for one in near}) > 1


@given(schedules(), MOMENTS)
@settings(max_examples=300, deadline=None)
def test_away_from_changes_it_is_open_when_the_clocks_say_so(hours: Hours, now: datetime) -> None:
    if not changes_near(hours, now):
        assert is_open(hours, now) == shown_open(hours, now)


@given(schedules(), MOMENTS)
@settings(max_examples=150, deadline=None)
def test_it_is_open_at_the_next_opening_and_never_before_it(hours: Hours, now: datetime) -> None:
    opening = next_opening(hours, now)
    looked = opening or now + timedelta(days=7)
    assert opening is None or (opening >= now and is_open(hours, opening))
    step = max(timedelta(minutes=15), (looked - now) / 200)
    moment_ = now
    while moment_ < looked:
        assert not is_open(hours, moment_)
        moment_ += step


@given(schedules(), MOMENTS)
@settings(max_examples=150, deadline=None)
def test_it_stays_open_until_it_closes_and_is_closed_then(hours: Hours, now: datetime) -> None:
    end = closing(hours, now)
    if end is not None:
        assert end > now
        assert not is_open(hours, end)
        assert all(is_open(hours, now + (end - now) * part / 20) for part in range(20))
    else:
        assert not is_open(hours, now) or is_open(hours, now + timedelta(days=300))


@given(st.dates(date(2024, 1, 1), date(2027, 1, 1)), st.integers(0, 1439), st.integers(1, 600), ZONES)
@settings(max_examples=300, deadline=None)
def test_what_is_later_by_the_clocks_is_never_earlier_in_time(day: date, minutes: int, more: int, zone: str) -> None:
    later = min(1440, minutes + more)
    assert moment(day, minutes, ZoneInfo(zone)) <= moment(day, later, ZoneInfo(zone))


@given(schedules())
@settings(deadline=None)
def test_what_is_kept_is_what_was_typed(hours: Hours) -> None:
    kept = hours_out(hours), exceptions_out(hours)
    assert checked_hours(hours.time_zone, *kept) == hours
    assert hours_of(hours.time_zone, *kept) == hours
