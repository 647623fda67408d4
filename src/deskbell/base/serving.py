"""Serves an ASGI app over HTTP and WebSocket on ports that are taken before anything else is begun."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import uvicorn

from deskbell.base.websocket import WebSocket

FRAME_LIMIT_BYTES = 64 * 1024
SECONDS_TO_FINISH = 10
COLLECTING = (10_000, 20, 20)


class PortTaken(Exception):
    """Somebody else listens there already. `free` is a port near it that is free now, or None."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"Port {port} is taken.")
        self.host = host
        self.port = port
        self.free = next((near for near in range(port + 1, min(port + 101, 65536)) if _is_free(host, near)), None)


def take_port(host: str, port: int) -> list[socket.socket]:
    """Bound sockets for one port; 0 lets the system choose. The name localhost may mean ::1 too, so a server for the
    IPv4 loopback answers there as well where the machine has it. Raises PortTaken; OSError for an address not ours."""
    sockets = [_bound(host, port)]
    if host == "127.0.0.1":
        try:
            sockets.append(_bound("::1", sockets[0].getsockname()[1]))
        except PortTaken:
            sockets[0].close()
            raise
        except OSError:
            pass  # no IPv6 here
    return sockets


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    bound = socket.socket(family, kind, protocol)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if family == socket.AF_INET6:
        bound.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(host != "::"))
    try:
        bound.bind(address)
        bound.listen(2048)
    except OSError as refusal:
        bound.close()
        if refusal.errno == errno.EADDRINUSE:
            raise PortTaken(host, port) from None
        raise
    return bound


def _is_free(host: str, port: int) -> bool:
    hosts = [host, "::1"] if host == "127.0.0.1" else [host]
    for one in hosts:
        try:
            _bound(one, port).close()
        except PortTaken:
            return False
        except OSError:
            continue
    return True


class Stopping:
    """Hears Ctrl-C, SIGTERM and a closed terminal. The first asks to end well, the second to end now."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self._main = asyncio.current_task()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._hear)

    def _hear(self) -> None:
        if self.asked.is_set() and self._main:
            self._main.cancel()
        self.asked.set()


class _Server(uvicorn.Server):
    """uvicorn without its own signal handling, and with a word when it answers and to the sockets before it ends."""

    answering: Callable[[], None] | None = None
    farewell: Callable[[], Awaitable[None]] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        except SystemExit:
            raise RuntimeError("the application did not start; the lines above say why") from None
        # What is loaded by now stays: the collector need not look at it again, nor so often at what comes and goes.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        if self.started and self.answering:
            self.answering()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.farewell:
            await self.farewell()
        await super().shutdown(sockets)


async def serve(
    app: Any,
    sockets: Sequence[socket.socket],
    stop: asyncio.Event,
    *,
    started: Callable[[], None] | None = None,
    farewell: Callable[[], Awaitable[None]] | None = None,
    trusted_proxies: Sequence[str] = (),
    certificate: tuple[Path, Path] | None = None,
) -> None:
    """Serve until `stop` is set; then `farewell`, at most ten seconds for what is in flight, the app's own shutdown.
    The sockets are closed whatever happens.

    `started` is called once connections are answered. Raises RuntimeError when the app's start-up failed.
    """
    settings: dict[str, Any] = {}
    if certificate:
        settings |= {"ssl_certfile": certificate[0], "ssl_keyfile": certificate[1]}
    server = _Server(
        uvicorn.Config(
            app,
            loop="none",
            http="httptools",
            ws=WebSocket,
            ws_max_size=FRAME_LIMIT_BYTES,
            ws_per_message_deflate=False,
            ws_ping_interval=None,  # the protocol has a heartbeat of its own
            ws_ping_timeout=None,
            lifespan="on",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=bool(trusted_proxies),
            forwarded_allow_ips=list(trusted_proxies),
            timeout_graceful_shutdown=SECONDS_TO_FINISH,
            **settings,
        )
    )
    server.answering, server.farewell = started, farewell
    running = asyncio.create_task(server.serve(list(sockets)))
    asked = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([running, asked], return_when=asyncio.FIRST_COMPLETED)
    finally:
        asked.cancel()
        server.should_exit = True
        try:
            await running
        finally:
            for one in sockets:
                one.close()
