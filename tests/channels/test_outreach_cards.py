"""+New session with a card: the accounts of whom it stands for, made and bound when one begins and not before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import at_work, desk_of, frame_of, key

from deskbell.app import Doors
from deskbell.auth.gate import actor_for
from deskbell.base.db import Database
from deskbell.clients.service import account_by_identity
from deskbell.demo.town import Town
from deskbell.live_chats.channel_rows import add_channel
from deskbell.live_chats.model import Channel

ADDRESS = "nadia@client.example"


@dataclass
class Mail:
    """Sales with a mailbox and a channel of another system; Boris and Clara at work."""

    app: Doors
    town: Town
    of: dict[str, httpx.AsyncClient]
    box: Channel
    hook: Channel

    async def done(self, who: str, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """A request of somebody's desk that must be done; its answer."""
        content = {} if body is None else {"json": body}
        answer = await self.of[who].request(method, f"/api/v1/{path}", params=query, **content)
        assert answer.status_code < 300, answer.text
        return answer.json()

    async def app_id(self, app: str = "contacts") -> str:
        found = (await self.done("boris", "GET", "apps"))["items"]
        return next(str(one["id"]) for one in found if one["key"] == app)

    async def card(self, app: str = "contacts", **values: Any) -> str:
        made = await self.done("boris", "POST", "cards", {"app_id": await self.app_id(app), "values": values})
        return str(made["card"]["id"])

    @property
    def sales(self) -> str:
        return f"live-chats/{self.town.live_chats['Sales']}"

    async def ways(self, card: str, who: str = "boris") -> list[tuple[Any, ...]]:
        """Address, channel, refused; and that nothing else is told."""
        ways = await self.done(who, "GET", f"{self.sales}/ways-to-begin", card=card)
        return [(one["address"], (one["channel"] or {}).get("kind"), one["refused"]) for one in ways["accounts"]]

    async def begin(self, who: str = "boris", **body: Any) -> httpx.Response:
        body = {"begin_key": key(), "channel_id": str(self.box.id)} | body
        return await self.of[who].post(f"/api/v1/{self.sales}/sessions", json=body)

    async def begun(self, **body: Any) -> dict[str, Any]:
        """The page of a session that began."""
        answer = await self.begin(**body)
        assert answer.status_code == 201, answer.text
        page: dict[str, Any] = await self.done("boris", "GET", f"sessions/{answer.json()['session']}")
        return page

    async def why(self, reason: str, **body: Any) -> None:
        refused = await self.begin(**body)
        assert (refused.status_code, refused.json()["code"]) == (409, "cannot_begin"), refused.text
        assert refused.json()["params"] == {"reason": reason}

    async def bound(self, session: str) -> list[str]:
        cards = await self.done("boris", "GET", f"sessions/{session}/cards")
        return [one["card"]["id"] for one in cards["client"]]


@pytest.fixture
async def mail(app: Doors, db: Database, town: Town) -> AsyncIterator[Mail]:
    async with AsyncExitStack() as stack:
        of = {
            name: await stack.enter_async_context(desk_of(app, town, name))
            for name in ("boris", "clara", "dmitri", "rita", "emil")
        }
        for name in ("boris", "clara"):
            await at_work(of[name])
        dmitri: Any = await actor_for(db, town.people["dmitri"])
        sales = town.live_chats["Sales"]
        box = await add_channel(db, dmitri, sales, "email", "Mail", {"address": "sales@shop.example"})
        hook = await add_channel(db, dmitri, sales, "webhook", "Till", {"url": "https://till.example/hook"})
        yield Mail(app, town, of, box, hook)


async def test_an_address_of_a_card_is_begun_with_and_its_client_is_bound(mail: Mail, db: Database) -> None:
    card = await mail.card(name="Nadia", email=ADDRESS, phone="+47 21 00 12")
    assert await mail.ways(card) == [(ADDRESS, "email", None), ("+47 21 00 12", None, "no_channel")]
    assert await account_by_identity(db, "email", None, ADDRESS) is None, "looking makes nothing"
    page = await mail.begun(card_id=card, address=ADDRESS, subject="Your bike", text="It is ready.")
    session = page["session"]
    assert (session["client"]["name"], session["account"]["external_id"]) == ("Nadia", ADDRESS)
    assert (session["operator"]["name"], session["subject"]) == ("Boris", "Your bike")
    assert [line["kind"] for line in page["log"]] == ["session_opened", "card_bound"]
    assert await mail.bound(session["id"]) == [card]
    found = (await mail.done("boris", "GET", "clients", search="nadia"))["items"]
    assert [one["id"] for one in found] == [session["client"]["id"]], "one client, not one for each account"
    phone = await account_by_identity(db, "phone", None, "+47210012")
    assert phone is not None
    assert str(phone.client_id) == session["client"]["id"]


async def test_the_same_key_begins_once_and_binds_once(mail: Mail) -> None:
    card = await mail.card(name="Nadia", email=ADDRESS)
    body = {"begin_key": key(), "card_id": card, "address": ADDRESS}
    answers = await asyncio.gather(*(mail.begin(**body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len({answer.json()["session"] for answer in answers}) == 1
    session = answers[0].json()["session"]
    page = await mail.done("boris", "GET", f"sessions/{session}")
    assert [line["kind"] for line in page["log"]] == ["session_opened", "card_bound"]
    # The next one is another session of the same client, who is bound already.
    await mail.done("boris", "POST", f"sessions/{session}/close", {})
    again = await mail.begun(card_id=card, address=ADDRESS)
    assert again["session"]["client"] == page["session"]["client"]
    assert [line["kind"] for line in again["log"]] == ["session_opened"]


async def test_two_who_begin_with_one_card_at_once_begin_with_one_client(mail: Mail) -> None:
    card = await mail.card(name="Nadia", email=ADDRESS)
    answers = await asyncio.gather(
        *(
            mail.begin(who, card_id=card, channel_id=str(channel.id), address=address)
            for who in ("boris", "clara")
            for channel, address in ((mail.box, ADDRESS), (mail.hook, "till-7"))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json().get("code") for answer in answers} == {None, "session_open_exists"}


async def test_a_refused_beginning_leaves_nothing_behind(mail: Mail, db: Database) -> None:
    card = await mail.card(name="Nadia", email=ADDRESS)
    await at_work(mail.of["boris"], "offline")
    assert await mail.ways(card) == [(ADDRESS, "email", None)], "one may look while Offline"
    refused = await mail.begin(card_id=card, address=ADDRESS)
    assert refused.json()["code"] == "offline_may_only_look"
    await at_work(mail.of["boris"])
    refused = await mail.begin(card_id=card, address=ADDRESS, text="x" * 30_000)
    assert refused.json()["code"] == "message_too_long", refused.text
    assert await account_by_identity(db, "email", None, ADDRESS) is None
    assert (await mail.done("boris", "GET", f"cards/{card}/clients"))["items"] == []


async def test_an_address_of_the_channels_own_joins_the_cards_client(mail: Mail) -> None:
    card = await mail.card(name="Nadia", email=ADDRESS)
    page = await mail.begun(card_id=card, channel_id=str(mail.hook.id), address="till-7")
    assert page["session"]["client"]["name"] == "Nadia"
    await mail.done("boris", "POST", f"sessions/{page['session']['id']}/close", {})
    assert sorted(await mail.ways(card)) == [(ADDRESS, "email", None), ("till-7", "webhook", None)]
    ways = await mail.done("boris", "GET", f"{mail.sales}/ways-to-begin", card=card)
    way = next(one for one in ways["accounts"] if one["address"] == "till-7")
    begun = await mail.begun(card_id=card, channel_id=str(mail.hook.id), account_id=way["account_id"])
    assert begun["session"]["client"] == page["session"]["client"]


async def test_a_card_nobody_is_bound_to_goes_with_whoever_has_its_address(mail: Mail) -> None:
    wrote = (await mail.begun(address=ADDRESS, name="Nadia Nord"))["session"]
    card = await mail.card(name="Nadia", email=ADDRESS)
    ways = await mail.done("boris", "GET", f"{mail.sales}/ways-to-begin", card=card)
    assert (ways["open"], ways["session"]) == (True, wrote["id"])
    refused = await mail.begin(card_id=card, address=ADDRESS)
    assert (refused.json()["code"], refused.json()["params"]) == ("session_open_exists", {"session": wrote["id"]})
    assert await mail.bound(wrote["id"]) == [], "who was refused has bound nobody"
    await mail.done("boris", "POST", f"sessions/{wrote['id']}/close", {})
    begun = (await mail.begun(card_id=card, address=ADDRESS))["session"]
    assert begun["client"] == wrote["client"]
    assert await mail.bound(begun["id"]) == [card]


async def test_an_address_that_is_another_clients_is_refused_in_words(mail: Mail) -> None:
    first, second = [await mail.card(name=name, email=ADDRESS) for name in ("Nadia", "Nadine")]
    session = (await mail.begun(card_id=first, address=ADDRESS))["session"]["id"]
    await mail.done("boris", "POST", f"sessions/{session}/close", {})
    assert await mail.ways(second) == [(ADDRESS, None, "other_client")]
    await mail.why("other_client", card_id=second, address=ADDRESS)
    assert (await mail.done("boris", "GET", f"cards/{second}/clients"))["items"] == []
    assert await mail.ways(first) == [(ADDRESS, "email", None)]


async def test_an_employee_is_never_begun_with_by_a_card_either(mail: Mail, db: Database) -> None:
    card = await mail.card(name="Emil", email="emil@client.example")
    begun = (await mail.begun(card_id=card, address="emil@client.example"))["session"]
    await mail.done("boris", "POST", f"sessions/{begun['id']}/close", {})
    async with db.transaction() as tx:
        await tx.connection.execute(
            "insert into account (id, client_id, channel_kind, external_id, person_id)"
            " values ($1, $2, 'internal', $3, $4)",
            mail.town.people["emil"],
            begun["client"]["id"],
            "emil",
            mail.town.people["emil"],
        )
    assert (begun["account"]["external_id"], "email", "employee") in await mail.ways(card)
    await mail.why("employee", card_id=card, address="emil@client.example")
    await mail.why("employee", account_id=begun["account"]["id"])
    await mail.why("employee", card_id=card, channel_id=str(mail.hook.id), address="till-9")
    other = "emil@elsewhere.example"
    await mail.done("boris", "PATCH", f"cards/{card}", {"values": {"email": other}})
    assert (other, "email", "employee") in await mail.ways(card)


async def test_only_a_card_that_binds_a_client_is_a_person(mail: Mail) -> None:
    request = await mail.card("requests", subject="Spring service")
    gone = await mail.card(name="Nadia", email=ADDRESS)
    await mail.done("boris", "PATCH", f"cards/{gone}", {"archived": True})
    for card, code in ((request, "validation_failed"), (gone, "not_writable"), (key(), "not_found")):
        looked = await mail.of["boris"].get(f"/api/v1/{mail.sales}/ways-to-begin", params={"card": card})
        begun = await mail.begin(card_id=card, address=ADDRESS)
        assert (looked.json()["code"], begun.json()["code"]) == (code, code)


async def test_a_client_one_may_not_see_shows_nothing_but_the_cards_addresses(mail: Mail) -> None:
    """Anonymous visitors of Sales are Boris's to see when he has them; Clara sees the card alone."""
    card = await mail.card(name="Nadia", email=ADDRESS)
    async with frame_of(mail.app, mail.town.channels["Sales"]) as nadia:
        await nadia.start()
        session = (await nadia.write("Hello"))["session"]["id"]
    await mail.done("boris", "POST", f"sessions/{session}/take", {})
    app_id = await mail.app_id()
    await mail.done("boris", "PUT", f"sessions/{session}/client-cards/{app_id}", {"card_id": card})
    assert sorted(kind or "" for _, kind, _ in await mail.ways(card)) == ["email", "widget"]
    assert await mail.ways(card, "clara") == [(ADDRESS, "email", None)]
    hidden = await mail.done("clara", "GET", f"{mail.sales}/ways-to-begin", card=card)
    assert (hidden["open"], hidden["session"], hidden["accounts"][0]["account_id"]) == (True, None, None)
    refused = await mail.begin("clara", card_id=card, address=ADDRESS)
    assert (refused.json()["code"], refused.json()["params"]) == ("session_open_exists", {"session": None})
    await mail.done("boris", "POST", f"sessions/{session}/close", {})
    assert (await mail.begin("clara", card_id=card, address=ADDRESS)).status_code == 201
    for name in ("rita", "emil"):
        looked = await mail.of[name].get(f"/api/v1/{mail.sales}/ways-to-begin", params={"card": card})
        assert looked.status_code == 404
