"""Tags, parameters and close reasons at work: put by who answers or supervises, seen by staff alone."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import Frame, at_work, desk_of, frame_of, socket_of

from deskbell.app import Doors
from deskbell.demo.town import Town


@dataclass
class Words:
    """Boris has Eva's session in Sales; Dmitri has defined what to say of it."""

    app: Doors
    boris: httpx.AsyncClient
    anna: httpx.AsyncClient
    dmitri: httpx.AsyncClient
    eva: Frame
    session: str
    sales: str

    def at(self, deed: str = "") -> str:
        return f"/api/v1/sessions/{self.session}" + (f"/{deed}" if deed else "")

    async def define(self, what: str, **body: Any) -> str:
        """The id of a tag, close reason or parameter made now."""
        answer = await self.dmitri.post(f"/api/v1/{what}", json=body)
        assert answer.status_code == 201, answer.text
        named = body.get("key") or body["name"]
        found = answer.json()[what.replace("-", "_")]
        return next(str(one["id"]) for one in found if (one.get("key") or one["name"]) == named)

    async def switch_on(self, **required: bool) -> None:
        """Define text parameters and switch them on in Sales."""
        ids = [await self.define("parameters", key=key, kind="text", names={"en": key}) for key in required]
        on = [{"parameter_id": id_, "required": needed} for id_, needed in zip(ids, required.values(), strict=True)]
        answer = await self.dmitri.put(f"/api/v1/live-chats/{self.sales}/parameters", json={"parameters": on})
        assert answer.status_code == 200, answer.text


@pytest.fixture
async def words(app: Doors, town: Town) -> AsyncIterator[Words]:
    async with AsyncExitStack() as stack:
        boris, anna, dmitri = [
            await stack.enter_async_context(desk_of(app, town, name)) for name in ("boris", "anna", "dmitri")
        ]
        for desk in (boris, anna):
            await at_work(desk)
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        await eva.start()
        session = (await eva.write("Do you ship to Norway?"))["session"]["id"]
        await boris.post(f"/api/v1/sessions/{session}/take")
        yield Words(app, boris, anna, dmitri, eva, session, str(town.live_chats["Sales"]))


async def test_the_responsible_operator_tags_and_everybody_who_follows_sees_it(words: Words) -> None:
    delivery = await words.define("tags", name="Delivery")
    async with socket_of(words.app, words.anna) as socket:
        page = (await words.anna.get(words.at())).json()
        await socket.ask("join", session=words.session, cursor=page["cursor"])
        tagged = await words.boris.put(words.at("tags"), json={"tag_ids": [delivery]})
        assert tagged.json()["tags"] == [{"id": delivery, "name": "Delivery"}]
        event = await socket.until("event", kind="tags_changed")
        assert event["data"] == {"session": {"tags": [{"id": delivery, "name": "Delivery"}]}}
    again = await words.boris.put(words.at("tags"), json={"tag_ids": [delivery]})
    assert again.json()["last_seq"] == tagged.json()["last_seq"], "the same again is no change"
    off = await words.anna.put(words.at("tags"), json={"tag_ids": []})
    assert off.json()["tags"] == []


async def test_an_archived_tag_stays_where_it_is_and_comes_nowhere_new(words: Words) -> None:
    old, new = await words.define("tags", name="Old"), await words.define("tags", name="New")
    await words.boris.put(words.at("tags"), json={"tag_ids": [old]})
    await words.dmitri.patch(f"/api/v1/tags/{old}", json={"archived": True})
    kept = await words.boris.put(words.at("tags"), json={"tag_ids": [new, old]})
    assert {one["name"] for one in kept.json()["tags"]} == {"Old", "New"}
    await words.boris.put(words.at("tags"), json={"tag_ids": [new]})
    refused = await words.boris.put(words.at("tags"), json={"tag_ids": [new, old]})
    assert refused.json()["params"]["fields"] == {"tag_ids": "unknown"}


@pytest.mark.parametrize(
    ("kind", "good", "kept", "bad"),
    [
        ("text", "  A-17   b ", "A-17 b", 17),
        ("number", 12.5, 12.5, True),
        ("boolean", False, False, "no"),
        ("date", "2026-03-02", "2026-03-02", "2026-02-30"),
        ("choice", "no", "no", "dk"),
    ],
)
async def test_a_parameter_takes_values_of_its_kind_alone(
    words: Words, kind: str, good: Any, kept: Any, bad: Any
) -> None:
    choices = [{"key": "no", "names": {"en": "Norway"}}] if kind == "choice" else []
    parameter = await words.define("parameters", key="asked", kind=kind, names={"en": "Asked"}, choices=choices)
    early = await words.boris.put(words.at("parameters"), json={"values": {"asked": good}})
    assert early.json()["params"]["fields"] == {"asked": "unknown"}, "it is not switched on here yet"
    on = {"parameters": [{"parameter_id": parameter}]}
    await words.dmitri.put(f"/api/v1/live-chats/{words.sales}/parameters", json=on)
    put = await words.boris.put(words.at("parameters"), json={"values": {"asked": good}})
    assert put.json()["parameters"] == {"asked": kept}
    refused = await words.boris.put(words.at("parameters"), json={"values": {"asked": bad}})
    assert (refused.status_code, refused.json()["params"]["fields"]) == (422, {"asked": "invalid"})
    assert (await words.boris.get(words.at())).json()["session"]["parameters"] == {"asked": kept}
    gone = await words.boris.put(words.at("parameters"), json={"values": {"asked": None}})
    assert gone.json()["parameters"] == {}


async def test_closing_asks_for_what_the_live_chat_requires(words: Words) -> None:
    await words.switch_on(order=True, size=False)
    refused = await words.boris.post(words.at("close"))
    assert (refused.status_code, refused.json()["code"]) == (422, "parameters_missing")
    assert refused.json()["params"] == {"keys": ["order"]}
    await words.boris.put(words.at("parameters"), json={"values": {"order": "A-17"}})
    await words.dmitri.patch(f"/api/v1/live-chats/{words.sales}", json={"close_reason_required": True})
    refused = await words.boris.post(words.at("close"), json={})
    assert (refused.status_code, refused.json()["code"]) == (422, "close_reason_missing")
    sold = await words.define("close-reasons", name="Sold")
    closed = await words.boris.post(words.at("close"), json={"close_reason_id": sold})
    assert closed.json()["close_reason"] == {"id": sold, "name": "Sold"}
    reopened = await words.boris.post(words.at("reopen"))
    assert reopened.json()["close_reason"] is None


async def test_a_reason_of_another_live_chat_or_an_archived_one_does_not_serve(words: Words, town: Town) -> None:
    elsewhere = await words.define("close-reasons", name="Mended", live_chat_id=str(town.live_chats["Support"]))
    archived = await words.define("close-reasons", name="Sold")
    await words.dmitri.patch(f"/api/v1/close-reasons/{archived}", json={"archived": True})
    for reason in (elsewhere, archived):
        refused = await words.boris.post(words.at("close"), json={"close_reason_id": reason})
        assert refused.json()["params"]["fields"] == {"close_reason_id": "unknown"}
    assert (await words.boris.get(words.at())).json()["session"]["state"] == "with_operator"


async def test_the_client_never_hears_of_labels(words: Words) -> None:
    secret = await words.define("tags", name="Difficult")
    await words.switch_on(order=False)
    before = (await words.eva.start())["cursor"]
    await words.boris.put(words.at("tags"), json={"tag_ids": [secret]})
    await words.boris.put(words.at("parameters"), json={"values": {"order": "Difficult too"}})
    events = await words.eva.call("GET", f"/sessions/{words.session}/events", params={"after": before})
    assert events.json()["events"] == []
    assert "Difficult" not in str(await words.eva.start())
