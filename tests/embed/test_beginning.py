"""Beginning a session from a card and from another application's page: who may, with whom, and why not."""

from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.channels.test_widget_visitors import signed_for
from tests.embed.conftest import Reading, readers
from tests.surfaces import at_work, frame_of, key

from deskbell.base.ids import new_id
from deskbell.demo.town import email_of


@dataclass
class Fred:
    """A visitor whom the site signs in: his closed session in Sales is registered with the request, he is bound to no
    card. Boris keeps Eva's, who is not signed in."""

    reading: Reading
    account: str
    session: str

    def body(self, **other: Any) -> dict[str, Any]:
        town = self.reading.town
        return {
            "begin_key": key(),
            "live_chat_id": str(town.live_chats["Sales"]),
            "channel_id": str(town.channels["Sales"].id),
            "account_id": self.account,
            "text": "Your boots have come.",
        } | other

    async def on_card(self, name: str, card: str | None = None, **other: Any) -> httpx.Response:
        path = f"/api/v1/cards/{card or self.reading.request}/messages/sessions"
        return await self.reading.desks[name].post(path, json=self.body(**other))

    async def ways(self, name: str, card: str | None = None) -> dict[str, Any]:
        answer = await self.reading.read(name, "/ways-to-begin", card=card or self.reading.request)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def fred(reading: Reading) -> Fred:
    boris, channel = reading.desks["boris"], reading.town.channels["Sales"]
    secret = (await reading.desks["dmitri"].post(f"/api/v1/channels/{channel.id}/identity-secret")).json()["secret"]
    async with frame_of(reading.app, channel) as frame:
        started = await frame.start(identity=signed_for(channel.key, "fred", secret, name="Fred"))
        session = (await frame.write("Have my boots come?"))["session"]["id"]
    assert (await boris.post(f"/api/v1/sessions/{session}/take")).status_code == 200
    assert (await boris.put(f"/api/v1/sessions/{session}/cards/{reading.request}", json={})).status_code == 200
    assert (await boris.post(f"/api/v1/sessions/{session}/close", json={})).status_code == 200
    return Fred(reading, started["account"]["id"], session)


async def test_an_operator_begins_from_an_item_and_it_stands_there(fred: Fred) -> None:
    listed = (await fred.reading.read("boris", card=fred.reading.request)).json()
    assert listed["may_begin"] is True
    found = await fred.ways("boris")
    assert found["offline"] is False
    by_account = {one["account_id"]: one for one in found["items"]}
    way = by_account[fred.account]
    assert (way["client"]["name"], way["address"], way["live_chat"]["name"]) == ("Fred", "fred", "Sales")
    assert (way["refused"], way["session"]) == (None, None)
    # Eva's session stands open, and may be read here.
    eva = by_account[fred.reading.account]
    assert (eva["refused"], eva["session"]) == ("session_open_exists", fred.reading.session)

    body = fred.body()
    first, again = await fred.on_card("boris", **body), await fred.on_card("boris", **body)
    assert (first.status_code, again.status_code) == (201, 200), first.text
    assert first.json() == again.json()
    thread = (await fred.reading.read("boris", f"/{first.json()['session']}", card=fred.reading.request)).json()
    assert [one["text"] for one in thread["messages"]] == ["Your boots have come."]
    assert thread["session"]["may_reply"] is True
    twice = await fred.on_card("boris")
    assert (twice.status_code, twice.json()["code"]) == (409, "session_open_exists")
    assert twice.json()["params"]["session"] == first.json()["session"]


async def test_who_is_no_operator_there_is_offered_nothing_and_begins_nothing(fred: Fred) -> None:
    for name, code in (("rita", "not_found"), ("anna", "not_allowed"), ("dmitri", "not_found"), ("emil", "not_found")):
        refused = await fred.on_card(name)
        assert refused.json()["code"] == code, name
        if name != "emil":
            listed = (await fred.reading.read(name, card=fred.reading.request)).json()
            assert (listed["may_begin"], (await fred.ways(name))["items"]) == (False, []), name
    assert (await fred.on_card("boris")).status_code == 201


async def test_offline_one_is_told_so_and_nothing_begins(fred: Fred) -> None:
    await at_work(fred.reading.desks["boris"], "offline")
    assert (await fred.reading.read("boris", card=fred.reading.request)).json()["may_begin"] is True
    assert (await fred.ways("boris"))["offline"] is True
    refused = await fred.on_card("boris")
    assert (refused.status_code, refused.json()["code"]) == (409, "offline_may_only_look")
    await at_work(fred.reading.desks["boris"])
    assert (await fred.on_card("boris")).status_code == 201


async def test_nobody_is_begun_with_who_is_not_of_what_is_shown(fred: Fred) -> None:
    # Fred is bound to no contact: the card of Eva's knows nothing of him.
    for account in (fred.account, str(new_id())):
        refused = await fred.on_card("boris", card=fred.reading.contact, account_id=account)
        assert (refused.status_code, refused.json()["params"]["fields"]) == (422, {"account_id": "unknown"})
    opened = await fred.reading.key(sub=email_of("boris"))
    refused = await fred.reading.ask(opened, "/sessions", "POST", json=fred.body())
    assert refused.json()["params"]["fields"] == {"account_id": "unknown"}


async def test_where_the_channel_cannot_begin_the_reason_is_told(fred: Fred) -> None:
    boris = fred.reading.desks["boris"]
    assert (await boris.post(f"/api/v1/sessions/{fred.reading.session}/close", json={})).status_code == 200
    (way,) = (await fred.ways("boris", fred.reading.contact))["items"]
    assert way["refused"] == "unsigned"
    refused = await fred.on_card("boris", card=fred.reading.contact, account_id=fred.reading.account)
    assert (refused.status_code, refused.json()["params"]) == (409, {"reason": "unsigned"})


async def test_another_applications_page_begins_with_its_operators_right(fred: Fred) -> None:
    reading = fred.reading
    boris, rita = [await reading.key(sub=email_of(name), account="site:fred") for name in ("boris", "rita")]
    assert (await reading.ask(rita)).json()["may_begin"] is False
    assert (await reading.ask(rita, "/ways-to-begin")).json()["items"] == []
    assert (await reading.ask(rita, "/sessions", "POST", json=fred.body())).status_code == 404
    assert (await reading.ask("another", "/ways-to-begin")).json()["code"] == "embed_ended"
    assert (await reading.ask("another", "/sessions", "POST", json=fred.body())).json()["code"] == "embed_ended"

    assert (await reading.ask(boris)).json()["may_begin"] is True
    (way,) = (await reading.ask(boris, "/ways-to-begin")).json()["items"]
    assert (way["account_id"], way["refused"]) == (fred.account, None)
    begun = await reading.ask(boris, "/sessions", "POST", json=fred.body())
    assert begun.status_code == 201, begun.text
    session = begun.json()["session"]
    assert [one["id"] for one in (await reading.ask(boris)).json()["items"]] == [session, fred.session]
    said = {"send_key": key(), "text": "Until six."}
    assert (await reading.ask(boris, f"/{session}/replies", "POST", json=said)).status_code == 201
    await readers(reading)
    assert (await reading.ask(boris, f"/{session}")).status_code == 200, "his own he keeps, reader or not"


async def test_an_operator_who_may_not_see_the_client_learns_nothing_of_him(fred: Fred) -> None:
    reading = fred.reading
    assert (await fred.on_card("boris")).status_code == 201
    clara = await reading.key(sub=email_of("clara"), account="site:fred")
    listed = (await reading.ask(clara)).json()
    assert (listed["items"], listed["may_begin"]) == ([], False)
    answers = [
        await reading.ask(clara, "/sessions", "POST", json=fred.body(**other))
        for other in ({}, {"account_id": str(new_id())})
    ]
    assert [one.json()["params"]["fields"] for one in answers] == [{"account_id": "unknown"}] * 2
