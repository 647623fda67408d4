"""The frame's life: nothing before it opens, history by its own secret, words about the queue and the desk."""

from typing import Any

import pytest
from tests.realtime.conftest import Desks
from tests.sessions.conftest import rows
from tests.surfaces import at_work, frame_of, key, socket_of


async def count(desks: Desks, table: str) -> int:
    found = await rows(desks.house.db, f"select count(*) as n from {table}")  # noqa: S608 - a name of ours
    number: int = found[0]["n"]
    return number


async def test_opening_the_frame_makes_an_account_and_only_writing_makes_a_session(desks: Desks) -> None:
    tables = ("session", "message", "event", "account", "widget_token")
    before = [await count(desks, table) for table in tables]
    async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as frame:
        started = await frame.start(language="en-GB", page={"url": "http://shop.example/", "title": "Shop"})
        assert (started["session"], started["messages"], started["earlier"]) == (None, [], [])
        assert [await count(desks, table) for table in tables] == [*before[:3], before[3] + 1, before[4] + 1]
        assert "token" in started
        assert "token" not in await frame.start(), "a secret that is known is not given again"
        wrote = await frame.write("Hello", page={"url": "http://shop.example/fjell", "title": "Fjell"})
        assert (wrote["opened"], wrote["session"]["state"]) == (True, "waiting")
        again = await frame.start()
        assert [message["text"] for message in again["messages"]] == ["Hello"]
        assert again["session"]["id"] == wrote["session"]["id"]
    for token in ("made-up", "", "\u00e9"):
        async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as stranger:
            stranger.token = token if token.isascii() else None
            started = await stranger.start()
            assert (started["session"], started["messages"]) == (None, [])
            assert "token" in started


async def test_only_sites_of_the_channel_may_open_the_frame(desks: Desks) -> None:
    async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as frame:
        for origin in ("http://evil.example", "http://shop.example.evil", "http://shop.example:81", "null", "*"):
            refused = await frame.call("POST", "/start", json={"host_origin": origin})
            assert (refused.status_code, refused.json()["code"]) == (403, "site_not_allowed"), origin
        assert "ticket" in await frame.start(host_origin="http://shop.example")
        assert "ticket" in await frame.start(host_origin=str(frame.http.base_url))


async def test_the_second_tab_hears_of_the_session_the_first_one_opened(desks: Desks) -> None:
    async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as frame:
        await frame.start()
        async with socket_of(desks.house.app, frame) as one, socket_of(desks.house.app, frame) as two:
            said = await one.ask("post", send_key=key(), text="Hello")
            told = await two.until("current")
            assert (told["session"]["id"], told["session"]["state"]) == (said["session"], "waiting")
            for socket in (one, two):
                assert (await socket.ask("join", session=said["session"], cursor=0))["outcome"] == "replay"
                await socket.until("event", seq=said["seq"])
            more = await two.ask("post", session=said["session"], send_key=key(), text="Me again")
            echoed = await one.until("event", seq=more["seq"])
            assert echoed["data"]["message"]["client_no"] == 2


async def test_waiting_clients_learn_their_place_and_whether_somebody_is_there(desks: Desks) -> None:
    async with desks.scene(taken=False) as first, desks.scene(taken=False) as second:
        started = await second.frame.start()
        place = started["session"]["queue_position"]
        assert place > 1
        async with socket_of(desks.house.app, second.frame) as widget:
            await widget.ask("join", session=second.session, cursor=0)
            assert (await desks.boris.post(f"{first.path}/take")).status_code == 200
            told = await widget.until("queue", position=place - 1)
            assert told["session"] == second.session
        assert (await desks.boris.post(f"{second.path}/take")).status_code == 200
        assert (await second.frame.start())["session"]["queue_position"] is None


async def test_an_open_frame_is_told_that_its_channel_is_paused_and_goes_on(desks: Desks) -> None:
    channel = desks.house.town.channels["Sales"].id
    async with desks.scene() as scene, socket_of(desks.house.app, scene.frame) as widget:
        # At first too: it may have changed since the frame began.
        assert (await widget.until("desk"))["paused"] is False
        for deed, paused in (("pause", True), ("resume", False)):
            assert (await desks.dmitri.post(f"/api/v1/channels/{channel}/{deed}")).status_code == 200
            assert (await widget.until("desk"))["paused"] is paused


async def test_desk_online_follows_who_is_online_and_reachable(desks: Desks) -> None:
    people: tuple[Any, ...] = (desks.boris, desks.clara)
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris):
        assert (await scene.frame.start())["desk"] == {"online": True, "paused": False}
        try:
            for desk in people:
                await at_work(desk, "away")
            assert (await scene.frame.start())["desk"] == {"online": False, "paused": False}
        finally:
            for desk in people:
                await at_work(desk)


@pytest.mark.parametrize("field", ["name", "email", "phone"])
async def test_the_form_before_the_first_message_is_asked_for_once(desks: Desks, field: str) -> None:
    channel = desks.house.town.channels["Support"]
    form = {"enabled": True, "fields": [{"key": field, "required": True}]}
    settings = dict(channel.settings) | {"pre_chat": form}
    changed = await desks.dmitri.patch(f"/api/v1/channels/{channel.id}", json={"settings": settings})
    assert changed.status_code == 200, changed.text
    good = {"name": "Eva", "email": "eva@mail.example", "phone": "+47 22 33 44 55"}[field]
    async with frame_of(desks.house.app, channel) as frame:
        await frame.start()
        for given in (None, {}, {field: " "}):
            refused = await frame.call(
                "POST", "/messages", json={"send_key": key(), "text": "Hello", "pre_chat": given}
            )
            assert refused.status_code == 422, refused.text
            assert refused.json()["params"] == {"fields": {f"pre_chat.{field}": "missing"}}
        wrong = {"name": "x" * 101, "email": "not an address", "phone": "x"}[field]
        refused = await frame.call(
            "POST", "/messages", json={"send_key": key(), "text": "Hello", "pre_chat": {field: wrong}}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed")
        assert (await frame.start())["session"] is None
        assert (await frame.write("Hello", pre_chat={field: good}))["opened"]
        assert not (await frame.write("And then"))["opened"]
