"""The other side of `bench.outside`, made as cheap as it can be: it shares the machine with what is measured."""

import asyncio
import json
import time
from collections import defaultdict, deque
from typing import Any, cast

from deskbell.base import clock
from deskbell.channels.webhook.signing import signed

HEAD_ENDS = b"\r\n\r\n"


def request(port: int, path: str, secret: str, id_: str, body: bytes) -> bytes:
    """A signed webhook as it goes over the line; made before the clock starts."""
    headers = signed([secret], id_, int(clock.now().timestamp()), body)
    told = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{told}Content-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n".encode()
        + body
    )


def _length(head: bytes) -> int:
    """Of the body that comes after this head."""
    begin = head.lower().find(b"\r\ncontent-length:")
    return 0 if begin < 0 else int(head[begin + 17 :].split(b"\r\n", 1)[0])


class Line(asyncio.Protocol):
    """A kept connection to one of our processes: webhooks one after the other, in the order they were given."""

    def __init__(self) -> None:
        self._read = b""
        self._waiting: deque[tuple[bytes, float, asyncio.Future[tuple[int, float, float]]]] = deque()
        self._begun = 0.0
        self._transport: asyncio.Transport | None = None

    @classmethod
    async def open(cls, port: int) -> "Line":
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def post(self, whole: bytes) -> "asyncio.Future[tuple[int, float, float]]":
        """The status, the seconds from the write, and the seconds from now: what waited for the line included."""
        answer: asyncio.Future[tuple[int, float, float]] = asyncio.get_running_loop().create_future()
        self._waiting.append((whole, time.perf_counter(), answer))
        if len(self._waiting) == 1:
            self._write()
        return answer

    def _write(self) -> None:
        assert self._transport is not None
        self._begun = time.perf_counter()
        self._transport.write(self._waiting[0][0])

    def data_received(self, data: bytes) -> None:
        self._read += data
        ends = self._read.find(HEAD_ENDS)
        if ends < 0 or len(self._read) < ends + 4 + (length := _length(self._read[:ends])):
            return
        status, self._read = int(self._read[9:12]), self._read[ends + 4 + length :]
        _, asked, answer = self._waiting.popleft()
        now = time.perf_counter()
        answer.set_result((status, now - self._begun, now - asked))
        if self._waiting:
            self._write()

    def connection_lost(self, fault: Exception | None) -> None:
        for _, _, answer in self._waiting:
            answer.set_exception(fault or ConnectionResetError())

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Provider:
    """Takes answers on a loopback port: each once, in the order they come; how many were repeated."""

    def __init__(self) -> None:
        self.heard: dict[str, list[str]] = defaultdict(list)
        self.seen: set[bytes] = set()
        self.repeats = 0
        self.port = 0
        self._server: Any = None

    async def __aenter__(self) -> "Provider":
        self._server = await asyncio.get_running_loop().create_server(lambda: _Taking(self), "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    def take(self, head: bytes, body: bytes) -> None:
        """A request came whole."""
        begin = head.lower().find(b"\r\nwebhook-id:") + 13
        id_ = head[begin : head.find(b"\r\n", begin)].strip()
        if id_ in self.seen:
            self.repeats += 1
            return
        told = json.loads(body)
        if told["type"] == "message":
            self.seen.add(id_)
            self.heard[told["account"]["id"]].append(told["message"]["text"])


class _Taking(asyncio.Protocol):
    """One connection to the provider."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._read = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        assert self._transport is not None
        self._read += data
        while (ends := self._read.find(HEAD_ENDS)) >= 0:
            head = self._read[: ends + 2]
            whole = ends + 4 + _length(head)
            if len(self._read) < whole:
                return
            self._provider.take(head, self._read[ends + 4 : whole])
            self._read = self._read[whole:]
            self._transport.write(b"HTTP/1.1 204 No Content\r\n\r\n")
