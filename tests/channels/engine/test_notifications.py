"""The notification door: programs tell clients something by a token, without an operator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from tests.channels.contract.harness import Says
from tests.channels.contract.stage import Stage, stage_of
from tests.channels.engine.test_engine import sql
from tests.channels.engine.test_engine_loops import until
from tests.surfaces import frame_of, key

from deskbell.app import Doors
from deskbell.demo.town import Town

NEWS = "Your order 17 is on its way."


@dataclass
class Shop:
    """A program with a token, and the stage of the API channel."""

    stage: Stage
    token: str
    program_id: str

    async def notify(self, **told: Any) -> httpx.Response:
        body = {"key": key(), "text": NEWS} | told
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.stage.provider.post("/api/v1/notifications", json=body, headers=headers)

    def to(self, account: str) -> dict[str, str]:
        return {"channel": self.stage.channel["id"], "account": account}


@pytest.fixture
async def shop(app: Doors, town: Town, dsn: str) -> AsyncIterator[Shop]:
    async with stage_of(app, town, dsn, "webhook") as stage:
        made = await stage.dmitri.post("/api/v1/programs", json={"name": "Orders", "scopes": ["notify"]})
        assert made.status_code == 201, made.text
        yield Shop(stage, made.json()["token"], made.json()["program"]["id"])


async def test_it_stands_in_the_open_session_as_the_programs_word_and_leaves_by_the_channel(shop: Shop) -> None:
    await shop.stage.happens(Says("eva", "1", "Where is it?"))
    (session,) = await shop.stage.sessions()
    assert (await shop.notify(session=session["id"])).status_code == 201
    await shop.stage.settle()
    said = (await shop.stage.thread(session["id"]))[-1]
    assert (said["text"], said["author"]["kind"], said["author"]["name"]) == (NEWS, "system", "Orders")
    assert [one.text for one in shop.stage.harness.arrived()] == [NEWS]
    (session,) = await shop.stage.sessions()
    assert session["state"] == "waiting"


async def test_to_an_account_it_opens_nothing_until_the_client_answers(shop: Shop) -> None:
    told = await shop.notify(**shop.to("user-fred"))
    assert told.status_code == 201, told.text
    await shop.stage.settle()
    assert await shop.stage.sessions() == []
    assert [(one.account, one.text) for one in shop.stage.harness.arrived()] == [("fred", NEWS)]
    again = await shop.notify(**shop.to("user-fred"), text="It has arrived.")
    assert again.json()["session"] == told.json()["session"]
    await shop.stage.happens(Says("fred", "1", "Thank you. And the bill?"))
    (session,) = await shop.stage.sessions()
    assert session["id"] == told.json()["session"]
    texts = [one["text"] for one in await shop.stage.thread(session["id"])]
    assert texts == [NEWS, "It has arrived.", "Thank you. And the bill?"]


async def test_a_repeat_stands_once_and_another_body_under_its_key_is_refused(shop: Shop) -> None:
    name = key()
    first = await shop.notify(**shop.to("user-fred"), key=name)
    second = await shop.notify(**shop.to("user-fred"), key=name)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    other = await shop.notify(**shop.to("user-fred"), key=name, text="Something else.")
    assert (other.status_code, other.json()["code"]) == (409, "send_key_conflict")
    await shop.stage.settle()
    assert len(shop.stage.harness.arrived()) == 1


@asynccontextmanager
async def until_two_wait_for(stage: Stage, *sessions: str) -> AsyncIterator[None]:
    """Somebody else holds these sessions until two others stand in line."""
    keeper, watch = await asyncpg.connect(stage.dsn), await asyncpg.connect(stage.dsn)
    await keeper.execute("begin")
    held = "select id from session where id = any ($1) for no key update"
    assert len(await keeper.fetch(held, [UUID(one) for one in sessions])) == len(sessions)
    waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(until(lambda: at_least(watch, waiting, 2))).add_done_callback(
                lambda _: keeper.terminate()
            )
            yield
    finally:
        keeper.terminate()
        await watch.close()


async def at_least(watch: Any, counted: str, count: int) -> bool:
    return int(await watch.fetchval(counted)) >= count


async def test_two_tries_at_one_moment_say_it_once(shop: Shop) -> None:
    await shop.stage.happens(Says("eva", "1", "Where is it?"))
    (session,) = await shop.stage.sessions()
    name = key()
    async with until_two_wait_for(shop.stage, session["id"]):
        tries = await asyncio.gather(*(shop.notify(session=session["id"], key=name) for _ in range(2)))
    assert sorted(one.status_code for one in tries) == [200, 201]
    assert tries[0].json() == tries[1].json()
    assert [one["text"] for one in await shop.stage.thread(session["id"])] == ["Where is it?", NEWS]


async def test_one_key_for_two_sessions_at_one_moment_is_said_in_one(shop: Shop) -> None:
    await shop.stage.happens(Says("eva", "1", "Where is it?"), Says("fred", "2", "And mine?"))
    ids = [one["id"] for one in await shop.stage.sessions()]
    name = key()
    async with until_two_wait_for(shop.stage, *ids):
        tries = await asyncio.gather(*(shop.notify(session=one, key=name) for one in ids))
    assert sorted(one.status_code for one in tries) == [200, 201]
    assert tries[0].json() == tries[1].json()


async def test_only_with_a_living_token_and_only_where_it_may(shop: Shop) -> None:
    dmitri, provider = shop.stage.dmitri, shop.stage.provider
    for headers in ({}, {"Authorization": "Bearer dbp_guessed"}, {"Authorization": shop.token}):
        answer = await provider.post(
            "/api/v1/notifications", json={"key": key(), "text": NEWS} | shop.to("user-fred"), headers=headers
        )
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    elsewhere = {
        "name": "Elsewhere",
        "scopes": ["notify"],
        "live_chat_ids": [str(shop.stage.town.live_chats["Support"])],
    }
    other = Shop(shop.stage, (await dmitri.post("/api/v1/programs", json=elsewhere)).json()["token"], "")
    assert (await other.notify(**shop.to("user-fred"))).status_code == 404
    await shop.stage.happens(Says("eva", "1", "Hello"))
    (session,) = await shop.stage.sessions()
    assert (await other.notify(session=session["id"])).status_code == 404
    assert (await shop.notify(session=session["id"])).status_code == 201
    assert (await dmitri.post(f"/api/v1/programs/{shop.program_id}/end")).status_code == 204
    assert (await shop.notify(session=session["id"])).status_code == 401
    listed = (await dmitri.get("/api/v1/programs")).text
    assert shop.token not in listed
    refused = await shop.stage.boris.post("/api/v1/programs", json={"name": "Mine", "scopes": ["notify"]})
    assert refused.status_code == 403


async def test_what_it_cannot_say_is_refused_in_words(shop: Shop) -> None:
    refusals = [
        (await shop.notify(), 422, "validation_failed"),
        (await shop.notify(session=key()), 404, "not_found"),
        (await shop.notify(**shop.to("")), 422, "validation_failed"),
        (await shop.notify(**shop.to("user-fred"), text="  "), 422, "message_empty"),
        (await shop.notify(**shop.to("user-fred"), text="x" * 10_001), 422, "message_too_long"),
    ]
    assert [(one.status_code, one.json()["code"]) for one, _, _ in refusals] == [(a, b) for _, a, b in refusals]
    assert await shop.stage.count("session") == 0


async def test_a_visitor_of_a_site_reads_it_in_his_widget(shop: Shop, app: Doors) -> None:
    sales = shop.stage.town.channels["Sales"]
    async with frame_of(app, sales) as eva:
        await eva.start()
        await eva.write("Hello?")
        session = (await eva.start())["session"]["id"]
        assert (await shop.notify(session=session)).status_code == 201
        page = await eva.start()
        assert [(one["text"], one["author"]["id"]) for one in page["messages"]][-1] == (NEWS, None)
        stranger = await shop.notify(channel=str(sales.id), account="nobody")
        assert stranger.status_code in (404, 409)


async def test_where_the_session_stands_by_now_counts_and_not_its_channel(shop: Shop) -> None:
    stage = shop.stage
    mine = {"name": "Sales only", "scopes": ["notify"], "live_chat_ids": [str(stage.town.live_chats["Sales"])]}
    limited = Shop(stage, (await stage.dmitri.post("/api/v1/programs", json=mine)).json()["token"], "")
    await stage.happens(Says("fred", "1", "Where is it?"))
    session = await stage.taken()
    assert (await limited.notify(**shop.to("user-fred"))).status_code == 201
    await moved(stage, session, stage.town.live_chats["Support"])
    count = await stage.count("message")
    refused = await limited.notify(**shop.to("user-fred"))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert await stage.count("message") == count
    assert (await shop.notify(**shop.to("user-fred"))).status_code == 201


async def moved(stage: Stage, session: str, live_chat: UUID) -> None:
    """As a transfer leaves it."""
    owner = await asyncpg.connect(stage.dsn)
    await owner.execute("update session set live_chat_id = $2 where id = $1", UUID(session), live_chat)
    await owner.close()


async def test_a_session_that_was_merged_into_another_is_told_nothing_more(shop: Shop) -> None:
    stage = shop.stage
    first = (await shop.notify(**shop.to("user-fred"))).json()["session"]
    await stage.happens(Says("eva", "1", "Hello?"))
    other = await stage.taken()
    owner = await asyncpg.connect(stage.dsn)
    await owner.execute("update session set merged_into = $2 where id = $1", UUID(first), UUID(other))
    await owner.close()
    told = await shop.notify(**shop.to("user-fred"))
    assert told.status_code == 201, told.text
    assert told.json()["session"] != first


async def test_into_a_session_that_stands_apart_no_news_goes(shop: Shop) -> None:
    stage = shop.stage
    first = (await shop.notify(**shop.to("user-fred"))).json()["session"]
    await sql(stage, "update session set apart = true where id = $1", UUID(first))
    told = await shop.notify(**shop.to("user-fred"))
    assert told.status_code == 201, told.text
    assert told.json()["session"] != first
