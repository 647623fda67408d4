"""What people did stands in their reports, as every day's deeds write it into the log."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
import pytest

from deskbell.app import Doors
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.demo.town import Town
from deskbell.reports import gathering
from deskbell.sessions import lifecycle
from deskbell.sessions.post import Draft, post
from tests.sessions.conftest import Sales, open_sales
from tests.surfaces import desk_of


@pytest.fixture
async def sales(db: Database, town: Town) -> Sales:
    return await open_sales(db, town)


async def report(desk: httpx.AsyncClient, kind: str = "live-chats", **query: Any) -> dict[str, Any]:
    """The report of today, by day."""
    today = (await desk.get("/api/v1/reports")).json()["today"]
    answer = await desk.get(f"/api/v1/reports/{kind}", params={"since": today, "until": today, **query})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def row_of(found: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(row["totals"] for row in found["rows"] if row["name"] == name)


async def say(sales: Sales, who: Any, session_id: UUID) -> None:
    await post(sales.db, who, Draft(session_id, new_id(), "A word"))


async def test_a_dialogue_is_counted_where_it_was_and_for_who_did_it(app: Doors, sales: Sales) -> None:
    session = (await sales.eva.write("Is anybody there?")).session_id
    await lifecycle.take(sales.db, sales.boris, session)
    await say(sales, sales.boris, session)
    await sales.eva.write("Thanks")
    await lifecycle.close(sales.db, sales.boris, session)
    waiting = (await sales.fred.write("Hello")).session_id
    await gathering.catch_up(sales.db)
    async with desk_of(app, sales.town, "anna") as anna:
        chats, people = await report(anna), await report(anna, "operators")
        (behind,) = (
            await anna.get(
                "/api/v1/reports/sessions",
                params={"report": "live-chats", "metric": "active", "since": chats["since"], "until": chats["until"]},
            )
        ).json()["items"]
    of_sales, boris = row_of(chats, "Sales"), row_of(people, "Boris")
    counted = {
        name: of_sales[name] for name in ("new", "queued", "taken", "active", "closed", "messages_in", "messages_out")
    }
    assert counted == {"new": 2, "queued": 2, "taken": 1, "active": 1, "closed": 1, "messages_in": 3, "messages_out": 1}
    assert of_sales["first_response"]["n"] == of_sales["acceptance_delay"]["n"] == boris["first_response"]["n"] == 1
    assert (boris["taken"], boris["closed"], boris["messages_in"], boris["active"]) == (1, 1, 1, 0)
    assert boris["concurrent_most"] == 1
    assert boris["online"]["seconds"] >= boris["occupied"]["seconds"] > 0
    assert behind["session"]["id"] == str(waiting)
    assert row_of(people, "Clara")["taken"] == 0
