"""Cards: kept by operators and supervisors, read by readers and administrators too, found by any piece."""

from typing import Any

from tests.clients.conftest import Desks
from tests.surfaces import at_work

from deskbell.base.ids import new_id


async def rita_reads(desks: Desks) -> None:
    """Rita's group reads in Sales from now on."""
    add = "insert into live_chat_group (live_chat_id, group_id, role) values ($1, $2, 'reader')"
    async with desks.app.house.db.pool.acquire() as connection:
        await connection.execute(add, desks.town.live_chats["Sales"], desks.town.groups["Readers"])


async def test_values_are_checked_by_the_kind_of_their_field_and_refused_all_at_once(desks: Desks) -> None:
    app = (await desks.apps())["contacts"]
    for key, kind in (("born", "date"), ("visits", "number"), ("vip", "boolean")):
        await desks.done(
            "dmitri", "POST", f"/apps/{app['id']}/fields", {"key": key, "kind": kind, "names": {"en": key}}
        )
    wrong = {"email": "not an address", "phone": "call me", "born": "1990-02-30", "visits": "3", "vip": 1, "age": 7}
    answer = await desks.ask("boris", "POST", "/cards", {"app_id": app["id"], "values": wrong})
    assert answer.json()["params"]["fields"] == {
        "name": "missing",
        "email": "email",
        "phone": "invalid",
        "born": "invalid",
        "visits": "invalid",
        "vip": "invalid",
        "age": "unknown",
    }
    right = {
        "name": "  Eva   Fjell ",
        "email": "Eva@Client.Example",
        "phone": "+47 (21) 00-00-00",
        "born": "1990-02-28",
    }
    card = await desks.card("contacts", **right, visits=3, vip=True)
    assert card["title"] == "Eva Fjell"
    assert card["values"] == right | {"name": "Eva Fjell", "email": "eva@client.example", "visits": 3, "vip": True}


async def test_a_change_keeps_what_it_does_not_name_and_history_says_who_but_not_what(desks: Desks) -> None:
    card = await desks.card("contacts", name="Eva", company="Fjell Tours")
    path = f"/cards/{card['id']}"
    await desks.done("anna", "PATCH", path, {"values": {"name": "Eva Fjell"}})
    after = (await desks.done("anna", "PATCH", path, {"values": {"company": None}}))["card"]
    assert (after["values"], after["title"]) == ({"name": "Eva Fjell"}, "Eva Fjell")
    assert await desks.refused("anna", "PATCH", path, {"values": {"name": None}}) == (422, "validation_failed")
    await desks.done("anna", "PATCH", path, {"values": {"name": "Eva Fjell"}})
    history = (await desks.done("boris", "GET", f"{path}/history"))["items"]
    assert [(one["person"]["name"], one["fields"]) for one in history] == [("Anna", ["company"]), ("Anna", ["name"])]
    assert "Tours" not in str(history)


async def test_a_creation_may_be_repeated_under_its_own_id(desks: Desks) -> None:
    app = (await desks.apps())["contacts"]
    body = {"app_id": app["id"], "id": str(new_id()), "values": {"name": "Eva"}}
    first, second = [(await desks.done("boris", "POST", "/cards", body))["card"] for _ in range(2)]
    assert first == second
    assert len((await desks.done("boris", "GET", "/cards", app=app["id"]))["items"]) == 1


async def test_cards_are_found_by_any_piece_and_come_in_pages(desks: Desks) -> None:
    app = (await desks.apps())["contacts"]
    await rita_reads(desks)
    for number in ("one", "two", "three", "four", "five"):
        await desks.card("contacts", name=f"Client {number}", company="100%_sure" if number == "three" else "Fjell")
    await desks.card("contacts", name="Ян", email="jan@client.example", phone="+47 21-00-12")

    async def found(words: str) -> list[str]:
        answer = await desks.done("rita", "GET", "/cards", app=app["id"], search=words)
        return [one["title"] for one in answer["items"]]

    assert await found("client.example") == ["Ян"]
    assert await found("ян") == ["Ян"]
    assert await found("472100") == ["Ян"]
    assert await found("0%_s") == ["Client three"]
    assert await found("fjell two") == ["Client two"]
    assert await found("nobody") == []
    pages, cursor = [], None
    while True:
        query = {"app": app["id"], "limit": 4} | ({"cursor": cursor} if cursor else {})
        page = await desks.done("boris", "GET", "/cards", **query)
        pages.append([one["title"] for one in page["items"]])
        cursor = page["next"]
        if not cursor:
            break
    assert [len(page) for page in pages] == [4, 2]
    assert pages[0][0] == "Ян", "what changed last comes first"
    assert await desks.refused("boris", "GET", "/cards", app=app["id"], cursor="boots") == (422, "validation_failed")


async def test_an_archived_card_is_in_no_list_and_changes_only_by_coming_back(desks: Desks) -> None:
    card = await desks.card("contacts", name="Eva")
    path = f"/cards/{card['id']}"
    await desks.done("boris", "PATCH", path, {"archived": True})
    assert (await desks.done("boris", "GET", "/cards", app=card["app_id"]))["items"] == []
    assert await desks.refused("boris", "PATCH", path, {"values": {"name": "Eve"}}) == (409, "not_writable")
    bind = f"/sessions/{desks.session}/client-cards/{card['app_id']}"
    assert await desks.refused("boris", "PUT", bind, {"card_id": card["id"]}) == (409, "not_writable")
    await desks.done("boris", "PATCH", path, {"archived": False})
    assert (await desks.done("boris", "GET", path))["card"]["archived"] is False


async def test_readers_and_administrators_read_operators_write_and_offline_only_looks(desks: Desks) -> None:
    card = await desks.card("contacts", name="Eva")
    path, change = f"/cards/{card['id']}", {"values": {"name": "Eve"}}
    sees: dict[str, Any] = {}
    for name in desks.town.people:
        answer = await desks.ask(name, "GET", path)
        sees[name] = answer.json()["may_change"] if answer.status_code == 200 else answer.status_code
    # Rita reads in no live chat yet.
    assert sees == {"anna": True, "boris": True, "clara": True, "dmitri": False, "rita": 404, "emil": 404}
    await rita_reads(desks)
    assert (await desks.done("rita", "GET", path))["may_change"] is False
    assert await desks.refused("rita", "PATCH", path, change) == (403, "not_allowed")
    assert await desks.refused("dmitri", "PATCH", path, change) == (403, "not_allowed")
    assert await desks.refused("emil", "PATCH", path, change) == (404, "not_found")
    await at_work(desks.of["boris"], "offline")
    assert await desks.refused("boris", "PATCH", path, change) == (409, "offline_may_only_look")
    assert (await desks.done("boris", "GET", path))["may_change"] is False
