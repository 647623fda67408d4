"""Nothing is asked of private space, however its address is written, and a name goes where it was looked at."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import httpx
import pytest

from deskbell.base.egress import Denied, Egress

PRIVATE = (
    "127.0.0.1 127.1.2.3 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 192.0.0.8 "
    "198.18.0.1 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 "
    "64:ff9b::7f00:1 2002:7f00:1:: 2001:0:7f00:1:: fc00::1 fd12::1 fe80::1 fe80::1%eth0 ff02::1 2001:db8::1 "
    "localhost not-an-address"
)
PUBLIC = "93.184.216.34 8.8.8.8 172.32.0.1 192.169.0.1 100.128.0.1 2606:4700::1111 ::ffff:8.8.8.8"


@pytest.mark.parametrize("address", PRIVATE.split())
def test_private_space_is_not_asked(address: str) -> None:
    assert not Egress().allows(address)


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses_are(address: str) -> None:
    assert Egress().allows(address)


def test_a_network_is_opened_by_hand_and_no_other() -> None:
    egress = Egress(["10.1.0.0/16", "::1/128"])
    assert egress.allows("10.1.2.3")
    assert egress.allows("::1")
    assert egress.allows("::ffff:10.1.2.3")
    assert not egress.allows("10.2.0.1")
    assert not egress.allows("127.0.0.1")


@asynccontextmanager
async def canary() -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server on loopback that answers and keeps what it was asked."""
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], asked


SPELLINGS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "localhost",
    "[::ffff:127.0.0.1]",
    "0",
    "[::1]",
)


@pytest.mark.parametrize("host", SPELLINGS)
async def test_no_spelling_of_loopback_reaches_it(host: str) -> None:
    async with canary() as (port, asked), Egress().client() as client:
        with pytest.raises((Denied, httpx.HTTPError, httpx.InvalidURL)):
            await client.get(f"http://{host}:{port}/")
        assert asked == []


async def test_what_is_opened_is_asked_by_its_name_and_no_redirect_followed() -> None:
    async with canary() as (port, asked), Egress(["127.0.0.0/8", "::1/128"]).client() as client:
        answer = await client.get(f"http://localhost:{port}/push")
        assert answer.status_code == 302
        assert len(asked) == 1
        assert f"host: localhost:{port}".encode() in asked[0].lower()


async def test_a_name_that_answers_otherwise_a_moment_later_gains_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["93.184.216.34", "127.0.0.1"])
    loop = asyncio.get_running_loop()

    async def resolve(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(2, 1, 6, "", (next(answers), port))]

    monkeypatch.setattr(loop, "getaddrinfo", resolve)
    egress = Egress()
    assert await egress.addresses("rebinding.example", 80) == ["93.184.216.34"]
    with pytest.raises(Denied):
        await egress.addresses("rebinding.example", 80)


async def test_a_name_with_one_private_address_among_others_is_denied(monkeypatch: pytest.MonkeyPatch) -> None:
    async def resolve(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(2, 1, 6, "", (address, port)) for address in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    with pytest.raises(Denied):
        await Egress().addresses("both.example", 443)


@asynccontextmanager
async def patient(many: int) -> AsyncIterator[tuple[int, list[int]]]:
    """A server that answers when `many` wait, then at once; the connections that came to it."""
    came: list[int] = []
    waiting = asyncio.Barrier(many)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(len(came))
        with suppress(asyncio.IncompleteReadError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                if b"/together" in head:
                    await waiting.wait()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1], came


async def test_as_many_calls_go_at_once_as_the_client_was_made_for_and_no_more() -> None:
    async with patient(20) as (port, came), Egress(["127.0.0.0/8"]).client(20) as client:
        async with asyncio.timeout(10):
            answers = await asyncio.gather(*(client.get(f"http://127.0.0.1:{port}/together") for _ in range(40)))
        assert [one.text for one in answers] == ["ok"] * 40
        assert len(came) == 20


async def test_one_call_after_another_keeps_its_connection_also_when_one_of_them_failed() -> None:
    async with patient(1) as (port, came), Egress(["127.0.0.0/8"]).client(20) as client:
        for _ in range(30):
            with pytest.raises(Denied):
                await client.get("http://10.0.0.1/")
            assert (await client.get(f"http://127.0.0.1:{port}/")).text == "ok"
        assert len(came) == 1
