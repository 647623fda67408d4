"""Invitations and resets: links that work once, for whom they were made, for as long as they are good."""

import asyncio
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx

from deskbell.base.db import Database
from deskbell.base.sql import Statement

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]

PASSWORD = "quiet harbour lantern"
NEW = "tulip desk by the window"
CLARA = {"name": "Clara", "email": "Clara@town.example"}


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


def token_in(answer: httpx.Response) -> str:
    return str(answer.json()["link"].rsplit("/", 1)[1])


async def test_an_invited_person_sets_a_password_and_is_in(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    dmitri = await signed_in("dmitri")
    invited = await dmitri.post("/people", json=CLARA | {"group_ids": [str(staff["operators"])]})
    assert invited.status_code == 201
    person = invited.json()["person"]
    assert (person["email"], person["signed_up"], person["administrator"]) == ("clara@town.example", False, False)
    assert [group["name"] for group in person["groups"]] == ["Operators"]
    assert invited.json()["link"].startswith("http://127.0.0.1:8000/links/")
    clara = new_browser()
    shown = await clara.get(f"/links/{token_in(invited)}")
    assert shown.json() == {"purpose": "invitation", "name": "Clara", "email": "clara@town.example"}
    used = await clara.post(f"/links/{token_in(invited)}", json={"password": NEW})
    assert used.status_code == 201
    assert used.json()["person"]["id"] == person["id"]
    assert (await clara.get("/me")).status_code == 200
    again = await new_browser().post("/sign-ins", json={"email": "clara@town.example", "password": NEW})
    assert again.status_code == 201
    people = (await dmitri.get("/people")).json()["items"]
    assert next(one for one in people if one["name"] == "Clara")["signed_up"] is True


async def test_a_link_is_dead_after_use_and_says_no_more_than_an_unknown_one(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    token = token_in(await (await signed_in("dmitri")).post("/people", json=CLARA))
    one = new_browser()
    assert (await one.post(f"/links/{token}", json={"password": NEW})).status_code == 201
    used = await one.post(f"/links/{token}", json={"password": NEW})
    unknown = await one.post(f"/links/{'x' * 43}", json={"password": NEW})
    assert (used.status_code, used.json()["code"]) == (404, "link_used_up")
    assert used.content == unknown.content
    assert (await one.get(f"/links/{token}")).content == (await one.get("/links/none")).content == used.content


async def test_of_twenty_who_use_one_link_at_once_exactly_one_is_let_in(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    token = token_in(await (await signed_in("dmitri")).post("/people", json=CLARA))
    answers = await asyncio.gather(
        *(new_browser().post(f"/links/{token}", json={"password": f"{NEW} {n}"}) for n in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 19
    assert sum("set-cookie" in answer.headers for answer in answers) == 1
    won = next(n for n, answer in enumerate(answers) if answer.status_code == 201)
    for n in (won, (won + 1) % 20):
        body = {"email": "clara@town.example", "password": f"{NEW} {n}"}
        assert (await new_browser().post("/sign-ins", json=body)).status_code == (201 if n == won else 401)


async def test_a_weak_password_is_refused_and_the_link_lives_on(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    token = token_in(await (await signed_in("dmitri")).post("/people", json=CLARA))
    one = new_browser()
    for weak in ("short", "password123", "clara@town.example"):
        refused = await one.post(f"/links/{token}", json={"password": weak})
        assert refused.json()["code"] == "password_too_weak"
    assert (await one.post(f"/links/{token}", json={"password": NEW})).status_code == 201


async def test_a_reset_ends_every_sign_in_and_the_old_password(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    anna, dmitri = await signed_in("anna"), await signed_in("dmitri")
    made = await dmitri.post(f"/people/{staff['anna']}/link")
    assert (made.status_code, made.json()["purpose"]) == (201, "password_reset")
    assert (await anna.get("/me")).status_code == 200
    one = new_browser()
    assert (await one.get(f"/links/{token_in(made)}")).json()["purpose"] == "password_reset"
    assert (await one.post(f"/links/{token_in(made)}", json={"password": NEW})).status_code == 201
    assert (await anna.get("/me")).status_code == 401
    body = {"email": "anna@town.example", "password": PASSWORD}
    assert (await new_browser().post("/sign-ins", json=body)).status_code == 401
    assert (await dmitri.get("/me")).status_code == 200


async def test_a_new_link_makes_the_earlier_one_void(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    dmitri = await signed_in("dmitri")
    invited = await dmitri.post("/people", json=CLARA)
    second = await dmitri.post(f"/people/{invited.json()['person']['id']}/link")
    assert second.json()["purpose"] == "invitation"
    one = new_browser()
    assert (await one.get(f"/links/{token_in(invited)}")).status_code == 404
    assert (await one.get(f"/links/{token_in(second)}")).status_code == 200


async def test_a_change_of_password_makes_a_reset_link_void(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    made = await (await signed_in("dmitri")).post(f"/people/{staff['anna']}/link")
    anna = await signed_in("anna")
    assert (await anna.post("/password", json={"current": PASSWORD, "new": NEW})).status_code == 204
    assert (await new_browser().get(f"/links/{token_in(made)}")).status_code == 404


async def test_links_grow_old(db: Database, new_browser: NewBrowser, staff: Staff, signed_in: SignedIn) -> None:
    dmitri, one = await signed_in("dmitri"), new_browser()
    invitation = token_in(await dmitri.post("/people", json=CLARA))
    reset = token_in(await dmitri.post(f"/people/{staff['anna']}/link"))
    age = statement("update one_time_link set expires_at = expires_at - make_interval(mins => $1)", "minutes")
    await db.run(age, minutes=61)
    assert (await one.get(f"/links/{reset}")).status_code == 404
    assert (await one.post(f"/links/{reset}", json={"password": NEW})).status_code == 404
    assert (await one.get(f"/links/{invitation}")).status_code == 200
    await db.run(age, minutes=7 * 24 * 60)
    assert (await one.post(f"/links/{invitation}", json={"password": NEW})).status_code == 404


async def test_an_archived_persons_link_opens_nothing_and_none_is_made(
    new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    dmitri = await signed_in("dmitri")
    invited = await dmitri.post("/people", json=CLARA)
    person_id = invited.json()["person"]["id"]
    assert (await dmitri.post(f"/people/{person_id}/archive")).status_code == 200
    assert (await new_browser().get(f"/links/{token_in(invited)}")).status_code == 404
    refused = await new_browser().post(f"/links/{token_in(invited)}", json={"password": NEW})
    assert refused.status_code == 404
    assert (await dmitri.post(f"/people/{person_id}/link")).json()["code"] == "not_writable"
    assert (await dmitri.post(f"/people/{uuid4()}/link")).json()["code"] == "not_found"


async def test_only_administrators_hand_out_links(staff: Staff, signed_in: SignedIn) -> None:
    anna = await signed_in("anna")
    for path, body in (("/people", CLARA), (f"/people/{staff['boris']}/link", None), (f"/people/{uuid4()}/link", None)):
        refused = await anna.post(path, json=body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


async def test_no_token_is_kept_as_it_was_given(
    db: Database, new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    dmitri = await signed_in("dmitri")
    link = token_in(await dmitri.post("/people", json=CLARA))
    ticket = (await dmitri.post("/socket-tickets")).json()["ticket"]
    secrets = [link, ticket, dmitri.cookies["deskbell"], PASSWORD]
    for table in ("one_time_link", "socket_ticket", "sign_in", "password", "audit_entry", "event", "sign_in_failure"):
        rows = await db.all(statement(f"select t::text as row from {table} t"))  # noqa: S608 - a fixed list
        for row in rows:
            for secret in secrets:
                assert secret not in row["row"]
                assert secret.encode().hex() not in row["row"]
