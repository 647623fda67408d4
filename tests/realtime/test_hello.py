"""The first frame: whoever does not say hello as agreed is told by a close code what to do; beside it, who does."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
from tests.realtime.conftest import Desks
from tests.surfaces import ORIGIN, Socket, SocketClosed, socket_of

from deskbell.base.ids import new_id, new_token
from deskbell.realtime import socket as sockets


@asynccontextmanager
async def opened(desks: Desks, origin: str | None = ORIGIN) -> AsyncIterator[Socket]:
    """A socket that has said nothing yet."""
    socket = Socket(desks.house.app, origin)
    await socket.open()
    try:
        yield socket
    finally:
        await socket.close()


async def ticket_of(desks: Desks) -> str:
    ticket: str = (await desks.boris.post("/api/v1/socket-tickets", json={})).json()["ticket"]
    return ticket


async def test_who_says_nothing_in_time_is_closed(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "HELLO_SECONDS", 0.02)
    async with opened(desks) as socket:
        assert await socket.closed() == 4009


HELLO: dict[str, Any] = {"type": "hello", "protocol": 1, "ticket": "x"}


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ("{", 4009),
        ("", 4009),
        ("[]", 4009),
        ("null", 4009),
        ('"hello"', 4009),
        (b"\xff\xfe{}", 4009),
        ("\0", 4009),
        ('{"type":"hello","protocol":1,"ticket":"' + "x" * 70_000 + '"}', 4009),
        ("[" * 30_000, 4009),
        ({"type": "join", "session": "x"}, 4009),
        ({"type": "hello", "ticket": "x"}, 4009),
        ({"type": "hello", "protocol": "1", "ticket": "x"}, 4009),
        ({"type": "hello", "protocol": 1, "ticket": None}, 4009),
        (HELLO | {"sessions": {"not-an-id": 1}}, 4009),
        (HELLO | {"sessions": {str(new_id()): 0 for _ in range(61)}}, 4009),
        (HELLO | {"epoch": "not-an-epoch"}, 4009),
        (HELLO | {"protocol": 2}, 4010),
        (HELLO | {"protocol": 0}, 4010),
        (HELLO, 4001),
        (HELLO | {"ticket": "\0"}, 4001),
        (HELLO | {"ticket": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")}, 4001),
    ],
)
async def test_a_first_frame_that_is_no_hello_is_told_what_to_do(desks: Desks, first: Any, code: int) -> None:
    async with opened(desks) as socket:
        socket.send(first)
        assert await socket.closed() == code
    async with opened(desks) as socket:
        welcome = await socket.hello(await ticket_of(desks))
        assert (welcome["protocol"], welcome["sessions"], welcome["inbox"]) == (1, {}, None)
        assert 25 <= welcome["heartbeat"] <= 30


async def test_only_our_own_pages_and_programs_open_sockets(desks: Desks) -> None:
    for origin in (
        "http://shop.example",
        "null",
        ORIGIN + ".evil.example",
        "http://127.0.0.1",
        "http://localhost:8000",
    ):
        async with opened(desks, origin) as socket:
            socket.send(HELLO | {"ticket": await ticket_of(desks)})
            assert await socket.closed() == 4003, origin
    for ours in (ORIGIN, None):
        async with opened(desks, ours) as socket:
            assert (await socket.hello(await ticket_of(desks)))["type"] == "welcome"


async def test_a_ticket_opens_one_socket_within_its_minute(desks: Desks) -> None:
    ticket = await ticket_of(desks)

    async def attempt() -> str:
        async with opened(desks) as socket:
            try:
                return str((await socket.hello(ticket))["type"])
            except SocketClosed as closed:
                return str(closed.code)

    outcomes = await asyncio.gather(*(attempt() for _ in range(20)))
    assert sorted(outcomes) == ["4001"] * 19 + ["welcome"]
    owner = await asyncpg.connect(desks.house.dsn)
    ticket = await ticket_of(desks)
    await owner.execute("update socket_ticket set expires_at = clock_timestamp() - interval '1 second'")
    await owner.close()
    assert await attempt() == "4001"
    ticket = new_token()
    assert await attempt() == "4001"


async def test_a_ticket_is_worth_nothing_once_its_sign_in_has_ended(desks: Desks) -> None:
    ticket = (await desks.clara.post("/api/v1/socket-tickets", json={})).json()["ticket"]
    async with desks.scene() as scene:
        frame_ticket = await scene.frame.ticket()
        owner = await asyncpg.connect(desks.house.dsn)
        await owner.execute(
            "update sign_in set ended_at = now() where person_id = $1", desks.house.town.people["clara"]
        )
        await owner.execute("update widget_token set ended_at = now()")
        for stale in (ticket, frame_ticket):
            async with opened(desks) as socket:
                socket.send(HELLO | {"ticket": stale})
                assert await socket.closed() == 4001
        await owner.execute("update sign_in set ended_at = null")
        await owner.execute("update widget_token set ended_at = null")
        await owner.close()
        for source in (desks.clara, scene.frame):
            async with socket_of(desks.house.app, source) as socket:
                assert (await socket.ask("leave", session=str(new_id())))["type"] == "ok"


async def test_more_sockets_than_the_house_holds_must_wait(desks: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    async with socket_of(desks.house.app, desks.boris) as first:
        monkeypatch.setattr(desks.house.app.house.desk.doorkeeper, "house", 1)
        async with opened(desks) as socket:
            assert await socket.closed() == 4029
        assert (await first.ask("leave", session=str(new_id())))["type"] == "ok"


async def test_another_path_is_no_door(desks: Desks) -> None:
    sent: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asked: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    asked.put_nowait({"type": "websocket.connect"})
    await desks.house.app({"type": "websocket", "path": "/ws/v2", "headers": []}, asked.get, sent.put)
    assert (await sent.get())["type"] == "websocket.close"
