"""The gate: whose request it is, from which page it comes, and that a right withdrawn holds at once."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import httpx
import pytest

from deskbell.auth.gate import actor_for, actor_of, check_origin, cookie_of, origin_of, recheck, recheck_all
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.sql import Statement
from deskbell.people import groups, service
from deskbell.people.groups import archive_group
from deskbell.people.service import archive_person, change_person, restore_person
from deskbell.rights.actor import SYSTEM, Role
from deskbell.settings import Settings

NewBrowser = Callable[..., httpx.AsyncClient]
SignedIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Staff = dict[str, UUID]

OURS = "http://127.0.0.1:8000"
LIVE_CHAT = UUID("00000000-0000-7000-8000-000000000001")


def statement(text: str, *parameters: str) -> Statement:
    return Statement("test", "test", text, parameters, None)


async def open_live_chat(db: Database, staff: Staff) -> None:
    await db.run(statement("insert into live_chat (id, name) values ($1, 'Sales')", "id"), id=LIVE_CHAT)
    point = statement(
        "insert into live_chat_group (live_chat_id, group_id, role) values ($1, $2, $3)", "id", "group_id", "role"
    )
    await db.run(point, id=LIVE_CHAT, group_id=staff["operators"], role="operator")
    await db.run(point, id=LIVE_CHAT, group_id=staff["supervisors"], role="supervisor")
    await db.run(point, id=LIVE_CHAT, group_id=staff["supervisors"], role="reader")


async def sign_in_id_of(one: httpx.AsyncClient) -> UUID:
    return UUID((await one.get("/sign-ins")).json()["items"][0]["id"])


async def test_an_actor_holds_the_roles_of_his_groups(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    await open_live_chat(db, staff)
    anna = await recheck(db, await sign_in_id_of(await signed_in("anna")))
    boris = await actor_for(db, staff["boris"])
    assert anna is not None
    assert boris is not None
    assert anna.roles == {LIVE_CHAT: {Role.SUPERVISOR, Role.READER}}
    assert anna.groups == {staff["supervisors"]}
    assert anna.sign_in_id is not None
    assert (anna.kind, anna.name, anna.status, anna.language) == ("person", "Anna", "offline", "en")
    assert boris.roles == {LIVE_CHAT: {Role.OPERATOR}}
    assert (boris.sign_in_id, boris.language) == (None, "ru")


async def test_somebody_without_groups_has_no_roles_and_nobody_is_none(db: Database, staff: Staff) -> None:
    dmitri = await actor_for(db, staff["dmitri"])
    assert dmitri is not None
    assert dmitri.administrator
    assert not dmitri.roles
    assert await actor_for(db, uuid4()) is None
    assert await recheck(db, uuid4()) is None
    for token in (None, "", "x", "x" * 100_000, "\x00", "\ud800"):
        assert await actor_of(db, Settings(), token) is None


async def test_a_role_withdrawn_is_gone_at_the_next_look(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    await open_live_chat(db, staff)
    one = await signed_in("boris")
    assert [it["roles"] for it in (await one.get("/me")).json()["live_chats"]] == [["operator"]]
    async with db.transaction() as tx:
        await change_person(tx, SYSTEM, staff["boris"], group_ids=[])
    assert (await one.get("/me")).json()["live_chats"] == []


async def test_archived_groups_and_live_chats_give_no_roles(db: Database, staff: Staff) -> None:
    await open_live_chat(db, staff)
    async with db.transaction() as tx:
        await groups.add_group(tx, SYSTEM, "Others", [])
        await tx.run(
            statement("update person_group set archived_at = now() where id = $1", "id"), id=staff["operators"]
        )
    boris = await actor_for(db, staff["boris"])
    assert boris is not None
    assert not boris.roles
    assert not boris.groups
    await db.run(statement("update live_chat set archived_at = now()"))
    anna = await actor_for(db, staff["anna"])
    assert anna is not None
    assert not anna.roles


async def test_an_archived_person_is_out_at_once_and_stays_out(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    anna, dmitri = await signed_in("anna"), await signed_in("dmitri")
    sign_in_id = await sign_in_id_of(anna)
    assert (await dmitri.post(f"/people/{staff['anna']}/archive")).status_code == 200
    for answer in (await anna.get("/me"), await anna.post("/socket-tickets")):
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert await recheck(db, sign_in_id) is None
    async with db.transaction() as tx:
        await restore_person(tx, SYSTEM, staff["anna"])
    assert (await anna.get("/me")).status_code == 401
    assert (await signed_in("anna")) is not None


async def test_an_administrator_demoted_is_one_no_more(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    async with db.transaction() as tx:
        await change_person(tx, SYSTEM, staff["anna"], administrator=True)
    dmitri = await signed_in("dmitri")
    assert (await dmitri.get("/people")).status_code == 200
    async with db.transaction() as tx:
        await change_person(tx, SYSTEM, staff["dmitri"], administrator=False)
    assert (await dmitri.get("/people")).json()["code"] == "not_allowed"


async def test_a_bot_cannot_sign_in(db: Database, staff: Staff) -> None:
    async with db.transaction() as tx:
        bot = await service.add_person(tx, SYSTEM, "Helper", None, kind="bot", group_ids=[staff["operators"]])
    actor = await actor_for(db, bot)
    assert actor is not None
    assert actor.kind == "bot"
    insert = "insert into sign_in (id, person_id, token_hash, expires_at) values ($1, $2, '', now() + interval '1 day')"
    await db.run(statement(insert, "id", "person_id"), id=LIVE_CHAT, person_id=bot)
    assert await recheck(db, LIVE_CHAT) is None


CROSS_SITE = [
    {"Origin": "http://evil.example"},
    {"Origin": "null"},
    {"Origin": ""},
    {"Origin": "http://127.0.0.1:8001"},
    {"Origin": "http://127.0.0.1"},
    {"Origin": "https://127.0.0.1:8000"},
    {"Origin": "http://127.0.0.1:8000.evil.example"},
    {"Origin": OURS + "/"},
    {"Origin": OURS, "Sec-Fetch-Site": "cross-site"},
    {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "none"},
    {},
]


async def test_what_changes_anything_must_come_from_our_own_pages(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    del one.headers["Origin"]
    for headers in CROSS_SITE:
        for method, path in (
            ("POST", "/socket-tickets"),
            ("PATCH", "/me"),
            ("PUT", "/me/status"),
            ("DELETE", "/sign-ins/current"),
        ):
            refused = await one.request(method, path, json={"status": "online"}, headers=headers)
            assert (refused.status_code, refused.json()["code"]) == (403, "wrong_origin"), (method, headers)
            assert refused.json()["params"] == {"origin": OURS}
        assert (await one.get("/me", headers=headers)).status_code == 200
    for headers in (
        {"Origin": OURS},
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": OURS, "Sec-Fetch-Site": "same-origin"},
    ):
        assert (await one.post("/socket-tickets", headers=headers)).status_code == 201
    assert (await one.get("/me")).json()["person"]["status"] == "offline"


async def test_signing_in_from_another_page_is_refused_too(new_browser: NewBrowser, staff: Staff) -> None:
    refused = await new_browser().post(
        "/sign-ins",
        json={"email": "anna@town.example", "password": "quiet harbour lantern"},
        headers={"Origin": "http://evil.example"},
    )
    assert refused.json()["code"] == "wrong_origin"
    assert "set-cookie" not in refused.headers


@pytest.mark.parametrize(
    ("public_url", "origin"),
    [
        ("https://Chat.Example", "https://chat.example"),
        ("https://chat.example:443", "https://chat.example"),
        ("https://chat.example:8443", "https://chat.example:8443"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_our_origin_is_written_as_browsers_write_it(public_url: str, origin: str) -> None:
    assert origin_of(Settings(public_url=public_url)) == origin
    check_origin(origin, origin, None)
    with pytest.raises(Refusal):
        check_origin(origin, origin + "1", None)


def test_over_https_the_cookie_is_bound_to_our_host() -> None:
    cookie = cookie_of(Settings(public_url="https://chat.example", sign_in_days=3), "token")
    assert (cookie.key, cookie.secure, cookie.httponly, cookie.samesite) == ("__Host-deskbell", True, True, "lax")
    assert (cookie.path, cookie.domain, cookie.max_age) == ("/", None, 259_200)


async def test_the_plain_cookie_opens_nothing_over_https(
    db: Database, desk_over_https: NewBrowser, staff: Staff
) -> None:
    one = desk_over_https()
    answer = await one.post("/sign-ins", json={"email": "anna@town.example", "password": "quiet harbour lantern"})
    token = answer.cookies["__Host-deskbell"]
    assert (await one.get("/me")).status_code == 200
    other = desk_over_https(Cookie=f"deskbell={token}")
    assert (await other.get("/me")).status_code == 401


async def test_archiving_needs_no_sign_in_to_be_refused_afterwards(db: Database, staff: Staff) -> None:
    async with db.transaction() as tx:
        await archive_person(tx, SYSTEM, staff["anna"])
    assert await actor_for(db, staff["anna"]) is None


async def test_an_archived_group_is_none(db: Database, staff: Staff) -> None:
    async with db.transaction() as tx:
        await archive_group(tx, SYSTEM, staff["operators"])
    with pytest.raises(Refusal):
        await groups.group(db, staff["operators"])


async def test_many_sign_ins_are_looked_at_in_one_statement(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    anna, boris = await signed_in("anna"), await signed_in("boris")
    ids = {"anna": await sign_in_id_of(anna), "boris": await sign_in_id_of(boris)}
    await boris.delete("/sign-ins/current")
    found = await recheck_all(db, [*ids.values(), uuid4()])
    assert found == {ids["anna"]: await recheck(db, ids["anna"])}
    assert await recheck_all(db, []) == {}
