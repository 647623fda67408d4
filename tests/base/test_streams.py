"""The HTTP client's connections: whole, kept, encrypted and checked, and honest about how they ended."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
import uvloop
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from deskbell.base.egress import Egress

Meet = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
BIG = b"deskbell" * 400_000


def run(loop: Callable[[], asyncio.AbstractEventLoop], deed: Callable[[], Awaitable[None]]) -> None:
    async def whole() -> None:
        async with asyncio.timeout(30):
            await deed()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(whole())


def certificate(folder: Path, address: str) -> ssl.SSLContext:
    """A server's side that proves to be `address`; whoever trusts `cert.pem` believes it."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "town.example")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(made.public_bytes(pem))
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context


@asynccontextmanager
async def asking(meet: Meet, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[httpx.AsyncClient, str]]:
    """A client of ours, and the address of a server."""
    met: list[asyncio.StreamWriter] = []

    async def meeting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(writer)
        await meet(reader, writer)

    server = await asyncio.start_server(meeting, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    async with Egress(["127.0.0.0/8"]).client() as client:
        yield client, f"{'https' if tls else 'http'}://127.0.0.1:{port}/"
    server.close()
    for writer in met:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Says back what it was told, request after request."""
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = await reader.readexactly(int(length.split(b":")[1]))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


@LOOPS
@pytest.mark.parametrize("encrypted", [False, True])
def test_what_is_large_goes_both_ways_whole(
    loop: Callable[[], asyncio.AbstractEventLoop], encrypted: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificate(tmp_path, "127.0.0.1") if encrypted else None
    if encrypted:
        trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
        monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)

    async def deed() -> None:
        async with asking(echo, tls) as (client, url):
            answers = await asyncio.gather(*(client.post(url, content=BIG) for _ in range(3)))
            assert all(one.content == BIG for one in answers)

    run(loop, deed)


@LOOPS
def test_a_certificate_that_does_not_hold_is_refused(
    loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path
) -> None:
    tls = certificate(tmp_path, "127.0.0.1")

    async def deed() -> None:
        async with asking(echo, tls) as (client, url):
            with pytest.raises(httpx.ConnectError, match="certificate"):
                await client.post(url, content=b"secret")

    run(loop, deed)


@LOOPS
def test_one_for_another_address_is_refused(
    loop: Callable[[], asyncio.AbstractEventLoop], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls = certificate(tmp_path, "127.0.0.2")
    trusting = ssl.create_default_context(cafile=str(tmp_path / "cert.pem"))
    monkeypatch.setattr(httpx, "create_ssl_context", lambda **_: trusting)

    async def deed() -> None:
        async with asking(echo, tls) as (client, url):
            with pytest.raises(httpx.ConnectError, match="certificate"):
                await client.post(url, content=b"secret")

    run(loop, deed)


@LOOPS
def test_a_kept_connection_is_used_again_and_one_that_was_ended_is_not(
    loop: Callable[[], asyncio.AbstractEventLoop],
) -> None:
    met: list[asyncio.StreamWriter] = []

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append(writer)
        await echo(reader, writer)

    async def deed() -> None:
        async with asking(meet) as (client, url):
            for word in (b"one", b"two"):
                assert (await client.post(url, content=word)).content == word
            assert len(met) == 1
            met[0].close()
            await met[0].wait_closed()
            assert (await client.post(url, content=b"three")).content == b"three"
            assert len(met) == 2

    run(loop, deed)


@LOOPS
def test_how_an_answer_stays_out_is_told(loop: Callable[[], asyncio.AbstractEventLoop]) -> None:
    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
        writer.close()

    async def deed() -> None:
        async with asking(silent) as (client, url):
            with pytest.raises(httpx.ReadTimeout):
                await client.post(url, content=b"x", timeout=0.1)
        async with asking(cut) as (client, url):
            with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):
                await client.post(url, content=b"x")
        with pytest.raises(httpx.ConnectError):
            async with Egress(["127.0.0.0/8"]).client() as client:
                await client.post(url, content=b"x")

    run(loop, deed)
