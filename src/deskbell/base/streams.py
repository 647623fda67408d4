"""A connection for the HTTP client on the loop's own transports and its own TLS.

The client brings a way of its own, through two more layers and a TLS pumped by hand; with many small calls that cost
more than the calls. What is said of a fault is the same: a write that fails did surely not get out whole.
"""

import asyncio
import select
import ssl
from typing import Any, cast

import httpcore

READ_MOST = 256 * 1024
"""Bytes that may lie unread before the other side has to wait."""


async def connect(address: str, port: int, timeout: float | None, local_address: str | None = None) -> "Stream":
    """A connection to an address, which is no name. Raises httpcore.ConnectError, ConnectTimeout."""
    loop = asyncio.get_running_loop()
    local = (local_address, 0) if local_address else None
    try:
        async with asyncio.timeout(timeout):
            _, line = await loop.create_connection(_Line, address, port, local_addr=local)
    except TimeoutError as fault:
        raise httpcore.ConnectTimeout(str(fault)) from fault
    except OSError as fault:
        raise httpcore.ConnectError(str(fault)) from fault
    return Stream(line)


class _Line(asyncio.Protocol):
    """What came and was not read yet, and whether more may be written."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.unread = bytearray()
        self.ended = False
        self.fault: BaseException | None = None
        self._full = False
        self._reading: asyncio.Future[None] | None = None
        self._writing: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self.unread += data
        if len(self.unread) > READ_MOST and self.transport is not None:
            self.transport.pause_reading()
        _wake(self._reading)

    def eof_received(self) -> None:
        self.ended = True
        _wake(self._reading)

    def connection_lost(self, fault: BaseException | None) -> None:
        self.ended, self.fault = True, self.fault or fault
        _wake(self._reading)
        _wake(self._writing)

    def pause_writing(self) -> None:
        self._full = True

    def resume_writing(self) -> None:
        self._full = False
        _wake(self._writing)

    async def came(self) -> None:
        """Returns when there is something to read, or nothing more will come."""
        if not self.unread and not self.ended:
            self._reading = asyncio.get_running_loop().create_future()
            await self._reading

    async def drained(self) -> None:
        if self._full and not self.ended:
            self._writing = asyncio.get_running_loop().create_future()
            await self._writing

    def take(self, most: int) -> bytes:
        taken = bytes(self.unread[:most])
        del self.unread[:most]
        if self.transport is not None and not self.ended and len(self.unread) <= READ_MOST:
            self.transport.resume_reading()
        return taken


def _wake(waiting: "asyncio.Future[None] | None") -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)


class Stream(httpcore.AsyncNetworkStream):
    """What the HTTP client reads from and writes to."""

    def __init__(self, line: _Line) -> None:
        self._line = line

    @property
    def _transport(self) -> asyncio.Transport:
        assert self._line.transport is not None
        return self._line.transport

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            async with asyncio.timeout(timeout):
                await self._line.came()
        except TimeoutError as fault:
            raise httpcore.ReadTimeout(str(fault)) from fault
        if not self._line.unread and self._line.fault is not None:
            raise httpcore.ReadError(str(self._line.fault)) from self._line.fault
        return self._line.take(max_bytes)

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if not buffer:
            return
        if self._line.ended or self._transport.is_closing():
            raise httpcore.WriteError("the connection has ended")
        self._transport.write(buffer)
        try:
            async with asyncio.timeout(timeout):
                await self._line.drained()
        except TimeoutError as fault:
            raise httpcore.WriteTimeout(str(fault)) from fault
        if self._line.fault is not None:
            raise httpcore.WriteError(str(self._line.fault)) from self._line.fault

    async def aclose(self) -> None:
        # Nothing is waited for: what was said is said, and a silent peer must not hold up who closes.
        self._transport.abort() if self._line.ended else self._transport.close()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout):
                over = await loop.start_tls(self._transport, self._line, ssl_context, server_hostname=server_hostname)
        except TimeoutError as fault:
            self._transport.abort()
            raise httpcore.ConnectTimeout(str(fault)) from fault
        except OSError as fault:
            # A certificate that does not hold is one of these too.
            self._transport.abort()
            raise httpcore.ConnectError(str(fault)) from fault
        if over is None:
            raise httpcore.ConnectError("the connection has ended")
        self._line.transport = over
        return self

    def get_extra_info(self, info: str) -> Any:
        names = {"client_addr": "sockname", "server_addr": "peername"}
        if info == "is_readable":
            return self._line.ended or bool(self._line.unread) or self._has_news()
        return self._transport.get_extra_info(names.get(info, info))

    def _has_news(self) -> bool:
        """Whether the other side said something, or ended it, that the loop has not told us yet."""
        known = self._transport.get_extra_info("socket")
        number = known.fileno() if known is not None else -1
        if number < 0:
            return True
        looked = select.poll()
        looked.register(number, select.POLLIN)
        return bool(looked.poll(0))
