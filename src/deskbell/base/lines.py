"""The lines to the database: every connection of both lanes, and who waits for one; cut together when it is away."""

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from typing import Any
from weakref import WeakSet


class Lines:
    """`open` are the connections, `waiting` the deadlines of those who wait for one."""

    def __init__(self) -> None:
        self.open: WeakSet[Any] = WeakSet()
        self.waiting: set[asyncio.Timeout] = set()
        self.away: Callable[[], bool] = _here

    def wait(self, deadline: asyncio.Timeout) -> None:
        """Somebody is going to wait for a connection. Raises TimeoutError at once while the database is away."""
        if self.away():
            raise TimeoutError
        self.waiting.add(deadline)

    def cut(self) -> None:
        """End every statement and all waiting now. The lanes open new connections when they are next asked for one."""
        now = asyncio.get_running_loop().time()
        for deadline in self.waiting:
            deadline.reschedule(now)
        for connection in list(self.open):
            connection.terminate()


def _here() -> bool:
    return False


KEEPING = (("TCP_KEEPIDLE", 10), ("TCP_KEEPINTVL", 5), ("TCP_KEEPCNT", 3), ("TCP_USER_TIMEOUT", 10_000))
"""Seconds, and milliseconds of the last; what a system does not know is left out."""


def keep_alive(connection: Any) -> None:
    """Have the kernel find out that the other side of a TCP connection is gone. A Unix socket needs none of it."""
    transport = connection._transport  # noqa: SLF001 - asyncpg has no other way to its socket
    with (
        contextlib.suppress(OSError),
        socket.socket(fileno=os.dup(transport.get_extra_info("socket").fileno())) as line,
    ):
        if line.family in (socket.AF_INET, socket.AF_INET6):
            line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            for name, value in KEEPING:
                if hasattr(socket, name):
                    line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
