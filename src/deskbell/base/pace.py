"""The pace of a request's body: whoever sends one a byte at a time holds a place that others need.

In front of every route: a body may be silent for so long at most, and must come at a least pace on the whole.
"""

import asyncio
from typing import Any

from deskbell.base import clock
from deskbell.base.errors import Refusal

SILENT_SECONDS = 20.0
GRACE_SECONDS = 30.0
BYTES_PER_SECOND = 4 * 1024
"""Of the worst line a phone is on; 25 MiB may take an hour and three quarters."""

WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


def paced(scope: Any, receive: Any) -> Any:
    """`receive` of an ASGI request, which raises body_too_slow (408) once its body falls behind."""
    if scope["type"] != "http" or scope["method"] in WITHOUT_BODY:
        return receive
    return _Body(receive)


class _Body:
    """A body on its way."""

    __slots__ = ("_begun", "_bytes", "_ended", "_receive")

    def __init__(self, receive: Any) -> None:
        self._receive = receive
        self._begun = clock.ticks()
        self._bytes = 0
        self._ended = False

    async def __call__(self) -> Any:
        if self._ended:
            return await self._receive()
        left = self._begun + GRACE_SECONDS + self._bytes / BYTES_PER_SECOND - clock.ticks()
        try:
            async with asyncio.timeout(max(0.0, min(SILENT_SECONDS, left))):
                message = await self._receive()
        except TimeoutError:
            self._ended = True
            raise Refusal("body_too_slow", 408) from None
        self._bytes += len(message.get("body", b""))
        self._ended = message["type"] == "http.disconnect" or not message.get("more_body", False)
        return message
