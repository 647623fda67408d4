"""Coming back: for each thread ok, replay, too_long or gone, for the inbox what was missed; and never a hole."""

import asyncio
from typing import Any

import asyncpg
import pytest
from tests.realtime.conftest import Desks, Scene
from tests.surfaces import Socket, SocketClosed, key, socket_of

from deskbell.app import Doors, build
from deskbell.base.ids import new_id
from deskbell.log import service as log


def numbers(socket: Socket, session: str) -> list[tuple[int, int]]:
    """(prev, seq) of the events a socket heard of a session."""
    return [
        (frame["prev"], frame["seq"])
        for frame in socket.heard
        if frame["type"] == "event" and frame["session"] == session
    ]


def unbroken(pairs: list[tuple[int, int]], cursor: int) -> bool:
    """Whether each event follows the one before it, from the cursor on."""
    for prev, seq in pairs:
        if prev != cursor or seq <= prev:
            return False
        cursor = seq
    return True


async def epoch_of(desks: Desks) -> str:
    return str(desks.house.app.house.hub.epoch)


async def test_what_was_missed_is_replayed_without_a_hole_to_both_sides(desks: Desks) -> None:
    async with desks.scene() as scene:
        await desks.boris.put(f"{scene.path}/priority", json={"priority": "high"})
        last = [await desks.say(scene, f"Answer {n}") for n in range(5)][-1]
        epoch = await epoch_of(desks)
        for source, cursor in ((desks.boris, 1), (scene.frame, 1)):
            async with socket_of(desks.house.app, source, epoch=epoch, sessions={scene.session: cursor}) as socket:
                assert socket.heard[0]["sessions"] == {scene.session: "replay"}
                await socket.until("event", seq=last)
                assert unbroken(numbers(socket, scene.session), 1)
        shown = (await desks.boris.get(scene.path)).json()["cursor"]
        async with socket_of(desks.house.app, desks.boris, epoch=epoch, sessions={scene.session: shown}) as socket:
            assert socket.heard[0]["sessions"] == {scene.session: "ok"}
            await desks.say(scene, "One more")
            await socket.until("event", kind="message_posted")
            assert unbroken(numbers(socket, scene.session), shown)


async def test_a_cursor_that_cannot_be_is_told_too_long_and_a_thread_not_ones_own_is_gone(desks: Desks) -> None:
    async with desks.scene() as scene, desks.scene() as other:
        epoch = await epoch_of(desks)
        for cursor in (-1, 999, 1 << 40):
            async with socket_of(desks.house.app, desks.boris, epoch=epoch, sessions={scene.session: cursor}) as socket:
                assert socket.heard[0]["sessions"] == {scene.session: "too_long"}
                assert (await socket.ask("join", session=scene.session, cursor=cursor))["outcome"] == "too_long"
                assert (await socket.ask("join", session=scene.session, cursor=scene.cursor))["outcome"] == "ok"
        for stale in (str(new_id()), None):
            async with socket_of(desks.house.app, desks.boris, epoch=stale, sessions={scene.session: 1}) as socket:
                assert socket.heard[0]["sessions"] == {scene.session: "too_long"}
        hidden = {other.session: 1, str(new_id()): 1}
        for source in (desks.clara, scene.frame):
            async with socket_of(desks.house.app, source, epoch=epoch, sessions=hidden) as socket:
                assert set(socket.heard[0]["sessions"].values()) == {"gone"}


async def test_more_than_a_thousand_events_behind_is_too_long(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "DIFFERENCE_MOST", 5)
    async with desks.scene() as scene:
        for number in range(6):
            await desks.say(scene, f"Answer {number}")
        cursor = (await desks.boris.get(scene.path)).json()["cursor"]
        async with socket_of(desks.house.app, desks.boris) as socket:
            assert (await socket.ask("join", session=scene.session, cursor=cursor - 6))["outcome"] == "too_long"
            assert (await socket.ask("join", session=scene.session, cursor=cursor - 5))["outcome"] == "replay"
            assert (await socket.ask("events", session=scene.session, after=0)) | {"id": 0} == {
                "type": "ok",
                "id": 0,
                "events": [],
                "too_long": True,
            }
            assert len((await socket.ask("events", session=scene.session, after=cursor - 2))["events"]) == 2
        answer = await desks.boris.get(f"{scene.path}/events", params={"after": 0})
        assert answer.json() == {"events": [], "too_long": True}


async def inbox(desks: Desks, source: Any, cursor: str) -> dict[str, Any]:
    """What a desk that comes back with this horizon is told: the welcome's word, rows and gone."""
    async with socket_of(desks.house.app, source, epoch=await epoch_of(desks), log=cursor) as socket:
        word = socket.heard[0]["inbox"]
        await socket.ask("leave", session=str(new_id()))
        missed = [frame for frame in socket.heard if frame["type"] == "rows"]
        rows = {row["id"] for frame in missed for row in frame["rows"]}
        return {"word": word, "rows": rows, "gone": {one for frame in missed for one in frame["gone"]}}


async def test_the_inbox_is_told_what_changed_meanwhile_and_what_is_gone(desks: Desks) -> None:
    async with desks.scene(taken=False) as waiting:
        async with socket_of(desks.house.app, desks.clara) as socket:
            horizon = socket.heard[0]["log"]
        async with desks.scene() as scene:
            taken = await desks.boris.post(f"{waiting.path}/take")
            assert taken.status_code == 200
            boris = await inbox(desks, desks.boris, horizon)
            assert {waiting.session, scene.session} <= boris["rows"]
            clara = await inbox(desks, desks.clara, horizon)
            assert waiting.session in clara["gone"]
            assert not clara["rows"] & {waiting.session, scene.session}
            for cursor in ("x", "-1", "9" * 25, ""):
                assert (await inbox(desks, desks.boris, cursor))["word"] == "too_long", cursor


async def test_the_inbox_is_told_what_went_to_another_live_chat_meanwhile(desks: Desks) -> None:
    elsewhere = str(desks.house.town.live_chats["Support"])
    async with desks.scene() as scene:
        async with socket_of(desks.house.app, desks.boris) as socket:
            horizon = socket.heard[0]["log"]
        moved = await desks.boris.post(f"{scene.path}/transfer", json={"send_key": key(), "live_chat_id": elsewhere})
        assert moved.status_code == 204, moved.text
        assert (await desks.boris.get(scene.path)).status_code == 404
        assert scene.session in (await inbox(desks, desks.boris, horizon))["gone"]


async def test_a_restore_starts_another_epoch_in_which_no_cursor_means_anything(desks: Desks) -> None:
    async with desks.scene() as scene:
        old = await epoch_of(desks)
        async with socket_of(desks.house.app, desks.boris) as socket:
            horizon = socket.heard[0]["log"]
        owner = await asyncpg.connect(desks.house.dsn)
        await owner.execute("update log_epoch set epoch = gen_random_uuid()")
        await owner.close()
        restored: Doors = build(desks.house.app.house.settings, desks.house.db)
        await restored.house.start()
        try:
            async with socket_of(
                restored, desks.boris, epoch=old, log=horizon, sessions={scene.session: scene.cursor}
            ) as socket:
                welcome = socket.heard[0]
                assert welcome["epoch"] != old
                assert (welcome["inbox"], welcome["sessions"]) == ("too_long", {scene.session: "too_long"})
            async with socket_of(
                restored, desks.boris, epoch=welcome["epoch"], log=welcome["log"], sessions={scene.session: 1}
            ) as socket:
                assert (socket.heard[0]["inbox"], socket.heard[0]["sessions"]) == ("ok", {scene.session: "replay"})
        finally:
            await restored.house.stop()
            desks.house.db.committed = desks.house.app.house.committed


class Stuck(Socket):
    """A reader that takes the first frames and then none, until it is let go."""

    def __init__(self, app: Doors, frames: int) -> None:
        super().__init__(app)
        self.moving = asyncio.Event()
        self.frames = frames

    async def open(self) -> None:
        put, self._out.put = self._out.put, self._held  # type: ignore[method-assign, assignment]
        self._put = put
        await super().open()

    async def _held(self, message: dict[str, Any]) -> None:
        self.frames -= 1
        if self.frames < 0:
            await self.moving.wait()
        await self._put(message)


async def test_a_reader_too_slow_is_closed_and_resumes_without_a_hole(desks: Desks) -> None:
    async with desks.scene() as scene:
        ticket = (await desks.boris.post("/api/v1/socket-tickets", json={})).json()["ticket"]
        slow = Stuck(desks.house.app, frames=3)
        await slow.open()
        await slow.hello(ticket, epoch=await epoch_of(desks), sessions={scene.session: scene.cursor})
        await pour(desks, scene, 300)
        slow.moving.set()
        assert await slow.closed() == 4008
        await slow.close()
        cursor = further(slow, scene, scene.cursor)
        last = (await desks.boris.get(scene.path)).json()["cursor"]
        assert cursor < last
        rounds = 0
        while cursor < last:
            # Who is that far behind may be closed again, but every time he is further.
            reached = await resumed(desks, scene, cursor, last)
            assert reached > cursor
            cursor, rounds = reached, rounds + 1
        assert rounds <= 3


def further(socket: Socket, scene: Scene, cursor: int) -> int:
    """Where a socket stands that heard what follows a cursor, without a hole."""
    got = numbers(socket, scene.session)
    assert unbroken(got, cursor)
    return got[-1][1] if got else cursor


async def resumed(desks: Desks, scene: Scene, cursor: int, last: int) -> int:
    """How far one comes back from a cursor with one socket."""
    sessions = {scene.session: cursor}
    async with socket_of(desks.house.app, desks.boris, epoch=await epoch_of(desks), sessions=sessions) as again:
        ended = 4008
        try:
            await again.until("event", seq=last)
        except SocketClosed as end:
            ended = end.code
        assert ended == 4008
        return further(again, scene, cursor)


async def pour(desks: Desks, scene: Scene, count: int) -> None:
    """So many messages of Boris, through a socket of his that does read."""
    async with socket_of(desks.house.app, desks.boris) as socket:
        assert (await socket.ask("join", session=scene.session, cursor=None))["type"] == "ok"
        for number in range(count):
            text = f"Message {number} " + "x" * 900
            said = await socket.ask("post", session=scene.session, send_key=key(), text=text)
            assert said["type"] == "ok"
