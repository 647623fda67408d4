"""A bare HTTP/1.1 server for fakes: it can cut a connection before or after its answer, and hold one back."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BODY_MOST = 200 * 1024 * 1024


@dataclass(frozen=True)
class Asked:
    """A request. Header names are lower-case; `path` is decoded."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Answer:
    """What is answered. `cut`: the connection ends without it."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


def in_json(told: Any, status: int = 200) -> Answer:
    return Answer(status, json.dumps(told, ensure_ascii=False).encode(), "application/json")


class Web:
    """Listens on a loopback port (0: the system chooses one)."""

    def __init__(self, answer: Callable[[Asked], Awaitable[Answer]]) -> None:
        self._answer = answer
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> str:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", port)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            for task in self._open:
                task.cancel()
            await asyncio.gather(*self._open, return_exceptions=True)
            await self._server.wait_closed()
            self._server = None

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while await self._serve_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ValueError):
            pass
        finally:
            self._open.discard(task)
            writer.close()
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await writer.wait_closed()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.rstrip("\r\n").split("\r\n")
        method, target, _ = first.split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await _body(reader, headers)
        parts = urlsplit(target)
        asked = Asked(method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body)
        answer = await self._answer(asked)
        if answer.cut:
            return False
        more = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items())
        writer.write(
            f"HTTP/1.1 {answer.status} .\r\ncontent-type: {answer.content_type}\r\n"
            f"content-length: {len(answer.body)}\r\n{more}\r\n".encode()
        )
        writer.write(answer.body)
        await writer.drain()
        return headers.get("connection", "").lower() != "close"


async def _body(reader: asyncio.StreamReader, headers: Mapping[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        chunks = []
        while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
            chunks.append(await reader.readexactly(size))
            await reader.readexactly(2)
        await reader.readuntil(b"\r\n")
        return b"".join(chunks)
    size = int(headers.get("content-length", "0"))
    if size > BODY_MOST:
        raise ValueError("too long")
    return await reader.readexactly(size)


def is_open(url: str) -> bool:
    """An address as providers want it: https. Plain http to this machine alone, where a fake stands in."""
    parts = urlsplit(url)
    here = ("127.0.0.1", "localhost", "test")
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in here)


@dataclass(frozen=True)
class Part:
    """A field of a form; a file has a name."""

    value: bytes
    filename: str | None = None
    content_type: str = ""


def form_of(asked: Asked) -> dict[str, Part]:
    """The fields of a multipart form. Raises ValueError for what is none."""
    _, found, boundary = asked.headers.get("content-type", "").partition("boundary=")
    if not found:
        raise ValueError("no boundary")
    mark = b"--" + boundary.strip('"').encode()
    pieces = (b"\r\n" + asked.body).split(b"\r\n" + mark)
    if not pieces[-1].startswith(b"--"):
        raise ValueError("the form has no end")
    parts = {}
    for piece in pieces[1:-1]:
        head, _, value = piece.partition(b"\r\n\r\n")
        lines = dict(line.lower().split(": ", 1) for line in head.decode().strip("\r\n").split("\r\n") if ": " in line)
        said = head.decode()
        name = said.split(' name="', 1)[1].split('"', 1)[0]
        filename = said.split('filename="', 1)[1].split('"', 1)[0] if 'filename="' in said else None
        parts[name] = Part(value, filename, lines.get("content-type", ""))
    return parts


async def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float = 10.0) -> tuple[int, bytes]:
    """Post to whoever listens on the loopback; status and body. Raises OSError, TimeoutError, ValueError."""
    parts = urlsplit(url)
    async with asyncio.timeout(seconds):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        try:
            told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            writer.write(
                f"POST {target or '/'} HTTP/1.1\r\nhost: {parts.netloc}\r\n{told}content-length: {len(body)}\r\n"
                "connection: close\r\n\r\n".encode()
            )
            writer.write(body)
            await writer.drain()
            answer = await reader.read()
        finally:
            writer.close()
    head, found, rest = answer.partition(b"\r\n\r\n")
    if not found:
        raise ConnectionResetError("no answer")
    return int(head.split(b" ", 2)[1]), rest


async def fetch(url: str, seconds: float = 10.0) -> tuple[int, dict[str, str], bytes]:
    """Get what somebody on the loopback offers; status, headers, body (a fake reads few forms of HTTP)."""
    parts = urlsplit(url)
    async with asyncio.timeout(seconds):
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 80)
        try:
            target = parts.path + (f"?{parts.query}" if parts.query else "")
            writer.write(f"GET {target} HTTP/1.1\r\nhost: {parts.netloc}\r\nconnection: close\r\n\r\n".encode())
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            first, *lines = head.rstrip("\r\n").split("\r\n")
            headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in lines)}
            known = "content-length" in headers or "transfer-encoding" in headers
            body = await _body(reader, headers) if known else await reader.read()
        finally:
            writer.close()
    return int(first.split(" ", 2)[1]), headers, body
