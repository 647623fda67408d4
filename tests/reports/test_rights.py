"""Supervisors read what belongs to their live chats, operators themselves; nobody learns of what else there is."""

import httpx

from deskbell.app import Doors
from deskbell.reports import gathering
from deskbell.sessions import lifecycle
from tests.reports.conftest import behind, period_of, report, row_of
from tests.sessions.conftest import Sales, new_visitor
from tests.surfaces import desk_of


async def busy(sales: Sales) -> None:
    """Boris and Clara each took one of Sales, Clara one of Support."""
    clara = await sales.town.actor(sales.db, "clara")
    for chat, operator in (("Sales", sales.boris), ("Sales", clara), ("Support", clara)):
        visitor = await new_visitor(sales.db, sales.town.channels[chat])
        session = (await visitor.write("Hello")).session_id
        await lifecycle.take(sales.db, operator, session)
    await gathering.catch_up(sales.db)


async def names(desk: httpx.AsyncClient, kind: str) -> list[str]:
    return [row["name"] for row in (await report(desk, kind))["rows"]]


async def test_a_supervisor_reads_his_live_chats_and_what_operators_did_there(app: Doors, sales: Sales) -> None:
    await busy(sales)
    async with desk_of(app, sales.town, "dmitri") as dmitri, desk_of(app, sales.town, "anna") as anna:
        group = str(sales.town.groups["Supervisors"])
        support = str(sales.town.live_chats["Support"])
        own = (await dmitri.post("/api/v1/groups", json={"name": "Night", "member_ids": []})).json()["id"]
        change = {"supervisor_group_ids": [own]}
        assert (await dmitri.patch(f"/api/v1/live-chats/{support}", json=change)).status_code == 200, group
        assert await names(anna, "live-chats") == ["Sales"]
        assert row_of(await report(anna, "operators"), "Clara")["taken"] == 1
        assert len(await behind(anna, "taken", "operators")) == 2
        everything = row_of(await report(dmitri, "operators"), "Clara")["taken"]
        for query in ({"live_chat_id": support}, {"live_chat_id": str(sales.town.groups["Staff"])}):
            for kind in ("live-chats", "operators"):
                answer = await anna.get(f"/api/v1/reports/{kind}", params={**await period_of(anna), **query})
                assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert everything == 2


async def test_an_operator_reads_himself_alone(app: Doors, sales: Sales) -> None:
    await busy(sales)
    async with desk_of(app, sales.town, "boris") as boris:
        choices = (await boris.get("/api/v1/reports")).json()
        assert [one["key"] for one in choices["reports"]] == ["operators"]
        assert [one["name"] for one in choices["operators"]] == ["Boris"]
        assert await names(boris, "operators") == ["Boris"]
        assert (await report(boris, "operators"))["totals"]["taken"] == 1
        period = await period_of(boris)
        for query in (
            {"operator_id": str(sales.town.people["clara"])},
            {"operator_id": str(sales.town.people["emil"])},
        ):
            answer = await boris.get("/api/v1/reports/operators", params={**period, **query})
            assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert (await boris.get("/api/v1/reports/live-chats", params=period)).status_code == 404


async def test_who_went_away_stands_in_the_reports_of_his_time(app: Doors, sales: Sales) -> None:
    await busy(sales)
    async with desk_of(app, sales.town, "dmitri") as dmitri:
        clara = str(sales.town.people["clara"])
        assert (await dmitri.post(f"/api/v1/people/{clara}/archive", json={})).status_code == 200
        await gathering.catch_up(sales.db)
        assert {row["name"]: row["archived"] for row in (await report(dmitri, "operators"))["rows"]}["Clara"] is True
        past = await dmitri.get("/api/v1/reports/operators", params={"since": "2026-01-01", "until": "2026-01-02"})
    assert "Clara" not in [row["name"] for row in past.json()["rows"]]


async def test_a_period_is_refused_in_words_where_it_cannot_be_shown(app: Doors, sales: Sales) -> None:
    cases = {
        ("2026-01-01", "2026-01-31", "hour"): {"step": "too_many"},
        ("2026-01-02", "2026-01-01", "day"): {"until": "before_since"},
        ("2020-01-01", "2026-01-01", "month"): {"until": "too_long"},
        ("2026-02-30", "2026-03-01", "day"): {"since": "invalid"},
        ("2026-01-01", "2026-01-02", "minute"): {"step": "unknown"},
    }
    async with desk_of(app, sales.town, "anna") as anna:
        for (since, until, step), fields in cases.items():
            query = {"since": since, "until": until, "step": step}
            answer = await anna.get("/api/v1/reports/live-chats", params=query)
            assert (answer.status_code, answer.json()["params"]["fields"]) == (422, fields)
        most = {"since": "2025-01-01", "until": "2025-12-31", "step": "day"}
        assert (await anna.get("/api/v1/reports/live-chats", params=most)).status_code == 200
