"""Nothing stands before the welcome on a socket, whatever happens while it is being prepared; and nothing is lost."""

from typing import Any
from uuid import UUID

import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import socket_of

from deskbell.realtime.connection import QUEUE_EVENTS, Connection
from deskbell.realtime.socket import Desk, Hello
from deskbell.rights.actor import Actor


async def test_what_is_pushed_while_the_welcome_is_prepared_comes_after_it_in_its_order(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks.house.app.house.desk
    resume = desk.resume

    async def busy(desk: Desk, connection: Connection, hello: Hello) -> dict[str, Any]:
        desk.hub.of_actor(connection.actor.id)[0].push({"type": "counters", "counters": {"waiting": 1}})
        answer = await resume(desk, connection, hello)
        for one in desk.hub.people():
            one.push({"type": "changed", "what": "me"})
        return answer

    monkeypatch.setattr(desk, "resume", busy)
    async with desks.scene() as scene:
        epoch = str(desks.house.app.house.hub.epoch)
        async with socket_of(desks.house.app, desks.boris, epoch=epoch, sessions={scene.session: 1}) as socket:
            assert socket.heard[0]["type"] == "welcome"
            await socket.until("changed")
            kinds = [frame["type"] for frame in socket.heard]
            assert kinds.index("counters") < kinds.index("changed")
            await socket.until("event", seq=scene.cursor)


async def test_an_event_committed_while_the_welcome_is_prepared_follows_it_without_a_hole(
    desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = desks.house.app.house.desk
    resume = desk.resume
    async with desks.scene() as scene:
        said: list[int] = []

        async def busy(desk: Desk, connection: Connection, hello: Hello) -> dict[str, Any]:
            answer = await resume(desk, connection, hello)
            said.append(await desks.say(scene, "In between"))
            return answer

        monkeypatch.setattr(desk, "resume", busy)
        epoch = str(desks.house.app.house.hub.epoch)
        async with socket_of(desks.house.app, scene.frame, epoch=epoch, sessions={scene.session: 3}) as socket:
            assert socket.heard[0]["type"] == "welcome"
            event = await socket.until("event", seq=said[0])
            assert event["prev"] == 3


async def test_who_is_pushed_more_than_a_queue_before_his_welcome_is_told_to_come_back() -> None:
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    connection = Connection(Actor("person", UUID(int=1), "Boris"), send)
    connection.hold()
    for number in range(QUEUE_EVENTS + 1):
        connection.push({"number": number})
    connection.welcome({"type": "welcome"})
    if connection._writer:
        await connection._writer
    assert [message.get("code") for message in sent] == [4008]
