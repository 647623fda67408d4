"""Administrators connect widgets to a live chat, pause them, and hold their secrets."""

import logging
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Router
from litestar.di import Provide

from deskbell.audit.service import entries
from deskbell.base.db import Database
from deskbell.base.http import EXCEPTION_HANDLERS
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.channels.api import ROUTES
from deskbell.channels.credentials import identity_secret
from deskbell.channels.describing import describer
from deskbell.live_chats import channel_rows, service
from deskbell.live_chats.api import ROUTES as LIVE_CHATS
from deskbell.live_chats.model import LiveChat
from deskbell.people import groups
from deskbell.rights.actor import SYSTEM, Actor, Role

AsWhom = Callable[[Actor], httpx.AsyncClient]

KEEPER = Keeper(b"k" * 32)
DMITRI = Actor("person", new_id(), "Dmitri", administrator=True)


@pytest.fixture
async def sales(db: Database) -> LiveChat:
    async with db.transaction() as tx:
        everybody = await groups.add_group(tx, SYSTEM, "Everybody")
    return (await service.create_live_chat(db, DMITRI, "Sales", [everybody], [everybody])).live_chat


@pytest.fixture
async def door(db: Database) -> AsyncIterator[AsWhom]:
    """A browser in which the actor named is at the desk."""
    opened: list[httpx.AsyncClient] = []

    def as_whom(actor: Actor) -> httpx.AsyncClient:
        desk = Litestar(
            [Router("/api/v1", route_handlers=[*ROUTES, *LIVE_CHATS])],
            dependencies={
                "db": Provide(lambda: db, sync_to_thread=False),
                "actor": Provide(lambda: actor, sync_to_thread=False),
                "keeper": Provide(lambda: KEEPER, sync_to_thread=False),
                "link_to": Provide(lambda: None, sync_to_thread=False),
                "describe_channel": Provide(lambda: describer("https://desk.example", KEEPER), sync_to_thread=False),
            },
            exception_handlers=EXCEPTION_HANDLERS,
        )
        transport = httpx.ASGITransport(desk)  # type: ignore[arg-type]
        opened.append(httpx.AsyncClient(transport=transport, base_url="http://desk.example/api/v1"))
        return opened[-1]

    yield as_whom
    for one in opened:
        await one.aclose()


async def _widget(browser: httpx.AsyncClient, sales: LiveChat, **settings: Any) -> dict[str, Any]:
    body = {"kind": "widget", "name": "Shop", "settings": settings}
    answer = await browser.post(f"/live-chats/{sales.id}/channels", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def test_a_widget_comes_with_its_key_and_the_snippet_to_paste(door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales, sites=["https://shop.example/"], title="Ask us")
    assert (made["kind"], made["name"], made["state"]) == ("widget", "Shop", "on")
    assert made["live_chat_id"] == str(sales.id)
    assert made["snippet"] == f'<script async src="https://desk.example/w/{made["key"]}/loader.js"></script>'
    assert made["frame_url"] == f"https://desk.example/w/{made['key']}/frame"
    assert made["settings"]["sites"] == ["https://shop.example"]
    assert made["settings"]["side"] == "right"
    assert made["has_identity_secret"] is False
    assert len(made["key"]) == 22
    page = (await browser.get(f"/live-chats/{sales.id}")).json()
    assert page["channels"] == [made]


async def test_a_live_chat_may_have_several_widgets_each_with_its_own_key(door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    first, second = await _widget(browser, sales), await _widget(browser, sales)
    assert first["key"] != second["key"]
    assert len((await browser.get(f"/live-chats/{sales.id}")).json()["channels"]) == 2


async def test_only_kinds_that_exist_are_made(door: AsWhom, sales: LiveChat) -> None:
    answer = await door(DMITRI).post(f"/live-chats/{sales.id}/channels", json={"kind": "pigeon", "name": "Roof"})
    assert answer.status_code == 422
    assert answer.json()["params"] == {"fields": {"kind": "unknown"}}


async def test_settings_that_are_wrong_change_nothing(door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    wrong = {"colour": "red", "sites": ["https://*.example"]}
    body = {"kind": "widget", "name": "Shop", "settings": wrong}
    refused = await browser.post(f"/live-chats/{sales.id}/channels", json=body)
    expected = {"settings.colour": "not_a_colour", "settings.sites.0": "wildcard"}
    assert refused.json()["params"] == {"fields": expected}
    assert (await browser.get(f"/live-chats/{sales.id}")).json()["channels"] == []
    made = await _widget(browser, sales, title="Ask us")
    refused = await browser.patch(f"/channels/{made['id']}", json={"name": "New", "settings": wrong})
    assert refused.json()["params"] == {"fields": expected}
    assert (await browser.get(f"/live-chats/{sales.id}")).json()["channels"] == [made]


async def test_settings_are_replaced_whole_and_the_name_apart(door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales, title="Ask us", greeting="Hello")
    renamed = (await browser.patch(f"/channels/{made['id']}", json={"name": " Shop front "})).json()
    assert renamed == made | {"name": "Shop front"}
    replaced = (await browser.patch(f"/channels/{made['id']}", json={"settings": {"title": "Write"}})).json()
    assert (replaced["settings"]["title"], replaced["settings"]["greeting"]) == ("Write", "")
    assert replaced["key"] == made["key"]
    undeclared = await browser.patch(f"/channels/{made['id']}", json={"key": "mine"})
    assert undeclared.status_code == 422


async def test_a_channel_is_paused_and_goes_on(db: Database, door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales)
    for _ in range(2):
        paused = await browser.post(f"/channels/{made['id']}/pause")
        assert (paused.status_code, paused.json()["state"]) == (200, "paused")
    found = await channel_rows.channel_by_key(db, made["key"])
    assert found is not None
    assert found.state == "paused"
    assert (await browser.post(f"/channels/{made['id']}/resume")).json() == made
    deeds = [entry.deed for entry in await entries(db, DMITRI)][:3]
    assert deeds == ["channel_resumed", "channel_paused", "channel_created"]


async def test_an_archived_channel_answers_nobody_and_changes_no_more(
    db: Database, door: AsWhom, sales: LiveChat
) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales)
    await browser.post(f"/channels/{made['id']}/identity-secret")
    for _ in range(2):
        assert (await browser.post(f"/channels/{made['id']}/archive")).status_code == 200
    assert await channel_rows.channel_by_key(db, made["key"]) is None
    row = await channel_rows.get_channel(db, UUID(made["id"]))
    assert row is not None
    assert row.archived_at is not None
    assert row.secrets is None
    assert (await browser.get(f"/live-chats/{sales.id}")).json()["channels"] == []
    for answer in (
        await browser.patch(f"/channels/{made['id']}", json={"name": "Again"}),
        await browser.patch(f"/channels/{made['id']}", json={"settings": {}}),
        await browser.post(f"/channels/{made['id']}/pause"),
        await browser.post(f"/channels/{made['id']}/resume"),
        await browser.post(f"/channels/{made['id']}/identity-secret"),
        await browser.delete(f"/channels/{made['id']}/identity-secret"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_channels_of_an_archived_live_chat_take_no_change(db: Database, door: AsWhom, sales: LiveChat) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales)
    await service.archive_live_chat(db, DMITRI, sales.id)
    for answer in (
        await browser.patch(f"/channels/{made['id']}", json={"name": "Again"}),
        await browser.post(f"/channels/{made['id']}/pause"),
        await browser.post(f"/channels/{made['id']}/identity-secret"),
        await browser.post(f"/live-chats/{sales.id}/channels", json={"kind": "widget", "name": "New"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "not_writable")


async def test_the_identity_secret_is_shown_once_and_sealed_for_its_row(
    db: Database, door: AsWhom, sales: LiveChat, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    browser = door(DMITRI)
    made, other = await _widget(browser, sales), await _widget(browser, sales)
    answer = await browser.post(f"/channels/{made['id']}/identity-secret")
    assert answer.status_code == 201
    secret = answer.json()["secret"]
    assert len(secret) == 43
    row = await channel_rows.get_channel(db, UUID(made["id"]))
    stranger = await channel_rows.get_channel(db, UUID(other["id"]))
    assert row is not None
    assert stranger is not None
    assert row.secrets is not None
    assert identity_secret(KEEPER, row) == secret
    assert identity_secret(KEEPER, stranger) is None
    assert identity_secret(Keeper(b"x" * 32), row) is None
    assert secret.encode() not in row.secrets
    page = await browser.get(f"/live-chats/{sales.id}")
    assert [channel["has_identity_secret"] for channel in page.json()["channels"]] == [True, False]
    trail = str(await entries(db, DMITRI))
    assert secret not in page.text + trail + caplog.text
    for keeper, place in ((Keeper(b"x" * 32), row.place), (KEEPER, stranger.place)):
        with pytest.raises(SecretUnreadable):
            keeper.open(row.secrets, place)


async def test_a_new_identity_secret_replaces_the_one_before_and_may_be_removed(
    db: Database, door: AsWhom, sales: LiveChat
) -> None:
    browser = door(DMITRI)
    made = await _widget(browser, sales)
    first = (await browser.post(f"/channels/{made['id']}/identity-secret")).json()["secret"]
    second = (await browser.post(f"/channels/{made['id']}/identity-secret")).json()["secret"]
    assert first != second
    row = await channel_rows.get_channel(db, UUID(made["id"]))
    assert row is not None
    assert identity_secret(KEEPER, row) == second
    for _ in range(2):
        assert (await browser.delete(f"/channels/{made['id']}/identity-secret")).status_code == 204
    row = await channel_rows.get_channel(db, UUID(made["id"]))
    assert row is not None
    assert identity_secret(KEEPER, row) is None
    deeds = [entry.deed for entry in await entries(db, DMITRI)][:3]
    assert deeds == ["identity_secret_removed", "identity_secret_replaced", "identity_secret_set"]


async def test_supervisors_and_operators_may_not_administer_channels(
    db: Database, door: AsWhom, sales: LiveChat
) -> None:
    made = await _widget(door(DMITRI), sales)
    roles = {sales.id: frozenset({Role.OPERATOR, Role.SUPERVISOR})}
    browser = door(Actor("person", new_id(), "Anna", roles=roles, status="online"))
    about = f"/channels/{made['id']}"
    for answer in (
        await browser.post(f"/live-chats/{sales.id}/channels", json={"kind": "widget", "name": "Mine"}),
        await browser.patch(about, json={"settings": {}}),
        await browser.post(f"{about}/pause"),
        await browser.post(f"{about}/resume"),
        await browser.post(f"{about}/archive"),
        await browser.post(f"{about}/identity-secret"),
        await browser.delete(f"{about}/identity-secret"),
        await browser.patch(f"/channels/{new_id()}", json={"name": "X"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")
    assert (await door(DMITRI).get(f"/live-chats/{sales.id}")).json()["channels"] == [made]


async def test_unknown_channels_and_live_chats_are_not_found(db: Database, door: AsWhom) -> None:
    browser = door(DMITRI)
    for answer in (
        await browser.post(f"/live-chats/{new_id()}/channels", json={"kind": "widget", "name": "X"}),
        await browser.patch(f"/channels/{new_id()}", json={"name": "X"}),
        await browser.patch(f"/channels/{new_id()}", json={"settings": {}}),
        await browser.post(f"/channels/{new_id()}/pause"),
        await browser.post(f"/channels/{new_id()}/archive"),
        await browser.post(f"/channels/{new_id()}/identity-secret"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await channel_rows.channel_by_key(db, "nobody") is None
