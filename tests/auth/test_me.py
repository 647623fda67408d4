"""Me: what the desk knows of who is sitting at it, and what he may change of himself."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx

from deskbell.base.db import Database
from deskbell.base.sql import Statement
from deskbell.live_chats.service import create_live_chat
from deskbell.rights.actor import SYSTEM

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def test_my_live_chats_are_those_i_operate_or_supervise(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    made = await create_live_chat(db, SYSTEM, "Sales", [staff["operators"]], [staff["supervisors"]])
    add = "insert into channel (id, live_chat_id, kind, name, key) values ($1, $2, 'widget', 'Shop', 'key')"
    channel = UUID("00000000-0000-7000-8000-000000000002")
    await db.run(statement(add, "id", "live_chat"), id=channel, live_chat=made.live_chat.id)
    for name, role in (("anna", "supervisor"), ("boris", "operator")):
        me = (await (await signed_in(name)).get("/me")).json()
        assert me["live_chats"] == [
            {
                "id": str(made.live_chat.id),
                "name": "Sales",
                "roles": [role],
                "can_begin": False,
                "message_limit": 10_000,
                "file_limit": 26_214_400,
                "close_reason_required": False,
                "channels": [{"id": str(channel), "name": "Shop", "kind": "widget"}],
            }
        ]
        UUID(me["epoch"])
    assert (await (await signed_in("dmitri")).get("/me")).json()["live_chats"] == []


async def test_without_a_sign_in_there_is_no_me(new_browser: NewBrowser, staff: Staff) -> None:
    one = new_browser()
    for method, path in (("GET", "/me"), ("PATCH", "/me"), ("PUT", "/me/status"), ("GET", "/sign-ins")):
        refused = await one.request(method, path, json={"status": "online"} if method != "GET" else None)
        assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")


async def test_my_name_language_and_settings_are_mine_to_change(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    first = await one.patch("/me", json={"name": " Anna  L. ", "language": "ru", "settings": {"theme": "dark", "a": 1}})
    assert first.status_code == 200
    person = first.json()["person"]
    assert (person["name"], person["language"], person["settings"]) == ("Anna L.", "ru", {"theme": "dark", "a": 1})
    second = await one.patch("/me", json={"settings": {"a": None, "sounds": False, "notices": {"ladder": [1, 2]}}})
    assert second.json()["person"]["settings"] == {"theme": "dark", "sounds": False, "notices": {"ladder": [1, 2]}}
    assert (await (await signed_in("boris")).get("/me")).json()["person"]["settings"] == {}


async def test_what_is_not_mine_to_change_is_refused(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    before = (await one.get("/me")).content
    bodies: list[Any] = [
        {"administrator": True},
        {"email": "other@town.example"},
        {"id": str(staff["dmitri"])},
        {"name": ""},
        {"name": "x" * 101},
        {"language": "de"},
        {"settings": {"big": "x" * 9_000}},
        {"settings": "dark"},
        {"settings": {"nul": "\x00"}},
        {"status": "online"},
        [],
    ]
    for body in bodies:
        refused = await one.patch("/me", json=body)
        assert (refused.status_code, refused.json()["code"]) == (422, "validation_failed"), body
    assert (await one.get("/me")).content == before


async def test_settings_do_not_grow_without_end(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("anna")
    assert (await one.patch("/me", json={"settings": {"first": "x" * 5_000}})).status_code == 200
    refused = await one.patch("/me", json={"settings": {"second": "x" * 5_000}})
    assert refused.json()["params"] == {"fields": {"settings": "too_long"}}
    assert list((await one.get("/me")).json()["person"]["settings"]) == ["first"]


async def test_the_working_status_is_set_by_hand_and_logged_once(
    db: Database, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("boris")
    for status in ("online", "online", "away", "offline"):
        answer = await one.put("/me/status", json={"status": status})
        assert answer.json()["person"]["status"] == status
    for wrong in ({"status": "busy"}, {"status": None}, {}, {"status": "online", "person_id": str(staff["anna"])}):
        assert (await one.put("/me/status", json=wrong)).status_code == 422
    rows = await db.all(statement("select actor_id, body from event where kind = 'status_changed' order by at"))
    assert [row["body"]["status"] for row in rows] == ["online", "away", "offline"]
    assert {row["actor_id"] for row in rows} == {staff["boris"]}
    assert {row["body"]["person_id"] for row in rows} == {str(staff["boris"])}
