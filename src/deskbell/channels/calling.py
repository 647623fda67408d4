"""A call to a provider over HTTP, for wire functions: what it answered, or why not as the SendError that it means.

No fault's own words are handed on: they may hold the address, and with it a token.
"""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from deskbell.base.egress import Denied
from deskbell.channels.messages import SendError

ANSWER_MOST = 4 * 1024 * 1024
CONNECT_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a provider answered. Header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def told(self) -> dict[str, Any] | None:
        """The object in the body, None where there is none."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            return None
        return told if isinstance(told, dict) else None


async def call(
    http: httpx.AsyncClient,
    method: str,
    url: str,
    headers: Mapping[str, str],
    content: bytes | AsyncIterator[bytes],
    *,
    once: bool,
    seconds: float = 20.0,
) -> Answer:
    """Ask, and read at most ANSWER_MOST of the answer. `once`: a second call would show twice, so that when no answer
    comes after the request was out, it is `uncertain`; else `retry`."""
    limit = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
    try:
        async with http.stream(method, url, headers=dict(headers), content=content, timeout=limit) as answer:
            read = bytearray()
            async for chunk in answer.aiter_bytes():
                read += chunk[: ANSWER_MOST - len(read)]
                if len(read) >= ANSWER_MOST:
                    break
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status_code, told, bytes(read))
    except (httpx.HTTPError, httpx.InvalidURL, Denied) as fault:
        raise failure(fault, once=once) from None


def failure(fault: Exception, *, once: bool) -> SendError:
    """What it means that a call came to nothing: whether the request surely did not get out whole."""
    if isinstance(fault, Denied):
        return SendError("channel_broken", "address_denied", "The address is in private space.")
    if isinstance(fault, httpx.InvalidURL | httpx.UnsupportedProtocol):
        return SendError("channel_broken", "address_invalid", "The address is not one of http.")
    if isinstance(fault, httpx.LocalProtocolError):
        # Our own file was shorter or longer than it was said to be.
        return SendError("permanent", "file_changed", "The file is not as it was.")
    name = type(fault).__name__
    before = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError)
    if once and not isinstance(fault, before):
        return SendError("uncertain", "timeout" if isinstance(fault, httpx.TimeoutException) else "cut", name)
    return SendError("retry", "network", name)
