"""To bind an account, to register messages: a session's client and a session meet their cards."""

import asyncio
from typing import Any

from tests.clients.conftest import Desks
from tests.surfaces import at_work, socket_of

from deskbell.base.db import Database
from deskbell.clients import addresses
from deskbell.clients.cards import known_card
from deskbell.clients.service import account_by_identity


async def test_a_client_is_bound_to_one_card_of_an_app_and_another_takes_its_place(desks: Desks) -> None:
    first, second = [await desks.card("contacts", name=name) for name in ("Eva", "Eva Fjell")]
    path = f"/sessions/{desks.session}/client-cards/{first['app_id']}"
    bound: dict[str, Any] = {}
    for card in (first, first, second):
        bound = await desks.done("boris", "PUT", path, {"card_id": card["id"]})
        assert [one["card"]["id"] for one in bound["client"]] == [card["id"]]
    assert bound["client"][0]["bound_by"]["name"] == "Boris"
    assert (await desks.done("anna", "DELETE", path))["client"] == []
    assert (await desks.done("anna", "DELETE", path))["client"] == []
    log = (await desks.done("anna", "GET", f"/sessions/{desks.session}"))["log"]
    told = [(line["kind"], line["data"]["card_id"]) for line in log if line["kind"].startswith("card_")]
    assert told == [("card_bound", first["id"]), ("card_bound", second["id"]), ("card_unbound", second["id"])]


async def test_a_session_is_registered_with_many_cards_and_its_card_shows_it_by_right(desks: Desks) -> None:
    cards = [await desks.card("requests", subject=name) for name in ("Norway", "Size 54")]
    bound: dict[str, Any] = {}
    for card in cards:
        bound = await desks.done("boris", "PUT", f"/sessions/{desks.session}/cards/{card['id']}")
    assert [one["card"]["title"] for one in bound["session"]] == ["Norway", "Size 54"]
    seen = await desks.done("anna", "GET", f"/cards/{cards[0]['id']}/sessions")
    assert [one["id"] for one in seen["items"]] == [desks.session]
    assert (await desks.done("clara", "GET", f"/cards/{cards[0]['id']}/sessions"))["items"] == []
    bound = await desks.done("boris", "DELETE", f"/sessions/{desks.session}/cards/{cards[0]['id']}")
    assert [one["card"]["title"] for one in bound["session"]] == ["Size 54"]


async def test_a_contact_shows_its_clients_and_all_their_sessions_by_right(desks: Desks) -> None:
    card = await desks.card("contacts", name="Eva")
    path = f"/sessions/{desks.session}/client-cards/{card['app_id']}"
    await desks.done("boris", "PUT", path, {"card_id": card["id"]})
    clients = (await desks.done("boris", "GET", f"/cards/{card['id']}/clients"))["items"]
    assert [one["id"] for one in clients] == [(await desks.client_of(desks.session))["id"]]
    assert [one["id"] for one in (await desks.done("boris", "GET", f"/cards/{card['id']}/sessions"))["items"]] == [
        desks.session
    ]
    assert (await desks.done("clara", "GET", f"/cards/{card['id']}/clients"))["items"] == []


async def test_cards_of_the_wrong_kind_bind_nothing(desks: Desks) -> None:
    contact, request = await desks.card("contacts", name="Eva"), await desks.card("requests", subject="Norway")
    at = f"/sessions/{desks.session}"
    wrong = (422, "validation_failed")
    assert await desks.refused("boris", "PUT", f"{at}/cards/{contact['id']}") == wrong
    path = f"{at}/client-cards/{request['app_id']}"
    assert await desks.refused("boris", "PUT", path, {"card_id": request["id"]}) == wrong
    path = f"{at}/client-cards/{request['app_id']}"
    assert await desks.refused("boris", "PUT", path, {"card_id": contact["id"]}) == wrong


async def test_only_the_responsible_operator_and_supervisors_bind(desks: Desks) -> None:
    card = await desks.card("requests", subject="Norway")
    path = f"/sessions/{desks.session}/cards/{card['id']}"
    assert await desks.refused("clara", "PUT", path) == (404, "not_found")
    assert await desks.refused("dmitri", "PUT", path) == (403, "not_allowed")
    waiting = f"/sessions/{desks.other}/cards/{card['id']}"
    assert await desks.refused("boris", "PUT", waiting) == (409, "not_yours")
    await at_work(desks.of["boris"], "offline")
    assert await desks.refused("boris", "PUT", path) == (409, "offline_may_only_look")
    await desks.done("anna", "PUT", path)


async def test_an_open_desk_hears_of_a_binding_and_the_client_does_not(desks: Desks) -> None:
    card = await desks.card("requests", subject="Norway")
    epoch = desks.eva.started["epoch"]
    cursor = (await desks.done("anna", "GET", f"/sessions/{desks.session}"))["cursor"]
    async with (
        socket_of(desks.app, desks.of["anna"], epoch=epoch, sessions={desks.session: cursor}) as desk,
        socket_of(desks.app, desks.eva, epoch=epoch, sessions={desks.session: cursor}) as widget,
    ):
        await desks.done("boris", "PUT", f"/sessions/{desks.session}/cards/{card['id']}")
        heard = await desk.until("event", kind="card_bound")
        assert heard["data"] == {"session": {}, "card_id": card["id"], "app_id": card["app_id"]}
        await widget.ask("events", session=desks.session, after=0)
        assert not [frame for frame in widget.heard if frame.get("kind") == "card_bound"]


async def test_an_address_of_a_bound_card_becomes_a_dormant_account_of_the_client(desks: Desks, db: Database) -> None:
    card = await desks.card("contacts", name="Eva", email="Eva@Client.Example")
    path = f"/sessions/{desks.session}/client-cards/{card['app_id']}"
    assert await account_by_identity(db, "email", None, "eva@client.example") is None
    await desks.done("boris", "PUT", path, {"card_id": card["id"]})
    await desks.done("boris", "PATCH", f"/cards/{card['id']}", {"values": {"phone": "+47 21 00 12"}})
    client = await desks.client_of(desks.session)
    for kind, identity in (("email", "eva@client.example"), ("phone", "+47210012")):
        account = await account_by_identity(db, kind, None, identity)
        assert account is not None
        assert str(account.client_id) == client["id"]
    accounts = (await desks.done("boris", "GET", f"/clients/{client['id']}"))["accounts"]
    assert {one["channel_kind"]: one["dormant"] for one in accounts} == {"widget": False, "email": True, "phone": True}


async def test_an_address_stays_with_the_client_who_has_it(desks: Desks, db: Database) -> None:
    app_id = (await desks.apps())["contacts"]["id"]
    await desks.take(desks.other)
    for session in (desks.session, desks.other):
        card = await desks.card("contacts", name="Eva", email="eva@client.example")
        await desks.done("boris", "PUT", f"/sessions/{session}/client-cards/{app_id}", {"card_id": card["id"]})
    account = await account_by_identity(db, "email", None, "eva@client.example")
    assert account is not None
    assert str(account.client_id) == (await desks.client_of(desks.session))["id"]


async def test_a_card_nobody_is_bound_to_finds_or_makes_its_client_at_first_use(desks: Desks, db: Database) -> None:
    cards = [await desks.card("contacts", name="Nadia", email="nadia@client.example") for _ in range(2)]
    found = []
    for card in cards:
        async with db.transaction() as tx:
            kept = await known_card(tx, card["id"])
            found.append(await addresses.client_of_card(tx, kept, None))
            assert await addresses.client_of_card(tx, kept, None) == found[-1]
    account = await account_by_identity(db, "email", None, "nadia@client.example")
    assert account is not None
    assert account.client_id == found[0]
    assert found[1] != found[0], "the one who has the address is bound to another card of the app"
    listed = (await desks.done("clara", "GET", "/clients", search="nadia"))["items"]
    assert str(found[0]) in {one["id"] for one in listed}, (
        "whom nobody wrote with yet, anybody at the desk may begin with"
    )
    assert (await desks.done("emil", "GET", "/clients", search="nadia"))["items"] == []


async def test_of_two_who_bind_at_once_one_card_stays(desks: Desks) -> None:
    cards = [await desks.card("contacts", name=f"Eva {number}") for number in range(4)]
    path = f"/sessions/{desks.session}/client-cards/{cards[0]['app_id']}"
    await asyncio.gather(*(desks.done("boris", "PUT", path, {"card_id": card["id"]}) for card in cards))
    bound = (await desks.done("boris", "GET", f"/sessions/{desks.session}/cards"))["client"]
    assert len(bound) == 1


async def test_an_app_switched_off_in_a_live_chat_binds_nothing_new_there_and_keeps_what_is_bound(desks: Desks) -> None:
    bound, other = [await desks.card("contacts", name=name) for name in ("Eva", "Fred")]
    request = await desks.card("requests", subject="Norway")
    sales = (await desks.done("boris", "GET", f"/sessions/{desks.session}"))["session"]["live_chat_id"]
    path = f"/sessions/{desks.session}/client-cards/{bound['app_id']}"
    await desks.done("boris", "PUT", path, {"card_id": bound["id"]})
    for app_id in (bound["app_id"], request["app_id"]):
        for _ in range(2):
            await desks.done("dmitri", "PUT", f"/live-chats/{sales}/apps/{app_id}", {"on": False})
    apps = await desks.done("dmitri", "GET", "/apps")
    assert [one["off_in"] for one in apps["items"]] == [[sales], [sales]]
    off = (422, "validation_failed")
    assert await desks.refused("boris", "PUT", path, {"card_id": other["id"]}) == off
    registering = f"/sessions/{desks.session}/cards/{request['id']}"
    assert await desks.refused("boris", "PUT", registering) == off
    shown = (await desks.done("boris", "GET", f"/sessions/{desks.session}/cards"))["client"]
    assert [one["card"]["id"] for one in shown] == [bound["id"]]
    await desks.done("dmitri", "PUT", f"/live-chats/{sales}/apps/{request['app_id']}", {"on": True})
    await desks.done("boris", "PUT", registering)
    trail = (await desks.done("dmitri", "GET", "/audit"))["items"]
    assert [one["detail"]["on"] for one in trail if one["deed"] == "app_switched"] == [True, False, False]
