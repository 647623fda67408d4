"""Ports are taken first and named when they are not ours; serving ends when told, with a word before."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import httpx
import pytest
import websockets

from deskbell.base.serving import FRAME_LIMIT_BYTES, PortTaken, serve, take_port


async def echo(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "http":
        body = str(scope["client"][0]).encode()
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
        await send({"type": "http.response.body", "body": body})
    else:
        await receive()
        await send({"type": "websocket.accept"})
        while (frame := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": frame["text"]})


def the_port(sockets: list[socket.socket]) -> int:
    port = sockets[0].getsockname()[1]
    assert isinstance(port, int)
    return port


async def served(**choices: Any) -> tuple[int, asyncio.Event, asyncio.Task[None]]:
    sockets, stop, started = take_port("127.0.0.1", 0), asyncio.Event(), asyncio.Event()
    serving = asyncio.create_task(serve(echo, sockets, stop, started=started.set, **choices))
    await asyncio.wait_for(started.wait(), 10)
    return the_port(sockets), stop, serving


def test_a_taken_port_is_named_with_a_free_one_beside_it() -> None:
    taken = take_port("127.0.0.1", 0)
    try:
        with pytest.raises(PortTaken) as refusal:
            take_port("127.0.0.1", the_port(taken))
        assert refusal.value.port == the_port(taken)
        assert refusal.value.free is not None
        assert refusal.value.free > the_port(taken)
    finally:
        for one in taken:
            one.close()


def test_a_port_taken_on_the_other_loopback_is_taken() -> None:
    with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as stranger:
        stranger.bind(("::1", 0))
        stranger.listen()
        with pytest.raises(PortTaken):
            take_port("127.0.0.1", stranger.getsockname()[1])


async def test_both_loopback_addresses_answer() -> None:
    port, stop, serving = await served()
    async with httpx.AsyncClient() as browser:
        assert (await browser.get(f"http://127.0.0.1:{port}/")).text == "127.0.0.1"
        assert (await browser.get(f"http://[::1]:{port}/")).text == "::1"
    stop.set()
    await serving


async def test_forwarded_addresses_are_believed_from_trusted_proxies_only() -> None:
    said = {"x-forwarded-for": "203.0.113.9"}
    for trusted, seen in (((), "127.0.0.1"), (("127.0.0.0/8",), "203.0.113.9"), (("10.0.0.0/8",), "127.0.0.1")):
        port, stop, serving = await served(trusted_proxies=trusted)
        async with httpx.AsyncClient() as browser:
            assert (await browser.get(f"http://127.0.0.1:{port}/", headers=said)).text == seen
        stop.set()
        await serving


async def test_a_frame_over_the_limit_closes_the_socket() -> None:
    port, stop, serving = await served()
    async with websockets.connect(f"ws://127.0.0.1:{port}/", max_size=None) as client:
        await client.send("x" * FRAME_LIMIT_BYTES)
        assert len(await client.recv()) == FRAME_LIMIT_BYTES
        assert "permessage-deflate" not in str(client.response and client.response.headers)
        await client.send("x" * (FRAME_LIMIT_BYTES + 1))
        with pytest.raises(websockets.ConnectionClosed):
            await client.recv()
        assert client.close_code == 1009
    stop.set()
    await serving


async def test_told_to_stop_it_says_farewell_before_sockets_close() -> None:
    order: list[str] = []

    async def farewell() -> None:
        order.append("farewell")

    port, stop, serving = await served(farewell=farewell)
    async with websockets.connect(f"ws://127.0.0.1:{port}/") as client:
        stop.set()
        with pytest.raises(websockets.ConnectionClosed):
            await client.recv()
        order.append("closed")
    await serving
    assert order == ["farewell", "closed"]


async def test_an_app_that_cannot_start_is_an_error() -> None:
    async def broken(scope: Any, receive: Any, send: Any) -> None:
        await receive()
        await send({"type": "lifespan.startup.failed", "message": "no"})

    with pytest.raises(RuntimeError, match="did not start"):
        await serve(broken, take_port("127.0.0.1", 0), asyncio.Event())
