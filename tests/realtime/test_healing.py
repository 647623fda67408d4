"""Hints may be lost, rights withdrawn, sockets dead: within a second or two everybody stands right again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from tests.realtime.conftest import Desks, open_desks
from tests.surfaces import Socket, key, socket_of

from deskbell import app as application
from deskbell.app import Doors, build
from deskbell.base.db import Database
from deskbell.base.postgres import Embedded
from deskbell.realtime import hub as hubs
from deskbell.sessions.model import Session
from deskbell.sessions.reading import by_ids


@pytest.fixture
def _deaf(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that is committed is hinted at."""
    monkeypatch.setattr(desks.house.db, "committed", lambda _events: None)


@pytest.mark.usefixtures("_deaf")
async def test_the_sweep_brings_what_hints_lost_to_both_sides(desks: Desks) -> None:
    async with (
        desks.scene() as scene,
        socket_of(desks.house.app, desks.boris) as desk,
        socket_of(desks.house.app, scene.frame) as widget,
    ):
        for socket in (desk, widget):
            await socket.ask("join", session=scene.session, cursor=None)
        seq = await desks.say(scene, "A word")
        for socket in (desk, widget):
            event = await socket.until("event", seq=seq)
            assert event["data"]["message"]["text"] == "A word"
        rows = await desk.until("rows")
        assert scene.session in {row["id"] for row in rows["rows"]}


@pytest.mark.usefixtures("_deaf")
async def test_the_sweep_finds_a_role_withdrawn(desks: Desks) -> None:
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as desk:
        await desk.ask("join", session=scene.session, cursor=None)
        await members(desks, "clara")
        try:
            while scene.session not in (await desk.until("rows"))["gone"]:
                continue
        finally:
            await members(desks, "boris", "clara")
        await desk.until("changed", what="me")


async def members(desks: Desks, *names: str) -> None:
    group = desks.house.town.groups["Sales operators"]
    ids = [str(desks.house.town.people[name]) for name in names]
    answer = await desks.dmitri.patch(f"/api/v1/groups/{group}", json={"member_ids": ids})
    assert answer.status_code == 200, answer.text


async def test_a_role_withdrawn_ends_the_thread_within_a_second_and_the_socket_stays(desks: Desks) -> None:
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as desk:
        await desk.ask("join", session=scene.session, cursor=None)
        await members(desks, "clara")
        async with asyncio.timeout(1.0):
            while scene.session not in (await desk.until("rows"))["gone"]:
                continue
        await scene.frame.write("Are you there?")
        refused = await desk.ask("post", session=scene.session, send_key=key(), text="A word")
        assert (refused["type"], refused["code"]) == ("refused", "not_found")
        assert not [frame for frame in desk.heard if "Are you there?" in str(frame)]
        await members(desks, "boris", "clara")
        await desk.until("changed", what="me")
        assert (await desk.ask("join", session=scene.session, cursor=0))["type"] == "ok"


class Looks:
    """The looks at what is followed, and what happens between the first and its answer."""

    def __init__(self, patched: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[Any]]) -> None:
        self._meanwhile: Callable[[], Awaitable[Any]] | None = meanwhile
        patched.setattr(application, "by_ids", self)

    async def __call__(self, db: Database, session_ids: list[UUID]) -> list[Session]:
        found = await by_ids(db, session_ids)
        meanwhile, self._meanwhile = self._meanwhile, None
        if meanwhile is not None:
            await meanwhile()
        return found


async def test_a_thread_joined_while_rights_are_looked_at_stays(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    async with (
        desks.scene() as first,
        desks.scene() as second,
        socket_of(desks.house.app, desks.boris) as desk,
        socket_of(desks.house.app, desks.boris) as other,
    ):
        await desk.ask("join", session=first.session, cursor=None)
        Looks(monkeypatch, lambda: other.ask("join", session=second.session, cursor=None))
        await members(desks, "boris", "clara", "anna")
        await other.until("changed", what="me")
        await members(desks, "boris", "clara")
        assert not [frame for frame in other.heard if second.session in frame.get("gone", ())]
        seq = await desks.say(second)
        await other.until("event", seq=seq)


async def test_a_thread_joined_by_rights_that_have_just_ended_is_let_go(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub = desks.house.app.house.hub

    async def joined_by_what_was_seen_before() -> None:
        for one in hub.people():
            hub.join(one, UUID(second.session), second.cursor)

    async with desks.scene() as first, desks.scene() as second, socket_of(desks.house.app, desks.boris) as desk:
        await desk.ask("join", session=first.session, cursor=None)
        Looks(monkeypatch, joined_by_what_was_seen_before)
        await members(desks, "clara")
        try:
            while second.session not in (await desk.until("rows"))["gone"]:
                continue
        finally:
            await members(desks, "boris", "clara")
        await desk.until("changed", what="me")


async def test_a_session_given_away_leaves_the_list_and_the_thread_of_who_had_it(desks: Desks) -> None:
    async with (
        desks.scene() as scene,
        socket_of(desks.house.app, desks.boris) as boris,
        socket_of(desks.house.app, desks.clara) as clara,
    ):
        await boris.ask("join", session=scene.session, cursor=None)
        while not any(scene.session in str(frame) for frame in boris.heard if frame["type"] == "rows"):
            await boris.until("rows")
        to_clara = {"operator_id": str(desks.house.town.people["clara"])}
        assert (await desks.anna.post(f"{scene.path}/assign", json=to_clara)).status_code == 200
        while scene.session not in (await boris.until("rows"))["gone"]:
            continue
        while scene.session not in {row["id"] for row in (await clara.until("rows"))["rows"]}:
            continue
        assert (await clara.until("notice", kind="session_assigned"))["session"] == scene.session
        await scene.frame.write("Hello, Clara")
        assert (await boris.ask("events", session=scene.session, after=0))["code"] == "not_found"
        assert not [frame for frame in boris.heard if "Hello, Clara" in str(frame)]


async def test_two_processes_on_one_database_hear_each_other_within_the_sweep(desks: Desks) -> None:
    other: Doors = build(desks.house.app.house.settings, desks.house.db)
    committed = desks.house.db.committed
    await other.house.start()
    desks.house.db.committed = committed
    try:
        async with desks.scene() as scene, socket_of(other, desks.boris) as far:
            await far.ask("join", session=scene.session, cursor=None)
            seq = await desks.say(scene, "A word")
            assert (await far.until("event", seq=seq))["data"]["message"]["text"] == "A word"
            near = await far.ask("post", session=scene.session, send_key=key(), text="From the other process")
            assert near["type"] == "ok"
            assert (await far.until("event", seq=near["seq"]))["prev"] >= seq
    finally:
        await other.house.stop()


async def test_a_socket_that_answers_no_beat_is_dead_and_one_that_does_lives(
    cluster: Embedded, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hubs, "BEAT_SECONDS", 0.1)
    async with (
        open_desks(cluster, tmp_path_factory) as desks,
        socket_of(desks.house.app, desks.boris) as alive,
        socket_of(desks.house.app, desks.anna) as dead,
    ):
        answering = asyncio.create_task(answer_beats(alive))
        assert await dead.closed() == 4000
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        assert (await alive.ask("leave", session=key()))["type"] == "ok"


async def answer_beats(socket: Socket) -> None:
    while True:
        await socket.until("beat")
        socket.send({"type": "beat"})


async def test_a_house_that_closes_tells_everybody_when_to_come_back(
    cluster: Embedded, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with open_desks(cluster, tmp_path_factory) as desks, socket_of(desks.house.app, desks.boris) as socket:
        await desks.house.app.house.stop()
        told = await socket.until("reconnect")
        assert 0 <= told["retry_after_ms"] <= 10_000
        assert await socket.closed() == 4000
        late = Socket(desks.house.app)
        await late.open()
        assert await late.closed() == 4000
        await late.close()


async def test_after_a_restart_too_a_row_leaves_the_lists_of_the_live_chat_it_was_transferred_from(
    desks: Desks,
) -> None:
    support = str(desks.house.town.live_chats["Support"])
    async with desks.scene() as scene, socket_of(desks.house.app, desks.boris) as desk:
        # What a process knows of rows goes with it.
        desks.house.app.house.fanout._facts.clear()
        there = {"send_key": key(), "live_chat_id": support}
        assert (await desks.boris.post(f"{scene.path}/transfer", json=there)).status_code == 204
        while scene.session not in (await desk.until("rows"))["gone"]:
            continue
