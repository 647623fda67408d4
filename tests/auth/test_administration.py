"""The administrators' doors behind the gate: people, groups, workspace, trail; and that nobody else passes them."""

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

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


async def test_nobody_but_administrators_passes(
    db: Database, new_browser: NewBrowser, staff: Staff, signed_in: SignedIn
) -> None:
    doors: list[tuple[str, str, object]] = [
        ("GET", "/people", None),
        ("POST", "/people", {"name": "Clara", "email": "clara@town.example"}),
        ("PATCH", f"/people/{staff['boris']}", {"administrator": True}),
        ("PATCH", f"/people/{staff['anna']}", {"administrator": True}),
        ("PATCH", f"/people/{uuid4()}", {"name": "Clara"}),
        ("POST", f"/people/{staff['dmitri']}/archive", None),
        ("POST", f"/people/{staff['dmitri']}/restore", None),
        ("POST", f"/people/{staff['dmitri']}/link", None),
        ("GET", "/groups", None),
        ("POST", "/groups", {"name": "Others"}),
        ("PATCH", f"/groups/{staff['supervisors']}", {"member_ids": []}),
        ("POST", f"/groups/{staff['supervisors']}/archive", None),
        ("PATCH", "/workspace", {"name": "Mine"}),
        ("GET", "/audit", None),
    ]
    await create_live_chat(db, SYSTEM, "Sales", [staff["operators"]], [staff["supervisors"]])
    before = await state(db)
    stranger = new_browser()
    for name in ("anna", "boris"):
        one = await signed_in(name)
        for method, path, body in doors:
            refused = await one.request(method, path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed"), (method, path)
            refused = await stranger.request(method, path, json=body)
            assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in"), (method, path)
    assert await state(db) == before


async def state(db: Database) -> list[str]:
    found: list[str] = []
    for table in ("person", "person_group", "group_member", "workspace", "audit_entry", "one_time_link", "event"):
        found += [row["r"] for row in await db.all(statement(f"select t::text as r from {table} t order by 1"))]  # noqa: S608 - a fixed list
    return found


async def test_people_are_listed_by_name_page_by_page(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    for number in range(5):
        await one.post("/people", json={"name": "Clara", "email": f"clara{number}@town.example"})
    seen: list[str] = []
    cursor = None
    for _ in range(10):
        page = (await one.get("/people", params={"limit": 3} | ({"cursor": cursor} if cursor else {}))).json()
        seen += [item["id"] for item in page["items"]]
        assert len(page["items"]) <= 3
        cursor = page["next"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 8
    whole = (await one.get("/people")).json()
    assert [item["id"] for item in whole["items"]] == seen
    assert whole["next"] is None
    for wrong in ({"limit": 0}, {"limit": 101}, {"limit": "x"}, {"cursor": "x"}, {"cursor": "W10"}, {"archived": "x"}):
        assert (await one.get("/people", params=wrong)).status_code == 422, wrong


async def test_a_person_is_changed_archived_and_restored(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    path = f"/people/{staff['boris']}"
    body = {"name": "Boris B.", "email": "Bobby@town.example", "group_ids": [str(staff["supervisors"])]}
    changed = (await one.patch(path, json=body)).json()
    assert (changed["name"], changed["email"]) == ("Boris B.", "bobby@town.example")
    assert changed["groups"] == [{"id": str(staff["supervisors"]), "name": "Supervisors"}]
    archived = (await one.post(f"{path}/archive")).json()
    assert archived["archived_at"] is not None
    assert "Boris B." not in [item["name"] for item in (await one.get("/people")).json()["items"]]
    assert [item["name"] for item in (await one.get("/people?archived=true")).json()["items"]] == ["Boris B."]
    assert (await one.post(f"{path}/archive")).json()["code"] == "not_writable"
    assert (await one.patch(path, json={"name": "B"})).json()["code"] == "not_writable"
    assert (await one.post(f"{path}/restore")).json()["archived_at"] is None
    assert (await one.post(f"{path}/restore")).status_code == 200
    rows = await db.all(
        statement("select body from event where kind = 'people_changed' and body ? 'archived' order by at")
    )
    assert [row["body"] for row in rows] == [
        {"person_id": str(staff["boris"]), "archived": True},
        {"person_id": str(staff["boris"]), "archived": False},
    ]


async def test_what_cannot_be_kept_of_a_person_is_refused(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    good = {"name": "Clara", "email": "clara@town.example"}
    for change, code in (
        ({"email": "ANNA@town.example"}, "email_taken"),
        ({"email": "nobody"}, "validation_failed"),
        ({"email": "a@b\r\nBcc: c@d"}, "validation_failed"),
        ({"name": "\u202e \x07"}, "validation_failed"),
        ({"group_ids": [str(uuid4())]}, "validation_failed"),
        ({"group_ids": ["x"]}, "validation_failed"),
        ({"kind": "bot"}, "validation_failed"),
        ({"id": str(uuid4())}, "validation_failed"),
        ({"administrator": "yes"}, "validation_failed"),
    ):
        refused = await one.post("/people", json=good | change)
        assert refused.json()["code"] == code, change
    assert (await one.post("/people", json=good)).status_code == 201
    assert (await one.patch(f"/people/{staff['boris']}", json={"email": "clara@town.example"})).json()[
        "code"
    ] == "email_taken"
    for path in (f"/people/{uuid4()}", f"/people/{staff['operators']}"):
        assert (await one.patch(path, json={"name": "B"})).status_code == 404
    assert (await one.patch("/people/x", json={"name": "B"})).status_code == 404


async def test_the_last_administrator_stays(staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    path = f"/people/{staff['dmitri']}"
    for refused in (await one.patch(path, json={"administrator": False}), await one.post(f"{path}/archive")):
        assert (refused.status_code, refused.json()["code"]) == (409, "last_administrator")
    await one.post("/people", json={"name": "Clara", "email": "clara@town.example", "administrator": True})
    refused = await one.patch(path, json={"administrator": False})
    assert refused.json()["code"] == "last_administrator", "an invited one cannot sign in yet"
    assert (await one.patch(f"/people/{staff['anna']}", json={"administrator": True})).status_code == 200
    assert (await one.patch(path, json={"administrator": False})).status_code == 200
    assert (await one.get("/people")).status_code == 403


async def test_groups_are_made_changed_and_archived(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    made = await one.post("/groups", json={"name": " Night  shift ", "member_ids": [str(staff["boris"])]})
    assert made.status_code == 201
    group = made.json()
    assert (group["name"], group["live_chats"]) == ("Night shift", [])
    assert group["members"] == [{"id": str(staff["boris"]), "name": "Boris"}]
    assert (await one.post("/groups", json={"name": "NIGHT SHIFT"})).json()["code"] == "name_taken"
    assert (await one.patch(f"/groups/{group['id']}", json={"name": "operators"})).json()["code"] == "name_taken"
    changed = (await one.patch(f"/groups/{group['id']}", json={"member_ids": [str(staff["anna"])]})).json()
    assert [member["name"] for member in changed["members"]] == ["Anna"]
    for ids in ([str(uuid4())], [str(staff["operators"])]):
        assert (await one.patch(f"/groups/{group['id']}", json={"member_ids": ids})).status_code == 422
    assert (await one.post(f"/groups/{group['id']}/archive")).status_code == 204
    assert (await one.post(f"/groups/{group['id']}/archive")).status_code == 404
    assert (await one.patch(f"/groups/{group['id']}", json={"name": "Day"})).status_code == 404
    assert [item["name"] for item in (await one.get("/groups")).json()["items"]] == ["Operators", "Supervisors"]
    assert (await one.post("/groups", json={"name": "Night shift"})).status_code == 201


async def test_a_group_that_a_live_chat_cannot_do_without_stays(
    db: Database, staff: Staff, signed_in: SignedIn
) -> None:
    made = await create_live_chat(db, SYSTEM, "Sales", [staff["operators"]], [staff["supervisors"]])
    one = await signed_in("dmitri")
    groups = {item["name"]: item for item in (await one.get("/groups")).json()["items"]}
    live_chat = {"id": str(made.live_chat.id), "name": "Sales"}
    assert groups["Operators"]["live_chats"] == [live_chat | {"role": "operator"}]
    refused = await one.post(f"/groups/{staff['operators']}/archive")
    assert (refused.status_code, refused.json()["code"]) == (422, "groups_missing")
    assert refused.json()["params"] == {"live_chats": [live_chat]}
    other = (await one.post("/groups", json={"name": "Others"})).json()["id"]
    add = "insert into live_chat_group (live_chat_id, group_id, role) values ($1, $2, 'operator')"
    await db.run(statement(add, "live_chat", "group"), live_chat=made.live_chat.id, group=UUID(other))
    assert (await one.post(f"/groups/{staff['operators']}/archive")).status_code == 204


async def test_the_workspace_is_changed_and_the_change_noted(db: Database, staff: Staff, signed_in: SignedIn) -> None:
    one = await signed_in("dmitri")
    body = {"name": "Harbour Shop", "language": "ru", "time_zone": "Asia/Tokyo", "hide_counters": True}
    changed = await one.patch("/workspace", json=body)
    assert changed.json() == body
    assert (await one.get("/me")).json()["workspace"] == body
    assert (await (await signed_in("anna")).get("/me")).json()["person"]["language"] == "ru"
    assert (await (await signed_in("boris")).get("/me")).json()["person"]["language"] == "ru"
    for wrong in (
        {"time_zone": "Mars"},
        {"time_zone": "../../etc/passwd"},
        {"language": "de"},
        {"name": ""},
        {"set_up_at": None},
    ):
        assert (await one.patch("/workspace", json=wrong)).status_code == 422
    assert (await one.get("/me")).json()["workspace"] == body
    assert len(await db.all(statement("select * from event where kind = 'workspace_changed'"))) == 1


async def test_deeds_stand_in_the_trail_without_personal_values(
    db: Database, staff: Staff, signed_in: SignedIn
) -> None:
    one = await signed_in("dmitri")
    made = (await one.post("/people", json={"name": "Clara", "email": "clara@town.example"})).json()["person"]["id"]
    await one.patch(f"/people/{made}", json={"name": "Klara", "administrator": True})
    await one.patch(f"/people/{made}", json={"email": "anna@town.example"})
    await one.post(f"/people/{made}/archive")
    page = (await one.get("/audit", params={"limit": 4})).json()
    assert [(item["deed"], item["object_id"]) for item in page["items"]] == [
        ("person_archived", made),
        ("person_changed", made),
        ("link_issued", made),
        ("person_created", made),
    ]
    assert {item["actor"]["name"] for item in page["items"]} == {"Dmitri"}
    assert page["items"][1]["detail"] == {"changed": ["name", "administrator"], "administrator": True}
    assert page["items"][2]["detail"] == {"purpose": "invitation"}
    older = (await one.get("/audit", params={"cursor": page["next"]})).json()
    assert int(older["items"][0]["id"]) < int(page["items"][-1]["id"])
    assert older["next"] is None
    assert older["items"][-1]["actor"] is None
    rows = await db.all(statement("select t::text as row from audit_entry t"))
    for row in rows:
        for personal in ("Clara", "Klara", "clara@", "Anna", "10.0.0.1"):
            assert personal not in row["row"]
    for cursor in ("x", "WzFd" + "A" * 500, "WyJ4Il0", "Wy0xXQ"):
        assert (await one.get("/audit", params={"cursor": cursor})).status_code == 422
