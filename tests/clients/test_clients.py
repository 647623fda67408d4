"""Clients: seen by right, found by pieces, merged and parted again as they were."""

import asyncio
from typing import Any

from tests.clients.conftest import Desks
from tests.surfaces import at_work, frame_of, key, socket_of

from deskbell.base.db import Database
from deskbell.base.ids import new_id


async def state(db: Database) -> dict[str, list[Any]]:
    """All that merging may touch, and the messages, which it may not."""
    tables = {
        "client": "select id, name, merged_into from client order by id",
        "account": "select id, client_id from account order by id",
        "session": "select id, client_id from session order by id",
        "client_card": "select client_id, app_id, card_id, bound_by, bound_at from client_card order by 1, 2",
        "message": "select * from message order by session_id, seq",
    }
    async with db.pool.acquire() as connection:
        return {name: [tuple(row) for row in await connection.fetch(query)] for name, query in tables.items()}


async def bind(desks: Desks, session: str, name: str) -> dict[str, Any]:
    card = await desks.card("contacts", name=name)
    path = f"/sessions/{session}/client-cards/{card['app_id']}"
    await desks.done("anna", "PUT", path, {"card_id": card["id"]})
    return card


async def ids(desks: Desks) -> tuple[str, str]:
    """The clients of Eva's and of Fred's session."""
    one, other = [(await desks.client_of(session, "anna"))["id"] for session in (desks.session, desks.other)]
    return one, other


async def test_who_sees_a_session_sees_its_client_and_others_are_answered_as_for_none(desks: Desks) -> None:
    eva, _ = await ids(desks)
    for name in ("boris", "anna", "dmitri"):
        page = await desks.done(name, "GET", f"/clients/{eva}")
        assert [one["channel_kind"] for one in page["accounts"]] == ["widget"]
    for name in ("clara", "rita", "emil"):
        hidden, missing = [await desks.ask(name, "GET", f"/clients/{id_}") for id_ in (eva, new_id())]
        assert (hidden.status_code, hidden.content) == (404, missing.content)


async def test_a_clients_page_lists_only_the_sessions_one_may_see(desks: Desks) -> None:
    eva, fred = await ids(desks)
    await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    assert len((await desks.done("anna", "GET", f"/clients/{eva}/sessions"))["items"]) == 2
    only_waiting = (await desks.done("clara", "GET", f"/clients/{eva}/sessions"))["items"]
    assert [one["id"] for one in only_waiting] == [desks.other], "Clara sees the queue of Sales, not what is Boris's"


async def test_clients_are_found_by_name_address_and_phone_and_only_by_right(desks: Desks) -> None:
    eva, _ = await ids(desks)
    await desks.done("boris", "PATCH", f"/clients/{eva}", {"name": "Eva Fjell"})
    card = await desks.card("contacts", name="E. Fjell", email="eva@client.example", phone="+47 21 00 12 34")
    path = f"/sessions/{desks.session}/client-cards/{card['app_id']}"
    await desks.done("boris", "PUT", path, {"card_id": card["id"]})
    for words in ("fjell", "FJELL eva", "eva@cli", "2100 12", "client.example eva", "ev"):
        found = (await desks.done("boris", "GET", "/clients", search=words))["items"]
        assert [one["name"] for one in found] == ["Eva Fjell"], words
    assert (await desks.done("boris", "GET", "/clients", search="eva nobody"))["items"] == []
    assert (await desks.done("boris", "GET", "/clients", search=" "))["items"] == []
    for name in ("clara", "rita", "emil"):
        assert (await desks.done(name, "GET", "/clients", search="fjell"))["items"] == []


async def test_who_was_here_last_stands_there_before_one_searches_and_only_by_right(desks: Desks) -> None:
    eva, _ = await ids(desks)
    await desks.done("boris", "PATCH", f"/clients/{eva}", {"name": "Eva Fjell"})
    for name in ("boris", "anna"):
        recent = (await desks.done(name, "GET", "/clients", recent="true"))["items"]
        assert [one["name"] for one in recent if one["id"] == str(eva)] == ["Eva Fjell"], name
    for name in ("rita", "emil"):
        assert str(eva) not in {
            one["id"] for one in (await desks.done(name, "GET", "/clients", recent="true"))["items"]
        }


async def test_a_client_named_on_his_page_is_named_in_his_open_sessions(desks: Desks) -> None:
    eva, _ = await ids(desks)
    epoch = desks.eva.started["epoch"]
    cursor = (await desks.done("anna", "GET", f"/sessions/{desks.session}"))["cursor"]
    async with socket_of(desks.app, desks.of["anna"], epoch=epoch, sessions={desks.session: cursor}) as desk:
        page = await desks.done("boris", "PATCH", f"/clients/{eva}", {"name": "Eva Fjell"})
        assert (page["name"], page["given_name"]) == ("Eva Fjell", "Eva Fjell")
        heard = await desk.until("event", kind="client_renamed")
        assert heard["data"]["session"]["client"]["name"] == "Eva Fjell"
    assert await desks.refused("boris", "PATCH", f"/clients/{eva}", {"name": " "}) == (422, "validation_failed")


async def test_merging_brings_accounts_and_sessions_together_and_undoing_restores_all(
    desks: Desks, db: Database
) -> None:
    eva, fred = await ids(desks)
    await bind(desks, desks.session, "Eva")
    await bind(desks, desks.other, "Fred")
    before = await state(db)
    page = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    assert [one["client"]["id"] for one in page["merges"]] == [fred]
    assert len(page["accounts"]) == 2
    assert [one["card"]["title"] for one in page["cards"]] == ["Eva"], "the kept one's card wins"
    assert (await desks.client_of(desks.other, "anna"))["id"] == eva
    gone = await desks.done("anna", "GET", f"/clients/{fred}")
    assert gone["id"] == eva, "the other's id leads to whom he has become"
    merged = await state(db)
    assert merged["message"] == before["message"]
    assert (await desks.done("anna", "GET", "/cards", app=page["cards"][0]["card"]["app_id"], search="fred"))["items"]
    undo = f"/clients/{eva}/merges/{page['merges'][0]['id']}/undo"
    await desks.done("anna", "POST", undo)
    assert await state(db) == before
    assert await desks.refused("anna", "POST", undo) == (409, "merge_refused")
    trail = [one["deed"] for one in (await desks.done("dmitri", "GET", "/audit"))["items"]]
    assert trail[:2] == ["clients_parted", "clients_merged"]


async def test_open_desks_hear_of_merging_and_parting(desks: Desks) -> None:
    eva, fred = await ids(desks)
    await desks.done("anna", "PATCH", f"/clients/{eva}", {"name": "Eva Fjell"})
    epoch = desks.eva.started["epoch"]
    cursor = (await desks.done("anna", "GET", f"/sessions/{desks.other}"))["cursor"]
    async with socket_of(desks.app, desks.of["clara"], epoch=epoch, sessions={desks.other: cursor}) as desk:
        page = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
        heard = await desk.until("event", kind="client_merged")
        assert heard["data"]["session"]["client"] == {"id": eva, "name": "Eva Fjell"}
        rows = await desk.until("rows")
        assert [one["client"]["name"] for one in rows["rows"] if one["id"] == desks.other] == ["Eva Fjell"]
        await desks.done("anna", "POST", f"/clients/{eva}/merges/{page['merges'][0]['id']}/undo")
        heard = await desk.until("event", kind="client_parted")
        assert heard["data"]["session"]["client"]["id"] == fred
    async with db_of(desks).pool.acquire() as connection:
        bodies = await connection.fetch("select body from event where kind like 'client_%'")
    assert "Fjell" not in str(bodies), "the log holds ids, never names"


def db_of(desks: Desks) -> Database:
    db: Database = desks.app.house.db
    return db


async def test_who_writes_after_a_merging_writes_as_the_kept_one_in_a_session_of_his(desks: Desks) -> None:
    eva, fred = await ids(desks)
    await desks.take(desks.other)
    await desks.done("boris", "POST", f"/sessions/{desks.other}/close")
    await desks.done("dmitri", "PATCH", f"/live-chats/{desks.town.live_chats['Sales']}", {"reopen_hours": 0})
    await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    new = (await desks.fred.write("It squeals again"))["session"]["id"]
    assert new != desks.other
    assert (await desks.client_of(new, "anna"))["id"] == eva


async def test_a_session_that_opens_while_its_client_is_merged_shows_the_kept_one(desks: Desks, db: Database) -> None:
    eva, _ = await ids(desks)
    for _ in range(6):
        async with frame_of(desks.app, desks.town.channels["Sales"]) as visitor:
            await visitor.start()
            async with db.pool.acquire() as connection:
                one = await connection.fetchval("select client_id from account order by created_at desc limit 1")
            wrote, merged = await asyncio.gather(
                visitor.write("Hello"), desks.ask("anna", "POST", f"/clients/{eva}/merge", {"client_id": str(one)})
            )
            assert merged.status_code == 200, merged.text
            assert (await desks.client_of(wrote["session"]["id"], "anna"))["id"] == eva


async def test_chains_of_merges_are_undone_from_the_outside_in(desks: Desks, db: Database) -> None:
    eva, fred = await ids(desks)
    async with frame_of(desks.app, desks.town.channels["Sales"]) as frame:
        await frame.start()
        third = (await frame.write("Hello"))["session"]["id"]
    gus = (await desks.client_of(third, "anna"))["id"]
    card = await bind(desks, desks.other, "Fred")
    before = await state(db)
    first = await desks.done("anna", "POST", f"/clients/{gus}/merge", {"client_id": fred})
    second = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": gus})
    assert [one["card"]["id"] for one in second["cards"]] == [card["id"]], "what was nobody's goes on"
    for session in (desks.session, desks.other, third):
        assert (await desks.client_of(session, "anna"))["id"] == eva
    assert (await desks.done("anna", "GET", f"/clients/{fred}"))["id"] == eva
    early = f"/clients/{eva}/merges/{first['merges'][0]['id']}/undo"
    assert await desks.refused("anna", "POST", early) == (404, "not_found")
    again = await desks.ask("anna", "POST", f"/clients/{fred}/merge", {"client_id": gus})
    assert again.json()["params"] == {"reason": "same"}, "both are Eva by now"
    await desks.done("anna", "POST", f"/clients/{eva}/merges/{second['merges'][0]['id']}/undo")
    await desks.done("anna", "POST", f"/clients/{gus}/merges/{first['merges'][0]['id']}/undo")
    assert await state(db) == before


async def test_a_card_left_behind_comes_up_when_the_one_before_it_goes_back(desks: Desks) -> None:
    eva, fred = await ids(desks)
    async with frame_of(desks.app, desks.town.channels["Sales"]) as frame:
        await frame.start()
        third = (await frame.write("Hello"))["session"]["id"]
    gus = (await desks.client_of(third, "anna"))["id"]
    await bind(desks, desks.other, "Fred")
    await bind(desks, third, "Gus")
    first = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    second = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": gus})
    assert [one["card"]["title"] for one in second["cards"]] == ["Fred"]
    after = await desks.done("anna", "POST", f"/clients/{eva}/merges/{first['merges'][0]['id']}/undo")
    assert [one["card"]["title"] for one in after["cards"]] == ["Gus"]
    after = await desks.done("anna", "POST", f"/clients/{eva}/merges/{second['merges'][0]['id']}/undo")
    assert after["cards"] == []
    assert [one["card"]["title"] for one in (await desks.done("anna", "GET", f"/clients/{gus}"))["cards"]] == ["Gus"]


async def test_a_nameless_kept_one_takes_the_name_and_gives_it_back(desks: Desks) -> None:
    eva, fred = await ids(desks)
    await desks.done("anna", "PATCH", f"/clients/{fred}", {"name": "Fred Fjell"})
    page = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    assert page["name"] == "Fred Fjell"
    assert (await desks.client_of(desks.session, "anna"))["name"] == "Fred Fjell"
    page = await desks.done("anna", "POST", f"/clients/{eva}/merges/{page['merges'][0]['id']}/undo")
    assert page["name"] is None


async def test_merging_needs_the_right_about_both_and_no_offline(desks: Desks) -> None:
    eva, fred = await ids(desks)
    path, body = f"/clients/{eva}/merge", {"client_id": fred}
    assert await desks.refused("boris", "POST", path, body) == (403, "not_allowed"), "Fred waits, he is nobody's"
    assert await desks.refused("dmitri", "POST", path, body) == (403, "not_allowed")
    assert await desks.refused("clara", "POST", path, body) == (404, "not_found")
    assert await desks.refused("anna", "POST", path, {"client_id": str(new_id())}) == (404, "not_found")
    await desks.take(desks.other)
    await at_work(desks.of["boris"], "offline")
    assert await desks.refused("boris", "POST", path, body) == (409, "offline_may_only_look")
    await at_work(desks.of["boris"])
    await desks.done("boris", "POST", path, body)


async def test_nobody_is_merged_into_himself_or_with_an_employee(desks: Desks, db: Database) -> None:
    eva, fred = await ids(desks)
    answer = await desks.ask("anna", "POST", f"/clients/{eva}/merge", {"client_id": eva})
    assert (answer.status_code, answer.json()["params"]) == (409, {"reason": "same"})
    add = (
        "insert into account (id, client_id, channel_kind, external_id, person_id) values ($1, $2, 'internal', $3, $4)"
    )
    async with db.pool.acquire() as connection:
        await connection.execute(add, new_id(), fred, key(), desks.town.people["emil"])
    page = await desks.done("anna", "GET", f"/clients/{fred}")
    assert (page["internal"], page["may"]["merge"]) == (True, False)
    assert [one["person"]["name"] for one in page["accounts"] if one["person"]] == ["Emil"]
    answer = await desks.ask("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
    assert (answer.status_code, answer.json()["params"]) == (409, {"reason": "internal"})


async def test_two_who_merge_crosswise_end_with_one_client(desks: Desks) -> None:
    eva, fred = await ids(desks)
    answers = await asyncio.gather(
        desks.ask("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred}),
        desks.ask("anna", "POST", f"/clients/{fred}/merge", {"client_id": eva}),
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    kept = {(await desks.client_of(session, "anna"))["id"] for session in (desks.session, desks.other)}
    assert len(kept) == 1


async def test_two_merges_into_one_client_are_undone_at_once(desks: Desks) -> None:
    eva, fred = await ids(desks)
    async with frame_of(desks.app, desks.town.channels["Sales"]) as frame:
        await frame.start()
        third = (await frame.write("Hello"))["session"]["id"]
    gus = (await desks.client_of(third, "anna"))["id"]
    for session, name in ((desks.other, "Fred"), (third, "Gus")):
        await bind(desks, session, name)
    for _ in range(4):
        await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})
        page = await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": gus})
        undone = [
            desks.ask("anna", "POST", f"/clients/{eva}/merges/{merge['id']}/undo", {}) for merge in page["merges"]
        ]
        assert [answer.status_code for answer in await asyncio.gather(*undone)] == [200, 200]


async def test_who_had_an_old_session_of_a_client_merges_nobody_while_another_has_him(
    desks: Desks, db: Database
) -> None:
    eva, fred = await ids(desks)
    await desks.take(desks.other)
    await desks.done("boris", "POST", f"/sessions/{desks.session}/close")
    async with db.pool.acquire() as connection:
        await connection.execute(
            "update session set closed_at = closed_at - interval '25 hours' where state = 'closed'"
        )
    await desks.take((await desks.eva.write("A new question"))["session"]["id"], "clara")
    assert await desks.refused("boris", "POST", f"/clients/{eva}/merge", {"client_id": fred}) == (403, "not_allowed")
    await desks.done("anna", "POST", f"/clients/{eva}/merge", {"client_id": fred})


async def test_who_had_the_last_session_of_a_client_may_merge_him_when_none_is_open(desks: Desks) -> None:
    eva, fred = await ids(desks)
    await desks.take(desks.other)
    await desks.done("boris", "POST", f"/sessions/{desks.session}/close")
    await desks.done("boris", "POST", f"/clients/{eva}/merge", {"client_id": fred})
