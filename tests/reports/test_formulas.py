"""Every number of both reports is the one that a slow, obvious calculation gives from the same log.

Around the end of summer time in Oslo, so that a day has 25 hours; hours, days, weeks and months.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.reports import asking, gathering
from deskbell.rights.actor import Actor
from tests.reports import slow
from tests.reports.logs import Cast, put, session, statuses
from tests.reports.slow import Place, Sample, Told

OSLO = ZoneInfo("Europe/Oslo")
FIRST, LAST = date(2025, 10, 25), date(2025, 10, 27)
BEGINS, DAYS = datetime(2025, 10, 24, 20, tzinfo=UTC), 3
STEPS = ("hour", "day", "week", "month")


@dataclass
class House:
    """The town's database, with who asks and who did."""

    db: Database
    owner: asyncpg.Connection
    dmitri: Actor
    cast: Cast


@pytest.fixture
async def house(db: Database, town: Town, dsn: str) -> AsyncIterator[House]:
    owner = await asyncpg.connect(dsn)
    await owner.execute("update workspace set time_zone = 'Europe/Oslo'")
    yield House(db, owner, await town.actor(db, "dmitri"), Cast.of(town))
    await owner.close()


async def told(house: House, data: st.DataObject) -> tuple[list[Told], dict[UUID, list[tuple[datetime, str]]]]:
    """Some days in the life of the town, in its tables and gathered."""
    sessions = data.draw(st.lists(session(house.cast, BEGINS, DAYS), min_size=5, max_size=8))
    said = {person: data.draw(statuses(BEGINS, DAYS)) for person in house.cast.operators}
    await put(house.owner, house.cast, sessions, said)
    await gathering.rebuild(house.db)
    return sessions, said


async def read(house: House, kind: str, step: str, compare: bool = False) -> dict[str, Any]:
    asked = await asking.ask(house.db, house.dmitri, kind, str(FIRST), str(LAST), step)
    return await asking.report(house.db, asked, compare)


def place_in(step: str, moment: datetime) -> Any:
    """Which step a moment lies in, by the clock on the wall."""
    wall = moment.astimezone(OSLO)
    names = {"hour": (wall.date(), wall.hour, wall.fold), "day": wall.date(), "week": wall.isocalendar()[:2]}
    return names.get(step, (wall.year, wall.month))


def counted(found: list[Sample]) -> int:
    return len(found)


def span(found: list[Sample]) -> dict[str, Any] | None:
    values = [max(0.0, one.value) for one in found]
    return {"n": len(values), "mean": sum(values) / len(values), "max": max(values)} if values else None


def stars(found: list[Sample]) -> dict[str, Any] | None:
    given_ = [int(one.value) for one in found]
    each = {name: given_.count(worth) for worth, name in enumerate(("ones", "twos", "threes", "fours", "fives"), 1)}
    return {"n": len(given_), "mean": sum(given_) / len(given_), **each} if given_ else None


def expected(sessions: list[Told], metric: str, steps: list[Any], step: str, mine: Any) -> list[Any]:
    """The value of each step, and of them all."""
    found = [one for one in slow.samples(sessions, metric) if mine(one)]
    way = stars if metric == "rating" else span if metric in slow.MEASURED else counted
    parts = [[one for one in found if place_in(step, one.at) == name] for name in steps]
    inside = [one for one in found if FIRST <= one.at.astimezone(OSLO).date() <= LAST]
    return [way([one for one in part if one in inside]) for part in parts] + [way(inside)]


def same(shown: Any, wanted: Any) -> bool:
    if isinstance(wanted, dict) and isinstance(shown, dict):
        return set(shown) == set(wanted) and all(
            shown[name] == pytest.approx(wanted[name], abs=2e-3) for name in wanted
        )
    return bool(shown == wanted)


MANY = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


FEW = settings(MANY, max_examples=5)


@pytest.mark.parametrize("kind", ["live-chats", "operators"])
@MANY
@given(data=st.data())
async def test_what_happened_is_counted_and_measured_as_by_hand(house: House, kind: str, data: st.DataObject) -> None:
    sessions, _ = await told(house, data)
    for step in STEPS:
        answer = await read(house, kind, step)
        steps = [place_in(step, one["from"]) for one in answer["steps"]]
        for row in answer["rows"]:

            def mine(sample: Sample, id_: UUID = row["id"]) -> bool:
                return id_ == (sample.live_chat if kind == "live-chats" else sample.operator)

            for metric in (*slow.COUNTED, *slow.MEASURED, "rating", "spam"):
                if metric in answer["metrics"]:
                    wanted = expected(sessions, metric, steps, step, mine)
                    shown = [*row["series"][metric], row["totals"][metric]]
                    assert all(map(same, shown, wanted)), (step, row["name"], metric, shown, wanted)
        assert len(steps) == {"hour": 24 + 25 + 24, "day": 3, "week": 2, "month": 1}[step]


def edges(answer: dict[str, Any]) -> list[tuple[datetime, datetime]]:
    return [(one["from"], one["until"]) for one in answer["steps"]]


@pytest.mark.parametrize("kind", ["live-chats", "operators"])
@MANY
@given(data=st.data(), step=st.sampled_from(STEPS))
async def test_how_many_are_open_and_were_at_once(house: House, kind: str, data: st.DataObject, step: str) -> None:
    sessions, _ = await told(house, data)
    answer = await read(house, kind, step)
    for row in answer["rows"]:

        def here(place: Place, id_: UUID = row["id"]) -> bool:
            return id_ == (place.live_chat if kind == "live-chats" else slow.held_by(place))

        for number, (begins, ends) in enumerate(edges(answer)):
            open_ = slow.open_at(sessions, ends, here, already=False)
            most = slow.most_at_once(sessions, begins, ends, here)
            assert row["series"]["active"][number] == open_, (row["name"], begins)
            assert row["series"]["concurrent_most"][number] == most, (row["name"], begins)
        assert row["totals"]["active"] == row["series"]["active"][-1]
        assert row["totals"]["concurrent_most"] == max(row["series"]["concurrent_most"])


@MANY
@given(data=st.data(), step=st.sampled_from(STEPS))
async def test_how_long_operators_were_at_work_and_occupied(house: House, data: st.DataObject, step: str) -> None:
    sessions, said = await told(house, data)
    answer = await read(house, "operators", step)
    for row in answer["rows"]:
        for number, (begins, ends) in enumerate(edges(answer)):
            spent = slow.at_work(sessions, said[row["id"]], row["id"], begins, ends)
            shown = {name: row["series"][name][number]["seconds"] for name in spent}
            assert shown == pytest.approx(spent, abs=2e-3), (row["name"], begins)
            shares = {name: row["series"][name][number]["share"] for name in spent}
            whole, busy = slow.seconds(begins, ends), spent["online"] + spent["away"]
            assert shares["online"] == pytest.approx(spent["online"] / whole, abs=1e-3)
            assert shares["occupied"] == (pytest.approx(spent["occupied"] / busy, abs=1e-3) if busy else None)


@MANY
@given(data=st.data())
async def test_all_rows_together_and_the_period_before_are_theirs(house: House, data: st.DataObject) -> None:
    sessions, _ = await told(house, data)
    asked = await asking.ask(house.db, house.dmitri, "live-chats", "2025-10-27", "2025-10-27", "hour")
    answer = await asking.report(house.db, asked, compare=True)
    assert answer["before_period"] == {"since": date(2025, 10, 26), "until": date(2025, 10, 26)}
    for metric in (*slow.COUNTED, *slow.MEASURED):
        for name, day in (("totals", date(2025, 10, 27)), ("before", date(2025, 10, 26))):
            found = [one for one in slow.samples(sessions, metric) if one.at.astimezone(OSLO).date() == day]
            wanted = span(found) if metric in slow.MEASURED else counted(found)
            assert same(answer[name][metric], wanted), (name, metric)
    ends = datetime(2025, 10, 27, tzinfo=OSLO)
    assert answer["before"]["active"] == slow.open_at(sessions, ends, lambda _: True, already=False)


ODD_DAYS = [
    ("Europe/Oslo", date(2025, 3, 30), 23),
    ("Europe/Oslo", date(2025, 10, 26), 25),
    # There the clock is changed at midnight: one day has no midnight, another's last hour comes twice.
    ("America/Santiago", date(2025, 9, 7), 23),
    ("America/Santiago", date(2025, 4, 5), 25),
]


@pytest.mark.parametrize("elsewhere", [False, True])
@pytest.mark.parametrize(("zone", "odd", "hours"), ODD_DAYS)
@FEW
@given(data=st.data())
async def test_what_was_open_before_is_carried_into_a_day_of_another_length(
    house: House, zone: str, odd: date, hours: int, elsewhere: bool, data: st.DataObject
) -> None:
    """`elsewhere`: read in another zone than that of the days, as long as these are not made anew."""
    begins = datetime.combine(odd, time(), UTC) - timedelta(days=2)
    sessions = data.draw(st.lists(session(house.cast, begins, 4), min_size=4, max_size=6))
    await house.owner.execute("update workspace set time_zone = $1", zone)
    await put(house.owner, house.cast, sessions, {})
    await gathering.rebuild(house.db)
    if elsewhere:
        await house.owner.execute("update workspace set time_zone = 'Asia/Kathmandu'")
    for kind, step in product(("live-chats", "operators"), ("hour", "day")):
        for day in (odd, odd + timedelta(days=1)):
            asked = await asking.ask(house.db, house.dmitri, kind, str(day), str(day), step)
            answer = await asking.report(house.db, asked, compare=False)
            if step == "hour":
                assert len(answer["steps"]) == (24 if elsewhere or day != odd else hours)
            for row in answer["rows"]:

                def here(place: Place, kind: str = kind, id_: UUID = row["id"]) -> bool:
                    return id_ == (place.live_chat if kind == "live-chats" else slow.held_by(place))

                for number, (first, beyond) in enumerate(edges(answer)):
                    shown = [row["series"][name][number] for name in ("active", "concurrent_most")]
                    assert shown == [
                        slow.open_at(sessions, beyond, here, already=False),
                        slow.most_at_once(sessions, first, beyond, here),
                    ], (row["name"], first)
