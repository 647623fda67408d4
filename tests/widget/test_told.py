"""What open frames are told beside their thread: their place, and which session is theirs; by every process, and again
when the database was away for a moment."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import frame_of, key, socket_of

from deskbell.app import Doors, build
from deskbell.base.db import Database, unavailable
from deskbell.channels import told
from deskbell.channels.widget import live
from deskbell.sessions import opening


@pytest.fixture
async def other(desks: Desks) -> AsyncIterator[Doors]:
    """Another process on the same database."""
    house: Doors = build(desks.house.app.house.settings, desks.house.db)
    committed = desks.house.db.committed
    await house.house.start()
    desks.house.db.committed = committed
    try:
        yield house
    finally:
        await house.house.stop()


def away_once(monkeypatch: pytest.MonkeyPatch, where: Any) -> list[UUID]:
    """The database is away for the first look at the places of a queue; which queues were looked at."""
    looked: list[UUID] = []

    async def look(db: Database, live_chat_id: UUID) -> dict[UUID, int]:
        looked.append(live_chat_id)
        if len(looked) == 1:
            raise unavailable()
        return await opening.queue_positions(db, live_chat_id)

    monkeypatch.setattr(where, "queue_positions", look)
    return looked


async def test_who_waits_learns_his_place_when_the_one_before_him_is_transferred_and_that_one_his_new_place(
    desks: Desks,
) -> None:
    support = str(desks.house.town.live_chats["Support"])
    async with desks.scene(taken=False) as first, desks.scene(taken=False) as second:
        place = (await second.frame.start())["session"]["queue_position"]
        async with socket_of(desks.house.app, first.frame) as one, socket_of(desks.house.app, second.frame) as two:
            await one.ask("join", session=first.session, cursor=0)
            await two.ask("join", session=second.session, cursor=0)
            # What their coming itself makes told is told.
            await two.until("queue", session=second.session, position=place)
            there = {"send_key": key(), "live_chat_id": support}
            assert (await desks.anna.post(f"{first.path}/transfer", json=there)).status_code == 204
            await two.until("queue", session=second.session, position=place - 1)
            await one.until("queue", session=first.session, position=1)


async def test_who_is_put_back_into_a_queue_learns_that_he_waits_behind_the_others(desks: Desks) -> None:
    group = str(desks.house.town.groups["Sales operators"])
    async with desks.scene(taken=False) as first, desks.scene(taken=False) as second:
        place = (await second.frame.start())["session"]["queue_position"]
        async with socket_of(desks.house.app, first.frame) as one, socket_of(desks.house.app, second.frame) as two:
            await one.ask("join", session=first.session, cursor=0)
            await two.ask("join", session=second.session, cursor=0)
            # What their coming itself makes told is told.
            await two.until("queue", session=second.session, position=place)
            back = await desks.anna.post(f"{first.path}/assign", json={"group_id": group})
            assert back.status_code == 200, back.text
            await two.until("queue", session=second.session, position=place - 1)
            await one.until("queue", session=first.session, position=place)


async def test_places_that_could_not_be_looked_at_are_told_with_a_later_second(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with desks.scene(taken=False) as first, desks.scene(taken=False) as second:
        place = (await second.frame.start())["session"]["queue_position"]
        async with socket_of(desks.house.app, second.frame) as two:
            await two.ask("join", session=second.session, cursor=0)
            await two.until("queue", session=second.session, position=place)
            away_once(monkeypatch, live)
            assert (await desks.boris.post(f"{first.path}/take")).status_code == 200
            await two.until("queue", session=second.session, position=place - 1)


async def test_the_second_tab_hears_of_the_session_from_another_process_too(desks: Desks, other: Doors) -> None:
    async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as frame:
        await frame.start()
        async with socket_of(other, frame) as far:
            wrote = (await frame.write("Hello"))["session"]["id"]
            heard = await far.until("current")
            assert (heard["session"]["id"], heard["session"]["state"]) == (wrote, "waiting")
            assert (await far.ask("join", session=wrote, cursor=0))["outcome"] == "replay"
            await far.until("event", kind="message_posted")
            assert (await desks.boris.post(f"/api/v1/sessions/{wrote}/take")).status_code == 200
            await far.until("event", kind="session_taken")


async def test_a_message_is_acknowledged_and_the_second_tab_told_when_the_database_was_away_after_the_commit(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with frame_of(desks.house.app, desks.house.town.channels["Sales"]) as frame:
        await frame.start()
        async with socket_of(desks.house.app, frame) as one, socket_of(desks.house.app, frame) as two:
            away_once(monkeypatch, told)
            said = await one.ask("post", send_key=key(), text="Hello")
            assert said["type"] == "ok"
            for socket in (one, two):
                assert (await socket.until("current"))["session"]["id"] == said["session"]
        assert (await desks.boris.post(f"/api/v1/sessions/{said['session']}/take")).status_code == 200
