"""The page for other applications: which tokens open it, for how long, from where, and how far."""

from typing import Any

import pytest
from tests.embed.conftest import BOOKS, Reading, readers
from tests.surfaces import ORIGIN, at_work, key

from deskbell.base import clock
from deskbell.base.ids import new_id
from deskbell.demo.town import email_of


def _now() -> int:
    return int(clock.now().timestamp())


async def test_a_token_opens_the_messages_of_an_account_or_of_an_item(reading: Reading) -> None:
    card = (await reading.desks["boris"].get(f"/api/v1/cards/{reading.request}")).json()["card"]
    for about in (
        {"account": reading.account},
        {"account": None, "app": "requests", "item": reading.request},
        {"account": None, "app": "requests", "item": str(card["number"])},
        {"account": None, "app": "contacts", "item": reading.contact},
    ):
        listed = await reading.ask(await reading.key(**about))
        assert [one["id"] for one in listed.json()["items"]] == [reading.session], about
    opened = await reading.key()
    thread = (await reading.ask(opened, f"/{reading.session}")).json()
    assert [one["text"] for one in thread["messages"]] == ["Do you ship to Norway?", "We do"]


async def test_what_a_token_names_is_all_that_it_opens(reading: Reading) -> None:
    for about in (
        {"account": str(new_id())},
        {"account": "site:nobody"},
        {"account": None, "app": "requests", "item": "999999"},
        {"account": None, "app": "nothing", "item": reading.request},
    ):
        opened = await reading.key(**about)
        assert (await reading.ask(opened)).json()["items"] == [], about
        assert (await reading.ask(opened, f"/{reading.session}")).status_code == 404


async def test_a_claimed_address_opens_nothing(reading: Reading) -> None:
    db = reading.app.house.db
    async with db.transaction() as tx:
        await tx.connection.execute("update account set email = 'eva@town.example'")
    assert (await reading.ask(await reading.key(account="eva@town.example"))).json()["items"] == []
    async with db.transaction() as tx:
        await tx.connection.execute("update account set verified = true where email = 'eva@town.example'")
    assert len((await reading.ask(await reading.key(account="Eva@town.example"))).json()["items"]) == 1


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"exp": 1_000_000_000, "iat": 999_999_900}, "expired"),
        ({"exp": None}, "exp_missing"),
        ({"aud": "another"}, "audience"),
        ({"aud": None}, "aud_missing"),
        ({"origin": "https://elsewhere.example"}, "origin"),
        ({"origin": None}, "origin_missing"),
        ({"sub": "nobody@town.example"}, "person"),
        ({"sub": None}, "sub_missing"),
        ({"jti": None}, "jti_missing"),
        ({"account": None}, "scope"),
        ({"item": "1", "app": "requests"}, "scope"),
        ({"account": None, "item": "1"}, "app_missing"),
        ({"account": 7}, "account_invalid"),
    ],
)
async def test_a_token_that_is_wrong_is_refused_with_its_reason(
    reading: Reading, claims: dict[str, Any], reason: str
) -> None:
    refused = await reading.enter(reading.token(**claims))
    assert (refused.status_code, refused.json()["code"]) == (401, "embed_refused")
    assert refused.json()["params"] == {"reason": reason}


async def test_a_token_lives_five_minutes_at_most_and_is_good_once(reading: Reading) -> None:
    long = await reading.enter(reading.token(exp=_now() + 301))
    assert long.json()["params"] == {"reason": "lifetime"}
    token = reading.token(exp=_now() + 299)
    assert (await reading.enter(token)).status_code == 201
    assert (await reading.enter(token)).json()["params"] == {"reason": "used"}


async def test_a_token_of_another_secret_or_from_another_page_is_refused(reading: Reading) -> None:
    forged = await reading.enter(reading.token("x" * 43))
    assert forged.json()["params"] == {"reason": "signature"}
    elsewhere = await reading.enter(reading.token(), origin="https://elsewhere.example")
    assert elsewhere.json()["params"] == {"reason": "origin"}
    head, body, _ = reading.token().split(".")
    assert (await reading.enter(f"{head}.{body}.")).json()["code"] == "embed_refused"


async def test_the_page_may_stand_on_its_applications_origins_alone(reading: Reading) -> None:
    nobody = reading.desks["nobody"]
    page = await nobody.get("/embed/messages", params={"site": reading.site["key"]})
    assert page.status_code in (200, 503)
    if page.status_code == 200:
        assert f"frame-ancestors {BOOKS}" in page.headers["content-security-policy"]
        assert "set-cookie" not in page.headers
    assert (await nobody.get("/embed/messages", params={"site": "another"})).status_code == 404


async def test_the_rights_are_those_of_the_person_at_this_moment(reading: Reading) -> None:
    opened = await reading.key()
    newer = f"/{reading.session}/newer?after=0"
    assert (await reading.ask(opened, newer)).status_code == 200
    await readers(reading)
    assert (await reading.ask(opened, newer)).status_code == 404
    assert (await reading.ask(opened)).json()["items"] == []
    await readers(reading, "Readers")
    assert (await reading.ask(opened, newer)).status_code == 200
    rita = reading.town.people["rita"]
    await reading.desks["dmitri"].post(f"/api/v1/people/{rita}/archive", json={})
    assert (await reading.ask(opened, newer)).json()["code"] == "embed_ended"


@pytest.mark.parametrize("deed", ["secret", "origins", "archive"])
async def test_open_pages_end_with_what_they_stood_on(reading: Reading, deed: str) -> None:
    opened, dmitri, path = await reading.key(), reading.desks["dmitri"], f"/api/v1/embed-sites/{reading.site['id']}"
    assert (await reading.ask(opened)).status_code == 200
    if deed == "origins":
        assert (await dmitri.patch(path, json={"origins": ["https://other.example"]})).status_code == 200
    else:
        assert (await dmitri.post(f"{path}/{deed}", json={})).status_code in (201, 204)
    ended = await reading.ask(opened)
    assert (ended.status_code, ended.json()["code"]) == (401, "embed_ended")
    assert (await reading.enter(reading.token())).status_code == 401


async def test_a_key_is_no_sign_in_and_a_sign_in_no_key(reading: Reading) -> None:
    opened = await reading.key()
    nobody = reading.desks["nobody"]
    headers = {"Authorization": f"Bearer {opened}"}
    assert (await nobody.get("/api/v1/me", headers=headers)).status_code == 401
    for route in ("", f"/{reading.session}", f"/{reading.session}/older", f"/{reading.session}/newer?after=0"):
        assert (await reading.desks["anna"].get(f"/embed/v1/messages{route}")).json()["code"] == "embed_ended"
        assert (await reading.ask("another", route)).json()["code"] == "embed_ended"


async def test_an_operator_replies_in_his_own_session_and_nobody_else_does(reading: Reading) -> None:
    replies, body = f"/{reading.session}/replies", {"send_key": key(), "text": "By Friday"}
    rita = await reading.ask(await reading.key(), replies, "POST", json=body)
    assert rita.status_code == 404
    boris = await reading.key(sub=email_of("boris"))
    posted = await reading.ask(boris, replies, "POST", json=body)
    assert posted.status_code == 201, posted.text
    assert (await reading.ask(boris, replies, "POST", json=body)).status_code == 200
    anna = await reading.ask(await reading.key(sub=email_of("anna")), replies, "POST", json=body | {"send_key": key()})
    assert (anna.status_code, anna.json()["code"]) == (409, "not_yours")
    await at_work(reading.desks["boris"], "offline")
    again = await reading.ask(boris, replies, "POST", json={"send_key": key(), "text": "Or Saturday"})
    assert again.json()["code"] == "offline_may_only_look"


async def test_a_stored_reply_stays_sent_though_its_session_went_out_of_sight_before_the_answer(
    reading: Reading,
) -> None:
    replies, body = f"/{reading.session}/replies", {"send_key": key(), "text": "By Friday"}
    boris = await reading.key(sub=email_of("boris"))
    once = await reading.ask(boris, replies, "POST", json=body)
    assert (await reading.desks["boris"].post(f"/api/v1/sessions/{reading.session}/spam")).status_code == 200
    again = await reading.ask(boris, replies, "POST", json=body)
    assert (again.status_code, again.json()) == (200, once.json())
    other = await reading.ask(boris, replies, "POST", json=body | {"send_key": key()})
    assert other.status_code == 404


async def test_a_files_address_ends_with_the_page(reading: Reading) -> None:
    assert reading.eva is not None
    file = (await reading.eva.call("POST", "/files", params={"name": "map.txt"}, content=b"north")).json()["id"]
    await reading.eva.write("Here", file_ids=[file])
    opened = await reading.key()
    path = f"/{reading.session}/file-addresses"
    url = (await reading.ask(opened, path, "POST", json={"file_ids": [file]})).json()["items"][file]["url"]
    nobody = reading.desks["nobody"]
    assert (await nobody.get(url)).content == b"north"
    await reading.desks["dmitri"].post(f"/api/v1/embed-sites/{reading.site['id']}/archive", json={})
    assert (await nobody.get(url)).status_code == 404


async def test_the_secret_is_shown_once_and_every_deed_is_in_the_trail(reading: Reading) -> None:
    dmitri = reading.desks["dmitri"]
    listed = await dmitri.get("/api/v1/embed-sites")
    assert reading.secret not in listed.text
    assert listed.json()["items"][0]["script"] == f"{ORIGIN}/embed/v1.js"
    path = f"/api/v1/embed-sites/{reading.site['id']}"
    renewed = (await dmitri.post(f"{path}/secret", json={})).json()["secret"]
    assert (await reading.enter(reading.token())).json()["params"] == {"reason": "signature"}
    assert (await reading.enter(reading.token(renewed))).status_code == 201
    await dmitri.patch(path, json={"name": "Ledger"})
    await dmitri.post(f"{path}/archive", json={})
    trail = [one["deed"] for one in (await dmitri.get("/api/v1/audit")).json()["items"]]
    for deed in ("added", "secret_replaced", "changed", "archived"):
        assert f"embed_site_{deed}" in trail
    for origins in ([], ["*"], ["https://a.example/path"]):
        refused = await dmitri.post("/api/v1/embed-sites", json={"name": "Books", "origins": origins})
        assert refused.status_code == 422


async def test_the_pages_and_files_of_an_archived_person_end_at_once(reading: Reading) -> None:
    opened = await reading.key()
    assert (await reading.ask(opened)).status_code == 200
    rita = reading.town.people["rita"]
    assert (await reading.desks["dmitri"].post(f"/api/v1/people/{rita}/archive")).status_code == 200
    ended = await reading.ask(opened)
    assert (ended.status_code, ended.json()["code"]) == (401, "embed_ended")
    refused = await reading.enter(reading.token())
    assert (refused.status_code, refused.json()["code"]) == (401, "embed_refused")
