"""Administrators make, change and archive live chats; nobody else does."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from deskbell.audit.service import entries
from deskbell.base.db import Database
from deskbell.base.errors import Refusal
from deskbell.base.ids import new_id
from deskbell.live_chats import channel_rows, service
from deskbell.live_chats.model import Configured
from deskbell.log import service as log
from deskbell.people import groups
from deskbell.rights.actor import SYSTEM, Actor, Role

AsWhom = Callable[[Actor], httpx.AsyncClient]


async def _sales(db: Database, named: Any, actor: Actor) -> Configured:
    return await service.create_live_chat(db, actor, "Sales", [named.operators], [named.supervisors])


async def test_an_administrator_makes_a_live_chat(db: Database, door: AsWhom, named: Any, dmitri: Actor) -> None:
    answer = await door(dmitri).post(
        "/live-chats",
        json={
            "name": "  Sales ",
            "operator_group_ids": [str(named.operators), str(named.night_shift)],
            "supervisor_group_ids": [str(named.supervisors)],
        },
    )
    assert answer.status_code == 201
    made = answer.json()
    assert made["name"] == "Sales"
    assert [group["name"] for group in made["operator_groups"]] == ["Night shift", "Operators"]
    assert made["supervisor_groups"] == [{"id": str(named.supervisors), "name": "Supervisors"}]
    assert (made["reopen_hours"], made["file_limit"], made["message_limit"]) == (24, 26_214_400, 10_000)
    assert made["channels"] == []
    assert made["archived_at"] is None
    listed = (await door(dmitri).get("/live-chats")).json()
    assert listed == {"items": [made], "next": None}
    assert (await door(dmitri).get(f"/live-chats/{made['id']}")).json() == made


async def test_each_deed_is_in_the_trail_and_wakes_every_process(db: Database, named: Any, dmitri: Actor) -> None:
    _, before = await log.horizon(db)
    heard: list[str] = []
    db.committed = lambda events: heard.extend(event.kind for event in events)
    made = await _sales(db, named, dmitri)
    await service.change_live_chat(db, dmitri, made.live_chat.id, service.Change(name="Shop", reopen_hours=1))
    await service.archive_live_chat(db, dmitri, made.live_chat.id)
    trail = [(entry.deed, entry.object_id) for entry in (await entries(db, dmitri))[:3]]
    about = str(made.live_chat.id)
    assert trail == [("live_chat_archived", about), ("live_chat_changed", about), ("live_chat_created", about)]
    assert "Shop" not in str([entry.detail for entry in await entries(db, dmitri)])
    assert heard == ["live_chats_changed"] * 3
    assert (await log.changed_since(db, before)).changed


async def test_supervisors_and_operators_may_not_look_or_touch(
    db: Database, door: AsWhom, named: Any, dmitri: Actor, anna: Actor
) -> None:
    made = await _sales(db, named, dmitri)
    about = f"/live-chats/{made.live_chat.id}"
    body = {"name": "X", "operator_group_ids": [], "supervisor_group_ids": []}
    browser = door(anna)
    for answer in (
        await browser.get("/live-chats"),
        await browser.post("/live-chats", json=body),
        await browser.get(about),
        await browser.patch(about, json={"name": "Mine"}),
        await browser.post(f"{about}/archive"),
        await browser.get(f"/live-chats/{new_id()}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert await service.get_live_chat(db, made.live_chat.id) == made.live_chat


@pytest.mark.parametrize("empty", ["operator_group_ids", "supervisor_group_ids"])
async def test_a_live_chat_needs_operators_and_supervisors(
    db: Database, door: AsWhom, named: Any, dmitri: Actor, empty: str
) -> None:
    body: dict[str, Any] = {
        "name": "Sales",
        "operator_group_ids": [str(named.operators)],
        "supervisor_group_ids": [str(named.supervisors)],
    }
    refused = await door(dmitri).post("/live-chats", json=body | {empty: []})
    assert (refused.status_code, refused.json()["code"]) == (422, "groups_missing")
    assert (await door(dmitri).get("/live-chats")).json()["items"] == []
    made = (await door(dmitri).post("/live-chats", json=body)).json()
    refused = await door(dmitri).patch(f"/live-chats/{made['id']}", json={empty: []})
    assert refused.json()["code"] == "groups_missing"
    assert (await door(dmitri).get(f"/live-chats/{made['id']}")).json() == made


async def test_groups_that_are_unknown_or_archived_are_refused(
    db: Database, door: AsWhom, named: Any, dmitri: Actor
) -> None:
    async with db.transaction() as tx:
        gone = await groups.add_group(tx, SYSTEM, "Gone")
        await groups.archive_group(tx, dmitri, gone)
    for group_id in (gone, new_id()):
        answer = await door(dmitri).post(
            "/live-chats",
            json={
                "name": "Sales",
                "operator_group_ids": [str(named.operators), str(group_id)],
                "supervisor_group_ids": [str(named.supervisors)],
            },
        )
        assert answer.status_code == 422
        assert answer.json()["params"] == {"fields": {"operator_group_ids": "unknown"}}
    assert await service.configured_live_chats(db, dmitri) == []


async def test_changes_leave_alone_what_they_do_not_name(db: Database, door: AsWhom, named: Any, dmitri: Actor) -> None:
    made = await _sales(db, named, dmitri)
    about = f"/live-chats/{made.live_chat.id}"
    answer = await door(dmitri).patch(
        about,
        json={
            "operator_group_ids": [str(named.night_shift)],
            "reopen_hours": 0,
            "file_limit": 0,
            "message_limit": 100,
            "name_template": "{{client}} · {{live_chat}}",
        },
    )
    assert answer.status_code == 200
    changed = answer.json()
    assert changed["name"] == "Sales"
    assert [group["name"] for group in changed["operator_groups"]] == ["Night shift"]
    assert [group["name"] for group in changed["supervisor_groups"]] == ["Supervisors"]
    assert (changed["reopen_hours"], changed["file_limit"], changed["message_limit"]) == (0, 0, 100)
    assert changed["name_template"] == "{{client}} · {{live_chat}}"
    # One group may hold both roles.
    both = await door(dmitri).patch(about, json={"supervisor_group_ids": [str(named.night_shift)]})
    assert both.json()["supervisor_groups"] == both.json()["operator_groups"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "required"),
        ({"name": " \t \u200b"}, "required"),
        ({"name": "x" * 101}, "too_long"),
        ({"reopen_hours": -1}, "out_of_range"),
        ({"reopen_hours": 8761}, "out_of_range"),
        ({"file_limit": 104_857_601}, "out_of_range"),
        ({"message_limit": 99}, "out_of_range"),
        ({"message_limit": 10**30}, "out_of_range"),
        ({"message_limit": "many"}, "invalid"),
        ({"message_limit": [100]}, "invalid"),
        ({"name_template": "{{password}}"}, "unknown_variable"),
        ({"name_template": "{{client"}, "unknown_variable"),
        ({"name_template": "x" * 201}, "too_long"),
    ],
)
async def test_values_out_of_bounds_are_refused_by_field(
    db: Database, door: AsWhom, named: Any, dmitri: Actor, change: dict[str, Any], code: str
) -> None:
    made = await _sales(db, named, dmitri)
    answer = await door(dmitri).patch(f"/live-chats/{made.live_chat.id}", json=change)
    assert answer.status_code == 422
    assert answer.json()["params"] == {"fields": {next(iter(change)): code}}
    assert await service.get_live_chat(db, made.live_chat.id) == made.live_chat


async def test_fields_that_nobody_declared_are_refused(db: Database, door: AsWhom, named: Any, dmitri: Actor) -> None:
    made = await _sales(db, named, dmitri)
    answer = await door(dmitri).patch(f"/live-chats/{made.live_chat.id}", json={"archived_at": None})
    assert (answer.status_code, answer.json()["code"]) == (422, "validation_failed")


async def test_what_is_archived_stays_readable_and_takes_no_change(
    db: Database, door: AsWhom, named: Any, dmitri: Actor
) -> None:
    made = await _sales(db, named, dmitri)
    channel = await channel_rows.add_channel(db, dmitri, made.live_chat.id, "widget", "Site", {})
    assert await channel_rows.channel_by_key(db, channel.key) == channel
    about = f"/live-chats/{made.live_chat.id}"
    first = await door(dmitri).post(f"{about}/archive")
    assert first.status_code == 200
    assert first.json()["archived_at"]
    assert (await door(dmitri).post(f"{about}/archive")).json() == first.json()
    assert (await door(dmitri).get(about)).status_code == 200
    assert (await door(dmitri).get("/live-chats")).json()["items"] == []
    assert len((await door(dmitri).get("/live-chats?archived=true")).json()["items"]) == 1
    refused = await door(dmitri).patch(about, json={"name": "Again"})
    assert (refused.status_code, refused.json()["code"]) == (409, "not_writable")
    with pytest.raises(Refusal, match="not_writable"):
        await channel_rows.add_channel(db, dmitri, made.live_chat.id, "widget", "Second", {})
    assert await channel_rows.channel_by_key(db, channel.key) is None


async def test_an_unknown_live_chat_is_not_found(door: AsWhom, dmitri: Actor, db: Database) -> None:
    browser = door(dmitri)
    for answer in (
        await browser.get(f"/live-chats/{new_id()}"),
        await browser.patch(f"/live-chats/{new_id()}", json={"name": "X"}),
        await browser.post(f"/live-chats/{new_id()}/archive"),
        await browser.get("/live-chats/42"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_menu_holds_the_live_chats_of_ones_roles_that_are_in_use(
    db: Database, named: Any, dmitri: Actor
) -> None:
    made = [await _sales(db, named, dmitri) for _ in range(4)]
    sales, support, archived, readers = [one.live_chat.id for one in made]
    await service.archive_live_chat(db, dmitri, archived)
    boris = Actor(
        "person",
        new_id(),
        "Boris",
        roles={
            sales: frozenset({Role.OPERATOR}),
            support: frozenset({Role.OPERATOR, Role.SUPERVISOR}),
            archived: frozenset({Role.OPERATOR}),
            readers: frozenset({Role.READER}),
        },
    )
    assert [one.id for one in await service.live_chats_of(db, boris)] == [sales, support]
    assert await service.live_chats_of(db, dmitri) == []
