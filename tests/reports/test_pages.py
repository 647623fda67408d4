"""The pages of sessions behind a number: each session once, the newest first, and none that who asks may not see."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest

from deskbell.app import Doors
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.demo.town import Town
from deskbell.reports import gathering
from tests.reports.logs import CLIENT, Cast, put
from tests.reports.slow import Line, Told
from tests.surfaces import desk_of, fresh_rates

NOON = datetime(2025, 6, 2, 12, tzinfo=UTC)
MANY = 230


def _told(cast: Cast, number: int) -> Told:
    """A session in one of both live chats by turns; every second is rated, every third moved to another operator."""
    one, other = cast.operators[:2]
    at = [NOON + timedelta(minutes=number, seconds=step) for step in range(6)]
    body = {"state": "with_operator", "operator_id": one, "group_id": None}
    lines = [Line("session_opened", at[0], "account", CLIENT), Line("session_taken", at[1], "person", one, body)]
    lines.append(Line("message_posted", at[1], "person", one))
    if number % 3 == 0:
        lines.append(Line("session_transferred", at[2], "person", one, body | {"operator_id": other}))
    lines.append(Line("session_closed", at[3], "person", one, {"state": "closed"}))
    if number % 2 == 0:
        lines.append(Line("session_rated", at[4], "account", CLIENT, {"rating": 1 + number % 5}))
    return Told(new_id(), cast.live_chats[number % 5 == 0], lines)


@pytest.fixture
async def told(db: Database, town: Town, dsn: str) -> list[Told]:
    """Anna supervises Sales alone."""
    owner, cast = await asyncpg.connect(dsn), Cast.of(town)
    sessions = [_told(cast, number) for number in range(MANY)]
    await put(owner, cast, sessions, {})
    only_sales = "delete from live_chat_group where role = 'supervisor' and live_chat_id = $1"
    await owner.execute(only_sales, town.live_chats["Support"])
    await owner.close()
    await gathering.rebuild(db)
    return sessions


async def pages(desk: httpx.AsyncClient, metric: str) -> list[list[dict[str, Any]]]:
    query = {"since": "2025-06-01", "until": "2025-06-03", "report": "live-chats", "metric": metric}
    found: list[list[dict[str, Any]]] = []
    cursor: dict[str, str] = {}
    while True:
        fresh_rates()
        answer = await desk.get("/api/v1/reports/sessions", params=query | cursor)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found.append(page["items"])
        if page["next"] is None:
            return found
        cursor = {"cursor": page["next"]}


def does(told: Told, metric: str) -> bool:
    kinds = {"rating": "session_rated", "transferred": "session_transferred", "closed": "session_closed"}
    return any(line.kind == kinds[metric] for line in told.lines)


@pytest.mark.parametrize("metric", ["rating", "transferred", "closed"])
async def test_pages_hold_each_session_once_by_the_right_of_who_asks(
    app: Doors, town: Town, told: list[Told], metric: str
) -> None:
    """What few tell of, and what each tells of."""
    wanted = [one for one in told if does(one, metric)]
    for person, chats in (("dmitri", list(town.live_chats.values())), ("anna", [town.live_chats["Sales"]])):
        async with desk_of(app, town, person) as desk:
            found = await pages(desk, metric)
        ids = [UUID(item["session"]["id"]) for page in found for item in page]
        assert ids == sorted((one.id for one in wanted if one.home in chats), reverse=True), person
        assert all(len(page) == 100 for page in found[:-1])
        if metric == "rating":
            stars = {one.id: one.lines[-1].body["rating"] for one in wanted}
            assert [item["value"] for page in found for item in page] == [stars[id_] for id_ in ids]
