"""The client half of WebSocket, as little as a load generator needs: text frames, no fragments, a mask of zeros."""

import asyncio
import base64
import os
import time
from collections.abc import Callable
from typing import cast

Hear = Callable[[bytes, float], None]


class Wire(asyncio.Protocol):
    """One socket. `hear(payload, arrived)` gets each text frame, with the monotonic seconds of its arrival."""

    def __init__(self, hear: Hear) -> None:
        loop = asyncio.get_running_loop()
        self._hear = hear
        self._now = time.perf_counter
        self._buffer = b""
        self._open = False
        self.opened: asyncio.Future[None] = loop.create_future()
        self.closed: asyncio.Future[str] = loop.create_future()
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        host, port = transport.get_extra_info("peername")[:2]
        key = base64.b64encode(os.urandom(16)).decode()
        self._transport.write(
            f"GET /ws/v1 HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        arrived = self._now()
        if self._buffer:
            data = self._buffer + data
        if not self._open:
            head, end, data = data.partition(b"\r\n\r\n")
            if not end:
                self._buffer = head
                return
            if b" 101 " not in head.split(b"\r\n", 1)[0]:
                self._lost(head.decode("latin-1"))
                return
            self._open = True
            self.opened.set_result(None)
        self._buffer = self._take_frames(data, arrived)

    def _take_frames(self, data: bytes, arrived: float) -> bytes:
        """Hand over whole frames; what is left of the last one."""
        at, end = 0, len(data)
        while end - at >= 2:
            kind, size = data[at] & 15, data[at + 1]
            start = at + 2
            if size >= 126:
                wide = 2 if size == 126 else 8
                start += wide
                size = int.from_bytes(data[at + 2 : start], "big")
            if start + size > end:
                break
            if kind == 1:
                self._hear(data[start : start + size], arrived)
            elif kind == 8:
                code = int.from_bytes(data[start : start + 2], "big")
                self._lost(f"closed {code} {data[start + 2 : start + size].decode(errors='replace')}")
            at = start + size
        return data[at:]

    def send(self, payload: bytes) -> None:
        size = len(payload)
        head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
        self._transport.write(head + b"\0\0\0\0" + payload)

    def close(self) -> None:
        if not self._transport.is_closing():
            self._transport.write(b"\x88\x82\0\0\0\0\x03\xe8")
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost(str(exc or "connection closed"))

    def _lost(self, why: str) -> None:
        if not self.closed.done():
            self.closed.set_result(why)
        if not self.opened.done():
            self.opened.set_exception(ConnectionError(why))


async def connect(port: int, hear: Hear) -> Wire:
    """An open socket to a program on this machine."""
    _, wire = await asyncio.get_running_loop().create_connection(lambda: Wire(hear), "127.0.0.1", port)
    await asyncio.wait_for(wire.opened, 30)
    return wire
