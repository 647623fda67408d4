"""One deed to many sessions: each by itself, by the right of whoever asks, and harmless to repeat."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.sessions.conftest import Sales, new_visitor, rows
from tests.surfaces import at_work, desk_of, key

from deskbell.app import Doors
from deskbell.base.ids import new_id
from deskbell.live_chats import labels
from deskbell.rights.actor import SYSTEM
from deskbell.sessions import bulk, lifecycle


async def waiting(sales: Sales, count: int) -> list[UUID]:
    """So many clients who have just written."""
    visitors = [await new_visitor(sales.db, sales.town.channels["Sales"]) for _ in range(count)]
    return [(await one.write("Is anybody there?")).session_id for one in visitors]


async def ask(desk: httpx.AsyncClient, ids: list[UUID], deed: str, **more: Any) -> list[dict[str, Any]]:
    """The outcomes, in order."""
    body = {"session_ids": [str(id_) for id_ in ids], "deed": deed} | more
    answer = await desk.post("/api/v1/sessions/bulk", json=body)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    assert [item["id"] for item in items] == [str(id_) for id_ in ids]
    return items


def said(items: list[dict[str, Any]]) -> list[str]:
    return [item["refusal"]["code"] if item["refusal"] else item["outcome"] for item in items]


async def test_a_supervisor_gives_many_sessions_to_an_operator_and_saying_it_again_changes_nothing(
    app: Doors, sales: Sales
) -> None:
    ids = await waiting(sales, 3)
    boris = str(sales.boris.id)
    async with desk_of(app, sales.town, "anna") as anna:
        items = await ask(anna, ids, "assign", operator_id=boris)
        again = await ask(anna, ids, "assign", operator_id=boris)
    assert said(items) == ["done"] * 3
    assert {item["session"]["operator"]["name"] for item in items} == {"Boris"}
    assert said(again) == ["unchanged"] * 3
    for id_ in ids:
        await sales.check_log(id_)
        assert [event["kind"] for event in await sales.log_of(id_)].count("session_assigned") == 1


async def test_what_is_refused_for_one_is_done_for_the_others(app: Doors, sales: Sales) -> None:
    one, two = await waiting(sales, 2)
    await lifecycle.take(sales.db, sales.boris, two)
    await lifecycle.close(sales.db, sales.boris, two)
    nobodys = new_id()
    async with desk_of(app, sales.town, "anna") as anna:
        items = await ask(anna, [two, nobodys, one], "assign", operator_id=str(sales.boris.id))
    assert said(items) == ["session_closed", "not_found", "done"]


async def test_who_may_not_see_a_session_is_told_nothing_of_it(app: Doors, sales: Sales) -> None:
    (his,) = await waiting(sales, 1)
    await lifecycle.take(sales.db, sales.boris, his)
    async with desk_of(app, sales.town, "clara") as clara:
        items = await ask(clara, [his, new_id()], "set_priority", priority="high")
    hidden, missing = [{**item, "id": ""} for item in items]
    assert hidden == missing
    assert said(items) == ["not_found", "not_found"]


async def test_an_operator_assigns_nothing_and_closes_his_own(app: Doors, sales: Sales) -> None:
    his, hers = await waiting(sales, 2)
    await lifecycle.take(sales.db, sales.boris, his)
    async with desk_of(app, sales.town, "boris") as boris:
        assert said(await ask(boris, [his, hers], "assign", operator_id=str(sales.clara.id))) == ["not_allowed"] * 2
        assert said(await ask(boris, [his, hers], "close")) == ["done", "not_yours"]
        assert said(await ask(boris, [his], "close")) == ["unchanged"]
        assert said(await ask(boris, [his], "reopen")) == ["done"]
        await at_work(boris, "offline")
        assert said(await ask(boris, [his], "close")) == ["offline_may_only_look"]


async def test_a_reason_is_asked_for_where_the_live_chat_wants_one(app: Doors, sales: Sales) -> None:
    (his,) = await waiting(sales, 1)
    await lifecycle.take(sales.db, sales.boris, his)
    reason = await labels.add_close_reason(sales.db, SYSTEM, "Answered", None)
    chat = f"/api/v1/live-chats/{sales.town.live_chats['Sales']}"
    async with desk_of(app, sales.town, "dmitri") as dmitri, desk_of(app, sales.town, "boris") as boris:
        assert (await dmitri.patch(chat, json={"close_reason_required": True})).status_code == 200
        assert said(await ask(boris, [his], "close")) == ["close_reason_missing"]
        assert said(await ask(boris, [his], "close", close_reason_id=str(reason))) == ["done"]


async def test_an_undone_assignment_leaves_the_client_where_he_stood(app: Doors, sales: Sales) -> None:
    first, second = await waiting(sales, 2)
    async with desk_of(app, sales.town, "anna") as anna:
        await ask(anna, [first], "assign", operator_id=str(sales.boris.id))
        assert said(await ask(anna, [first, second], "return_to_queue")) == ["done", "unchanged"]
        queue = (await anna.get("/api/v1/sessions", params={"group": "active"})).json()["items"]
    stands = {item["id"]: item["queued_at"] for item in queue}
    assert stands[str(first)] < stands[str(second)]
    await sales.check_log(first)


async def test_who_came_to_this_queue_later_goes_back_to_where_he_came(app: Doors, sales: Sales) -> None:
    first, second = await waiting(sales, 2)
    async with desk_of(app, sales.town, "anna") as anna:
        group = str(sales.town.groups["Sales operators"])
        moved = await anna.post(f"/api/v1/sessions/{first}/transfer", json={"send_key": key(), "group_id": group})
        assert moved.status_code == 204, moved.text
        await ask(anna, [first], "assign", operator_id=str(sales.boris.id))
        assert said(await ask(anna, [first], "return_to_queue")) == ["done"]
        queue = (await anna.get("/api/v1/sessions", params={"group": "active"})).json()["items"]
    stands = {item["id"]: item["queued_at"] for item in queue}
    assert stands[str(first)] > stands[str(second)], "before him were those who waited there already"


async def test_tags_are_put_on_and_taken_off_beside_those_that_stay(app: Doors, sales: Sales) -> None:
    one, two = await waiting(sales, 2)
    kept, put = [await labels.add_tag(sales.db, SYSTEM, name) for name in ("Norway", "Refund")]
    async with desk_of(app, sales.town, "anna") as anna:
        await ask(anna, [one], "tag", put_tag_ids=[str(kept)])
        assert said(await ask(anna, [one, two], "tag", put_tag_ids=[str(put)])) == ["done", "done"]
        assert said(await ask(anna, [one, two], "tag", drop_tag_ids=[str(kept)])) == ["done", "unchanged"]
    tags = await rows(sales.db, "select session_id, tag_id from session_tag")
    assert {(row["session_id"], row["tag_id"]) for row in tags} == {(one, put), (two, put)}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"deed": "close"}, "session_ids"),
        ({"deed": "assign", "session_ids": 1}, "operator_id"),
        ({"deed": "set_priority", "session_ids": 1}, "priority"),
        ({"deed": "tag", "session_ids": 1}, "put_tag_ids"),
        ({"deed": "close", "session_ids": bulk.SESSIONS_MOST + 1}, "session_ids"),
    ],
)
async def test_a_request_that_is_wrong_itself_does_nothing(
    app: Doors, sales: Sales, body: dict[str, Any], field: str
) -> None:
    ids = [str(new_id()) for _ in range(body.get("session_ids", 0))]
    async with desk_of(app, sales.town, "anna") as anna:
        answer = await anna.post("/api/v1/sessions/bulk", json=body | {"session_ids": ids})
    assert answer.status_code == 422
    assert list(answer.json()["params"]["fields"]) == [field]
