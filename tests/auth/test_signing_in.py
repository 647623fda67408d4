"""Signing in with a password, and everything that is refused beside it."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from argon2 import PasswordHasher

from deskbell.auth import passwords, tries
from deskbell.auth.sign_ins import SQL
from deskbell.base.db import Database
from deskbell.base.rates import Buckets
from deskbell.base.sql import Statement
from deskbell.people.service import archive_person
from deskbell.rights.actor import SYSTEM

NewBrowser = Callable[..., httpx.AsyncClient]
Staff = dict[str, UUID]

ANNA = {"email": "anna@town.example", "password": "quiet harbour lantern"}
WRONG = ANNA | {"password": "quiet harbour lanterns"}


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def test_a_person_signs_in_and_is_told_who_he_is(new_browser: NewBrowser, staff: Staff) -> None:
    one = new_browser()
    answer = await one.post("/sign-ins", json=ANNA | {"email": " Anna@Town.example "})
    assert answer.status_code == 201
    me = answer.json()
    assert me["person"]["id"] == str(staff["anna"])
    assert me["person"]["administrator"] is False
    assert me["workspace"]["name"] == "Deskbell"
    assert me["live_chats"] == []
    assert (await one.get("/me")).json() == me


async def test_the_cookie_is_for_our_pages_only_and_scripts_do_not_see_it(
    new_browser: NewBrowser, staff: Staff
) -> None:
    answer = await new_browser().post("/sign-ins", json=ANNA)
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("deskbell=")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    assert "max-age=604800" in cookie
    assert "domain" not in cookie


UNKNOWN = [
    WRONG,
    ANNA | {"email": "nobody@town.example"},
    ANNA | {"password": ""},
    ANNA | {"email": ""},
    ANNA | {"email": "anna@town.example\x00", "password": "x\x00"},
    ANNA | {"password": "Quiet Harbour Lantern"},
]

SHAPES: list[Any] = [
    {},
    {"email": "anna@town.example"},
    ANNA | {"password": None},
    ANNA | {"password": ["quiet harbour lantern"]},
    ANNA | {"email": {"ne": ""}},
    ANNA | {"administrator": True},
    ANNA | {"password": "x" * 1_001},
    [ANNA],
    "anna",
]

BYTES = [b"{", b"\xff\xfe", b'{"email": "a", "password": "\xff"}', b"[" * 10_000, b""]


async def test_unknown_and_wrong_are_answered_alike(new_browser: NewBrowser, staff: Staff) -> None:
    one = new_browser()
    refused = [await one.post("/sign-ins", json=body) for body in UNKNOWN]
    assert refused[0].status_code == 401
    assert refused[0].json() == {
        "type": "about:blank",
        "title": "Unauthorized",
        "status": 401,
        "code": "wrong_credentials",
        "params": {},
    }
    assert {answer.content for answer in refused} == {refused[0].content}
    assert {tuple(answer.headers.items()) for answer in refused} == {tuple(refused[0].headers.items())}
    assert (await one.get("/me")).status_code == 401
    assert (await one.post("/sign-ins", json=ANNA)).status_code == 201


async def test_a_body_of_another_shape_is_refused(new_browser: NewBrowser, staff: Staff) -> None:
    one = new_browser()
    refused = [await one.post("/sign-ins", json=body) for body in SHAPES]
    json = {"content-type": "application/json"}
    refused += [await one.post("/sign-ins", content=raw, headers=json) for raw in BYTES]
    assert {(answer.status_code, answer.json()["code"]) for answer in refused} == {(422, "validation_failed")}
    assert (await one.post("/sign-ins", json=ANNA)).status_code == 201


async def test_an_archived_or_invited_person_is_nobody(new_browser: NewBrowser, staff: Staff, db: Database) -> None:
    async with db.transaction() as tx:
        await archive_person(tx, SYSTEM, staff["anna"])
    await db.run(statement("delete from password where person_id = $1", "id"), id=staff["boris"])
    one = new_browser()
    nobody = await one.post("/sign-ins", json=ANNA | {"email": "nobody@town.example"})
    for name in ("anna", "boris"):
        refused = await one.post("/sign-ins", json=ANNA | {"email": f"{name}@town.example"})
        assert refused.status_code == 401
        assert refused.content == nobody.content


async def test_an_unknown_e_mail_costs_as_much_as_a_wrong_password(
    new_browser: NewBrowser, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    verified: list[bool] = []
    verify = passwords._verify

    def counted(hashed: str | None, password: str) -> bool:
        verified.append(hashed is not None)
        return verify(hashed, password)

    monkeypatch.setattr(passwords, "_verify", counted)
    one = new_browser()
    await one.post("/sign-ins", json=WRONG)
    await one.post("/sign-ins", json=WRONG | {"email": "nobody@town.example"})
    assert verified == [True, False]


async def test_no_hash_lets_nobody_in_even_with_the_password_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    known = await passwords.hash_password("known to an attacker")
    monkeypatch.setattr(passwords, "_nobodys", lambda: known)
    assert not await passwords.matches(None, "known to an attacker")
    assert not await passwords.matches("", "known to an attacker")
    assert not await passwords.matches("$argon2id$broken", "known to an attacker")
    assert await passwords.matches(known, "known to an attacker")


async def test_letters_composed_by_another_keyboard_are_the_same_password() -> None:
    assert await passwords.matches(await passwords.hash_password("caf\u00e9 kettle"), "cafe\u0301 kettle")


async def test_a_weak_hash_is_made_anew_at_sign_in(new_browser: NewBrowser, staff: Staff, db: Database) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(ANNA["password"])
    await db.run(SQL.keep_password, person_id=staff["anna"], hash=weak)
    assert (await new_browser().post("/sign-ins", json=ANNA)).status_code == 201
    row = await db.first(SQL.candidate_by_id, person_id=staff["anna"])
    assert row is not None
    assert "m=19456,t=2,p=1" in row["hash"]
    assert (await new_browser().post("/sign-ins", json=ANNA)).status_code == 201


async def test_each_sign_in_has_a_new_token_and_ends_the_one_the_browser_had(
    new_browser: NewBrowser, staff: Staff
) -> None:
    one = new_browser()
    one.cookies.set("deskbell", "planted-by-somebody", domain="127.0.0.1")
    first = (await one.post("/sign-ins", json=ANNA)).cookies["deskbell"]
    second = (await one.post("/sign-ins", json=ANNA)).cookies["deskbell"]
    assert len({first, second, "planted-by-somebody"}) == 3
    for old in (first, "planted-by-somebody"):
        other = new_browser()
        other.cookies.set("deskbell", old, domain="127.0.0.1")
        assert (await other.get("/me")).json()["code"] == "not_signed_in"
    assert len((await one.get("/sign-ins")).json()["items"]) == 1


async def test_an_e_mail_is_tried_ten_times_and_then_waits(new_browser: NewBrowser, staff: Staff) -> None:
    for number in range(tries.MOST_BY_EMAIL):
        assert (await new_browser(f"10.0.{number}.1").post("/sign-ins", json=WRONG)).status_code == 401
    for body in (WRONG, ANNA):
        refused = await new_browser("10.9.9.9").post("/sign-ins", json=body)
        assert refused.status_code == 429
        assert refused.json()["code"] == "too_many_tries"
        assert 0 < refused.json()["params"]["retry_after"] <= 900
        assert refused.headers["retry-after"] == str(refused.json()["params"]["retry_after"])
    other = await new_browser("10.9.9.9").post("/sign-ins", json=ANNA | {"email": "boris@town.example"})
    assert other.status_code == 201


async def test_an_address_that_tries_many_e_mails_waits_and_others_do_not(
    new_browser: NewBrowser, staff: Staff
) -> None:
    one = new_browser("10.0.0.7")
    for number in range(tries.MOST_BY_ADDRESS):
        assert (await one.post("/sign-ins", json=WRONG | {"email": f"{number}@x.example"})).status_code == 401
    assert (await one.post("/sign-ins", json=ANNA)).json()["code"] == "too_many_tries"
    assert (await new_browser("10.0.0.8").post("/sign-ins", json=ANNA)).status_code == 201


async def test_many_wrong_tries_at_once_do_not_slip_past_the_limit(new_browser: NewBrowser, staff: Staff) -> None:
    answers = await asyncio.gather(
        *(new_browser(f"10.1.{number}.1").post("/sign-ins", json=WRONG) for number in range(30))
    )
    judged = [answer for answer in answers if answer.status_code == 401]
    assert len(judged) <= tries.MOST_BY_EMAIL
    assert {answer.status_code for answer in answers} <= {401, 429}


async def test_signing_in_forgives_what_was_mistyped_before(new_browser: NewBrowser, staff: Staff) -> None:
    one = new_browser()
    for _ in range(2):
        for _ in range(tries.MOST_BY_EMAIL - 1):
            assert (await one.post("/sign-ins", json=WRONG)).status_code == 401
        assert (await one.post("/sign-ins", json=ANNA)).status_code == 201


async def test_tries_age_out(new_browser: NewBrowser, staff: Staff, db: Database) -> None:
    for _ in range(tries.MOST_BY_EMAIL):
        await new_browser().post("/sign-ins", json=WRONG)
    assert (await new_browser().post("/sign-ins", json=ANNA)).status_code == 429
    await db.run(statement("update sign_in_failure set at = at - interval '16 minutes'"))
    assert (await new_browser().post("/sign-ins", json=ANNA)).status_code == 201


async def test_a_flood_is_stopped_before_anything_is_hashed(
    new_browser: NewBrowser, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tries, "BUCKETS", Buckets(3, 0.1, "too_many_tries"))
    one = new_browser()
    statuses = [(await one.post("/sign-ins", json=WRONG)).status_code for _ in range(5)]
    assert statuses == [401, 401, 401, 429, 429]


async def test_when_too_many_wait_for_the_hash_the_next_is_told_to_come_back(
    new_browser: NewBrowser, staff: Staff, monkeypatch: pytest.MonkeyPatch, db: Database
) -> None:
    monkeypatch.setattr(passwords, "MOST_WAITING", -passwords.AT_ONCE)
    refused = await new_browser().post("/sign-ins", json=ANNA)
    assert refused.status_code == 503
    assert refused.json()["code"] == "overloaded"
    assert await db.all(statement("select * from sign_in_failure")) == []
