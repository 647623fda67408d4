"""+New session: an operator begins with a client whom the site signs in, who finds it when he next opens the widget."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.channels.test_widget_visitors import signed_for
from tests.surfaces import Frame, at_work, desk_of, frame_of, key, socket_of

from deskbell.app import Doors
from deskbell.demo.town import Town


@dataclass
class Shop:
    """Sales with a secret for signed identities; Eva wrote once, signed in, and her session was closed."""

    app: Doors
    town: Town
    boris: httpx.AsyncClient
    clara: httpx.AsyncClient
    dmitri: httpx.AsyncClient
    eva: Frame
    secret: str

    def sales(self, path: str) -> str:
        return f"/api/v1/live-chats/{self.town.live_chats['Sales']}/{path}"

    def signed(self, subject: str = "eva") -> str:
        return signed_for(self.town.channels["Sales"].key, subject, self.secret, name=subject.capitalize())

    async def client(self) -> str:
        found = (await self.boris.get("/api/v1/clients", params={"search": "Eva"})).json()["items"]
        assert len(found) == 1
        id_: str = found[0]["id"]
        return id_

    async def ways(self, client: str | None = None, desk: httpx.AsyncClient | None = None) -> dict[str, Any]:
        answer = await (desk or self.boris).get(
            self.sales("ways-to-begin"), params={"client": client} if client else {}
        )
        assert answer.status_code == 200, answer.text
        ways: dict[str, Any] = answer.json()
        return ways

    async def begin(self, desk: httpx.AsyncClient | None = None, **body: Any) -> httpx.Response:
        body = {"begin_key": key(), "channel_id": str(self.town.channels["Sales"].id)} | body
        return await (desk or self.boris).post(self.sales("sessions"), json=body)


@pytest.fixture
async def shop(app: Doors, town: Town) -> AsyncIterator[Shop]:
    async with AsyncExitStack() as stack:
        boris, clara, dmitri = [
            await stack.enter_async_context(desk_of(app, town, name)) for name in ("boris", "clara", "dmitri")
        ]
        for desk in (boris, clara):
            await at_work(desk)
        channel = town.channels["Sales"]
        answer = await dmitri.post(f"/api/v1/channels/{channel.id}/identity-secret")
        eva = await stack.enter_async_context(frame_of(app, channel))
        made = Shop(app, town, boris, clara, dmitri, eva, answer.json()["secret"])
        await eva.start(identity=made.signed())
        session = (await eva.write("Do you ship to Norway?"))["session"]["id"]
        for deed in ("take", "close"):
            assert (await boris.post(f"/api/v1/sessions/{session}/{deed}")).status_code == 200
        yield made


async def test_a_known_client_finds_the_session_when_he_next_opens_the_widget(shop: Shop) -> None:
    (way,) = (await shop.ways(await shop.client()))["accounts"]
    assert (way["refused"], way["address"], way["channel"]["kind"]) == (None, "eva", "widget")
    answer = await shop.begin(account_id=way["account_id"], subject="Your  boots", text="They have come in.")
    assert answer.status_code == 201, answer.text
    page = (await shop.boris.get(f"/api/v1/sessions/{answer.json()['session']}")).json()
    session = page["session"]
    assert (session["state"], session["operator"]["name"], session["subject"]) == (
        "with_operator",
        "Boris",
        "Your boots",
    )
    assert [(line["kind"], line["by"]["name"]) for line in page["log"]] == [("session_opened", "Boris")]
    async with frame_of(shop.app, shop.town.channels["Sales"]) as next_time:
        started = await next_time.start(identity=shop.signed())
        assert started["session"]["id"] == session["id"]
        assert started["session"]["client_read_seq"] == 0, "nothing of it was read: the badge counts it"
        assert [message["text"] for message in started["messages"]] == ["They have come in."]
        wrote = await next_time.write("How nice!")
        assert (wrote["session"]["id"], wrote["opened"]) == (session["id"], False)


async def test_a_widget_that_is_open_is_told_at_once(shop: Shop) -> None:
    (way,) = (await shop.ways(await shop.client()))["accounts"]
    async with socket_of(shop.app, shop.eva) as widget:
        begun = (await shop.begin(account_id=way["account_id"], text="Good news")).json()
        assert (await widget.until("current"))["session"]["id"] == begun["session"]


async def test_the_same_key_begins_once(shop: Shop) -> None:
    (way,) = (await shop.ways(await shop.client()))["accounts"]
    body = {"begin_key": key(), "account_id": way["account_id"], "text": "Good news"}
    first, again = await shop.begin(**body), await shop.begin(**body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    page = (await shop.boris.get(f"/api/v1/sessions/{first.json()['session']}")).json()
    assert len(page["messages"]) == 1
    other = await shop.begin(
        begin_key=body["begin_key"], channel_id=str(shop.town.channels["Support"].id), address="eva"
    )
    assert (other.status_code, other.json()["code"]) in {(409, "send_key_conflict"), (422, "validation_failed")}


async def test_somebody_new_is_begun_with_by_the_sites_own_id_and_by_nobody_else_opened(shop: Shop) -> None:
    assert [one["kind"] for one in (await shop.ways())["channels"]] == ["widget"]
    answer = await shop.begin(address=" fred ", name="Fred Fjell", text="Welcome")
    assert answer.status_code == 201, answer.text
    session = (await shop.boris.get(f"/api/v1/sessions/{answer.json()['session']}")).json()["session"]
    assert (session["client"]["name"], session["account"]["external_id"]) == ("Fred Fjell", "site:fred")
    async with frame_of(shop.app, shop.town.channels["Sales"]) as somebody:
        assert (await somebody.start())["session"] is None
        assert (await somebody.start(identity=shop.signed("fred")))["session"]["id"] == session["id"]
    for address, code in (("", "missing"), ("x" * 300, "too_long"), ("a\nb", "unprintable")):
        refused = await shop.begin(address=address)
        assert (refused.status_code, refused.json()["params"]["fields"]) == (422, {"address": code})


async def test_it_is_refused_while_an_open_session_with_the_person_exists(shop: Shop) -> None:
    client = await shop.client()
    (way,) = (await shop.ways(client))["accounts"]
    wrote = (await shop.eva.write("Hello again"))["session"]["id"]
    ways = await shop.ways(client)
    assert (ways["open"], ways["session"]) == (True, wrote)
    refused = await shop.begin(account_id=way["account_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "session_open_exists")
    assert refused.json()["params"] == {"session": wrote}
    # It re-opened as Boris's, where Clara may not look: she learns that there is one, and no more.
    refused = await shop.begin(shop.clara, address="eva")
    assert (refused.json()["code"], refused.json()["params"]) == ("session_open_exists", {"session": None})
    assert (await shop.boris.post(f"/api/v1/sessions/{wrote}/close")).status_code == 200
    assert (await shop.begin(shop.clara, address="eva")).status_code == 201


async def test_offline_one_may_look_and_not_begin(shop: Shop) -> None:
    client = await shop.client()
    (way,) = (await shop.ways(client))["accounts"]
    await at_work(shop.boris, "offline")
    assert (await shop.ways(client))["accounts"] == [way]
    refused = await shop.begin(account_id=way["account_id"])
    assert (refused.status_code, refused.json()["code"]) == (409, "offline_may_only_look")
    await at_work(shop.boris, "away")
    assert (await shop.begin(account_id=way["account_id"])).status_code == 201


async def test_a_channel_that_cannot_reach_him_says_why(shop: Shop) -> None:
    channel, boris = shop.town.channels["Sales"], shop.boris
    async with frame_of(shop.app, channel) as nobody:
        await nobody.start()
        session = (await nobody.write("Hello"))["session"]["id"]
    for deed in ("take", "close"):
        assert (await boris.post(f"/api/v1/sessions/{session}/{deed}")).status_code == 200
    unsigned = (await boris.get(f"/api/v1/sessions/{session}")).json()["session"]
    (way,) = (await shop.ways(unsigned["client"]["id"]))["accounts"]
    assert (way["refused"], way["address"]) == ("unsigned", None)
    await why(shop, "unsigned", account_id=unsigned["account"]["id"])
    (mine,) = (await shop.ways(await shop.client()))["accounts"]
    entry = {"list": "block", "name": "Eva", "kind": "account", "value": mine["account_id"]}
    blocked = await shop.dmitri.post(
        "/api/v1/blocklist", json=entry | {"live_chat_ids": [str(shop.town.live_chats["Sales"])]}
    )
    assert blocked.status_code == 201, blocked.text
    await why(shop, "locked", account_id=mine["account_id"])
    assert (await shop.dmitri.post(f"/api/v1/channels/{channel.id}/pause")).status_code == 200
    await why(shop, "paused", address="fred")
    await shop.dmitri.delete(f"/api/v1/channels/{channel.id}/identity-secret")
    await why(shop, "no_identity", address="fred")
    me = (await boris.get("/api/v1/me")).json()
    assert [chat["can_begin"] for chat in me["live_chats"]] == [False]


async def why(shop: Shop, reason: str, **body: Any) -> None:
    refused = await shop.begin(**body)
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_begin"), refused.text
    assert refused.json()["params"] == {"reason": reason}


async def test_the_menu_knows_where_one_can_begin(shop: Shop) -> None:
    chats = (await shop.clara.get("/api/v1/me")).json()["live_chats"]
    assert {chat["name"]: chat["can_begin"] for chat in chats} == {"Sales": True, "Support": False}


async def test_one_key_for_two_people_at_once_begins_one_session(shop: Shop) -> None:
    for _ in range(5):
        begin_key = key()
        both = [shop.begin(begin_key=begin_key, address=f"{name}-{begin_key}") for name in ("gus", "hanna")]
        answers = sorted(answer.status_code for answer in await asyncio.gather(*both))
        assert answers == [201, 409]
