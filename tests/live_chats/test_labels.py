"""Tags, close reasons and session parameters: defined once by administrators, with clear refusals."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest
from tests.surfaces import desk_of

from deskbell.app import Doors
from deskbell.base.sql import Statement
from deskbell.demo.town import Town
from deskbell.live_chats.labels import LABELS_MOST

NORWAY = {"key": "country", "kind": "choice", "names": {"en": "Country", "ru": "Страна"}}
CHOICES = [{"key": "no", "names": {"en": "Norway"}}, {"key": "se", "names": {"en": "Sweden"}}]


@pytest.fixture
async def dmitri(app: Doors, town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncExitStack() as stack:
        desk = await stack.enter_async_context(desk_of(app, town, "dmitri"))
        desk.base_url = desk.base_url.join("/api/v1/")
        yield desk


def fields_of(answer: httpx.Response) -> Any:
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed"), answer.text
    return answer.json()["params"]["fields"]


async def test_a_tag_is_added_renamed_archived_and_brought_back(dmitri: httpx.AsyncClient) -> None:
    added = (await dmitri.post("tags", json={"name": "  Bulk   order "})).json()["tags"]
    assert [one["name"] for one in added] == ["Bulk order"]
    address = f"tags/{added[0]['id']}"
    renamed = (await dmitri.patch(address, json={"name": "Wholesale"})).json()["tags"]
    assert [(one["name"], one["archived_at"]) for one in renamed] == [("Wholesale", None)]
    assert (await dmitri.patch(address, json={"archived": True})).json()["tags"][0]["archived_at"]
    kept = (await dmitri.patch(address, json={"name": "Wholesale"})).json()["tags"][0]
    assert kept["archived_at"], "a new name brings nothing back"
    assert (await dmitri.patch(address, json={"archived": False})).json()["tags"][0]["archived_at"] is None


async def test_a_name_stands_for_one_tag_in_use_however_it_is_written(dmitri: httpx.AsyncClient) -> None:
    first = (await dmitri.post("tags", json={"name": "Доставка"})).json()["tags"][0]
    again = await dmitri.post("tags", json={"name": "доставка"})
    assert (again.status_code, again.json()["code"]) == (409, "name_taken")
    await dmitri.patch(f"tags/{first['id']}", json={"archived": True})
    assert (await dmitri.post("tags", json={"name": "доставка"})).status_code == 201
    back = await dmitri.patch(f"tags/{first['id']}", json={"archived": False})
    assert back.json()["code"] == "name_taken"
    assert fields_of(await dmitri.post("tags", json={"name": " "})) == {"name": "required"}
    assert fields_of(await dmitri.post("tags", json={"name": "x" * 51})) == {"name": "too_long"}


async def test_there_are_never_more_tags_in_use_than_the_limit(dmitri: httpx.AsyncClient, app: Doors) -> None:
    text = "insert into tag (id, name) select gen_random_uuid(), 'Tag ' || n from generate_series(1, $1::int) n"
    await app.house.db.run(Statement("tests", "fill", text, ("most",), None), most=LABELS_MOST)
    one_more = await dmitri.post("tags", json={"name": "One more"})
    assert (one_more.status_code, one_more.json()["code"]) == (409, "too_many")
    assert one_more.json()["params"] == {"limit": LABELS_MOST}


async def test_a_close_reason_serves_one_live_chat_or_all(dmitri: httpx.AsyncClient, town: Town) -> None:
    sales = str(town.live_chats["Sales"])
    await dmitri.post("close-reasons", json={"name": "Sold", "live_chat_id": sales})
    both = (await dmitri.post("close-reasons", json={"name": "Sold"})).json()["close_reasons"]
    assert [(one["name"], one["live_chat_id"]) for one in both] == [("Sold", sales), ("Sold", None)]
    moved = await dmitri.patch(f"close-reasons/{both[1]['id']}", json={"position": 0})
    assert [one["live_chat_id"] for one in moved.json()["close_reasons"]] == [None, sales]
    twice = await dmitri.post("close-reasons", json={"name": "sold", "live_chat_id": sales})
    assert twice.json()["code"] == "name_taken"
    nowhere = await dmitri.post("close-reasons", json={"name": "Sold", "live_chat_id": both[0]["id"]})
    assert nowhere.status_code == 404


async def test_a_parameter_keeps_its_key_and_the_choices_sessions_may_hold(dmitri: httpx.AsyncClient) -> None:
    added = (await dmitri.post("parameters", json=NORWAY | {"choices": CHOICES})).json()["parameters"][0]
    assert (added["key"], added["kind"], added["names"]) == ("country", "choice", NORWAY["names"])
    address = f"parameters/{added['id']}"
    more = [*CHOICES, {"key": "dk", "names": {"en": "Denmark", "ru": "Дания"}}]
    changed = (await dmitri.patch(address, json={"choices": more})).json()["parameters"][0]
    assert [one["key"] for one in changed["choices"]] == ["no", "se", "dk"]
    assert fields_of(await dmitri.patch(address, json={"choices": CHOICES[:1]})) == {"choices": "in_use"}
    assert (await dmitri.post("parameters", json=NORWAY | {"choices": CHOICES})).json()["code"] == "name_taken"


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"key": "Country"}, {"key": "invalid"}),
        ({"names": {}}, {"names": "missing"}),
        ({"names": {"de": "Land"}}, {"names": "missing"}),
        ({"names": {"en": "Country", "de": "Land"}}, {"names": "unknown"}),
        ({"choices": []}, {"choices": "missing"}),
        ({"choices": [CHOICES[0], CHOICES[0]]}, {"choices": "invalid"}),
        ({"kind": "text", "choices": CHOICES}, {"choices": "not_a_choice"}),
    ],
)
async def test_what_cannot_be_a_parameter_is_refused_by_field(
    dmitri: httpx.AsyncClient, change: dict[str, Any], fields: dict[str, str]
) -> None:
    assert fields_of(await dmitri.post("parameters", json=NORWAY | {"choices": CHOICES} | change)) == fields
    assert (await dmitri.get("labels")).json()["parameters"] == []


async def test_parameters_are_switched_on_whole_and_in_order(dmitri: httpx.AsyncClient, town: Town) -> None:
    sales = town.live_chats["Sales"]
    ids = []
    for key in ("order", "size"):
        answer = await dmitri.post("parameters", json={"key": key, "kind": "text", "names": {"en": key}})
        ids.append(next(one["id"] for one in answer.json()["parameters"] if one["key"] == key))
    on = {"parameters": [{"parameter_id": ids[1], "required": True}, {"parameter_id": ids[0]}]}
    switched = (await dmitri.put(f"live-chats/{sales}/parameters", json=on)).json()["parameters"]
    places = {one["key"]: [(it["position"], it["required"]) for it in one["live_chats"]] for one in switched}
    assert places == {"size": [(1, True)], "order": [(2, False)]}
    twice = {"parameters": [{"parameter_id": ids[0]}, {"parameter_id": ids[0]}]}
    assert fields_of(await dmitri.put(f"live-chats/{sales}/parameters", json=twice)) == {"parameters": "twice"}
    off = (await dmitri.put(f"live-chats/{sales}/parameters", json={"parameters": []})).json()["parameters"]
    assert [one["live_chats"] for one in off] == [[], []]
