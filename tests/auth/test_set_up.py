"""The set-up: the first administrator is made once, through a link from the console."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx

from deskbell.auth.links import address_of_link
from deskbell.auth.setup import ensure_link
from deskbell.base.db import Database
from deskbell.base.sql import Statement
from deskbell.people import service
from deskbell.rights.actor import SYSTEM
from deskbell.settings import Settings

NewBrowser = Callable[..., httpx.AsyncClient]
Staff = dict[str, UUID]

FIRST: dict[str, Any] = {
    "workspace_name": "Harbour Shop",
    "language": "ru",
    "time_zone": "Europe/Helsinki",
    "name": "Dmitri",
    "email": "Dmitri@town.example",
    "password": "quiet harbour lantern",
}


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def link(db: Database) -> str:
    token = await ensure_link(db)
    assert token is not None
    return token


async def test_the_link_makes_the_first_administrator_and_is_gone(db: Database, new_browser: NewBrowser) -> None:
    token, one = await link(db), new_browser()
    assert (await one.get(f"/set-up/{token}")).json() == {"workspace": {"name": "Deskbell", "language": "en"}}
    made = await one.post("/set-up", json=FIRST | {"token": token})
    assert made.status_code == 201
    me = made.json()
    assert me["workspace"] == {
        "name": "Harbour Shop",
        "language": "ru",
        "time_zone": "Europe/Helsinki",
        "hide_counters": False,
    }
    assert (me["person"]["email"], me["person"]["administrator"]) == ("dmitri@town.example", True)
    assert (await one.get("/people")).status_code == 200
    unknown = await one.get(f"/set-up/{'x' * 43}")
    for answer in (await one.get(f"/set-up/{token}"), await one.post("/set-up", json=FIRST | {"token": token})):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
        assert answer.content == unknown.content
    assert await ensure_link(db) is None
    signed_in = await new_browser().post("/sign-ins", json={key: FIRST[key] for key in ("email", "password")})
    assert signed_in.status_code == 201


async def test_links_of_earlier_starts_work_until_one_is_used(db: Database, new_browser: NewBrowser) -> None:
    first, second = await link(db), await link(db)
    one = new_browser()
    assert (await one.get(f"/set-up/{first}")).status_code == (await one.get(f"/set-up/{second}")).status_code == 200
    assert (await one.post("/set-up", json=FIRST | {"token": second})).status_code == 201
    refused = await one.post("/set-up", json=FIRST | {"token": first, "email": "mallory@town.example"})
    assert refused.status_code == 404


async def test_of_twenty_who_set_up_at_once_exactly_one_does(db: Database, new_browser: NewBrowser) -> None:
    tokens = [await link(db), await link(db)]
    answers = await asyncio.gather(
        *(
            new_browser().post("/set-up", json=FIRST | {"token": tokens[n % 2], "email": f"{n}@town.example"})
            for n in range(20)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [404] * 19
    row = await db.first(statement("select count(*) as people from person"))
    assert row is not None
    assert row["people"] == 1


async def test_without_the_link_there_is_no_set_up(db: Database, new_browser: NewBrowser) -> None:
    token, one = await link(db), new_browser()
    for wrong in ("", "x", token[:-1], token + "x", token.upper(), "\x00"):
        assert (await one.post("/set-up", json=FIRST | {"token": wrong})).status_code == 404
    await db.run(statement("update one_time_link set expires_at = now() - interval '1 second'"))
    assert (await one.post("/set-up", json=FIRST | {"token": token})).status_code == 404
    assert (await one.get(f"/set-up/{await link(db)}")).status_code == 200


async def test_what_is_wrong_is_named_and_the_link_lives_on(db: Database, new_browser: NewBrowser) -> None:
    token, one = await link(db), new_browser()
    for change, fields in (
        ({"workspace_name": "  "}, {"workspace_name": "required"}),
        ({"name": ""}, {"name": "required"}),
        ({"email": "nobody"}, {"email": "invalid"}),
        ({"time_zone": "Mars/Olympus"}, {"time_zone": "unknown"}),
        ({"language": "tlh"}, {"language": "invalid"}),
    ):
        refused = await one.post("/set-up", json=FIRST | {"token": token} | change)
        assert (refused.status_code, refused.json()["params"]) == (422, {"fields": fields}), change
    weak = await one.post("/set-up", json=FIRST | {"token": token, "password": "dmitri@town.example"})
    assert weak.json()["params"] == {"reason": "like_email"}
    assert (await one.post("/set-up", json=FIRST | {"token": token})).status_code == 201


async def test_an_installation_with_an_administrator_has_no_set_up(db: Database, new_browser: NewBrowser) -> None:
    token = await link(db)
    async with db.transaction() as tx:
        await service.add_person(tx, SYSTEM, "Dmitri", "dmitri@town.example", administrator=True)
    assert await ensure_link(db) is None
    assert (await new_browser().get(f"/set-up/{token}")).status_code == 404
    assert (await new_browser().post("/set-up", json=FIRST | {"token": token})).status_code == 404


async def test_an_invitation_does_not_open_the_set_up(db: Database, new_browser: NewBrowser) -> None:
    token = await link(db)
    assert (await new_browser().get(f"/links/{token}")).status_code == 404
    assert (await new_browser().post(f"/links/{token}", json={"password": FIRST["password"]})).status_code == 404


def test_the_address_is_a_page_of_the_desk() -> None:
    assert address_of_link(Settings(), "set_up", "abc") == "http://127.0.0.1:8000/set-up/abc"
