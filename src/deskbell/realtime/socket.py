"""The socket loop: hello, commands, answers. Which commands there are, the rooms say in their `live.py`.

An ASGI application of its own, beside the HTTP framework: it is the hot path.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import structlog

from deskbell.base.db import LOST, Database, unavailable
from deskbell.base.errors import Refusal, invalid
from deskbell.base.rates import Buckets, address_key
from deskbell.base.websocket import EXTENSION
from deskbell.realtime.connection import (
    FORBIDDEN,
    PROTOCOL_ERROR,
    PROTOCOL_UNKNOWN,
    RECONNECT,
    SIGN_IN_ENDED,
    TOO_MANY,
    Connection,
)  # fmt: skip
from deskbell.realtime.doorkeeper import WAIT_MS, Doorkeeper, Full
from deskbell.realtime.hub import Hub
from deskbell.realtime.pipeline import AtOnce, Pipeline
from deskbell.realtime.presence import say_presence
from deskbell.rights.actor import Actor

PROTOCOL = 1
HELLO_SECONDS = 10.0
FRAME_MOST = 64 * 1024
JOINED_MOST = 60
RESUMES_AT_ONCE = 4
BY_HAND = frozenset({"post", "typing", "read", "seen"})
"""Commands that somebody sitting there brings about: they keep his sign-in alive as requests do. A desk left alone
sends others too."""

_log = structlog.get_logger()

Make = Callable[[Actor], Connection]
Command = Callable[["Desk", Connection, dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""A socket command: (what the app holds, the connection, the frame) → fields of the `ok` answer; refuses by Refusal."""


class Hello(msgspec.Struct, frozen=True, kw_only=True):
    """The first frame. `sessions`: the cursor of each thread that is open on the other side."""

    type: str
    protocol: int
    ticket: str
    epoch: UUID | None = None
    log: str | None = None
    sessions: dict[UUID, int] = {}


@dataclass
class Desk:
    """What the app hands to the socket loop and its commands; `commands` by kind of actor, then by name; `at_once` by
    name: those that need not wait for the one before."""

    db: Database
    hub: Hub
    redeem: Callable[[str, str | None], Awaitable[Actor]]
    resume: Callable[["Desk", Connection, Hello], Awaitable[dict[str, Any]]]
    commands: dict[str, dict[str, Command]]
    origin_allowed: Callable[[str | None], bool]
    doorkeeper: Doorkeeper
    detached: Callable[["Desk", Connection, list[UUID]], None]
    gate: asyncio.Semaphore
    rates: Buckets
    at_once: dict[str, AtOnce[Any]]
    used: Callable[[Connection], None]


async def serve_socket(desk: Desk, receive: Any, send: Any, scope: dict[str, Any]) -> None:
    """One socket from handshake to end."""
    await receive()
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1") or None
    await send({"type": "websocket.accept"})
    if not desk.origin_allowed(origin):
        await _close(send, FORBIDDEN, "wrong origin")
        return
    if desk.hub.draining:
        await _close(send, RECONNECT, "2000")
        return
    # Behind a trusted proxy the server has put the client's address here already.
    host = (scope.get("client") or (None,))[0]
    make = partial(Connection, send=send, direct=scope.get("extensions", {}).get(EXTENSION), address=host)
    address = address_key(host)
    try:
        with desk.doorkeeper.socket(address):
            await _attend(desk, receive, make, send, address, origin)
    except Full:
        await _close(send, TOO_MANY, str(WAIT_MS))


async def _attend(desk: Desk, receive: Any, make: Make, send: Any, address: str, origin: str | None) -> None:
    with desk.doorkeeper.stranger(address):
        hello = await _hello(receive, send)
    connection = await _welcome(desk, hello, make, send, origin) if hello else None
    if connection is None:
        return
    try:
        await _listen(desk, connection, receive)
    finally:
        followed = list(connection.topics)
        desk.hub.detach(connection)
        desk.detached(desk, connection, followed)


async def _hello(receive: Any, send: Any) -> Hello | None:
    """The first frame, within its time; None when the socket is closed instead."""
    try:
        message = await asyncio.wait_for(receive(), HELLO_SECONDS)
        if message["type"] == "websocket.disconnect":
            return None
        hello = msgspec.json.decode(_text(message), type=Hello)
        if hello.type != "hello" or len(hello.sessions) > JOINED_MOST:
            raise msgspec.ValidationError("not a hello")
    except (TimeoutError, msgspec.DecodeError, UnicodeError, RecursionError):
        await _close(send, PROTOCOL_ERROR, "wants hello")
        return None
    if hello.protocol != PROTOCOL:
        await _close(send, PROTOCOL_UNKNOWN, "protocol")
        return None
    return hello


async def _welcome(desk: Desk, hello: Hello, make: Make, send: Any, origin: str | None) -> Connection | None:
    try:
        async with desk.gate:
            actor = await desk.redeem(hello.ticket, origin)
            connection = make(actor)
            desk.doorkeeper.admit(connection, len(desk.hub.of_actor(actor.id)))
            # Attached before it is asked what was missed, so that nothing falls between; heard only after the welcome.
            connection.hold()
            desk.hub.attach(connection)
            try:
                welcome = await desk.resume(desk, connection, hello)
            except BaseException:
                desk.hub.detach(connection)
                raise
    except Refusal as refusal:
        # A database that is away is no reason to sign anybody out.
        code = RECONNECT if refusal.status == 503 else SIGN_IN_ENDED
        await _close(send, code, "2000" if code == RECONNECT else refusal.code)
        return None
    except LOST:
        await _close(send, RECONNECT, "2000")
        return None
    rows, gone = welcome.pop("rows", []), welcome.pop("gone", [])
    first = {"type": "welcome", "protocol": PROTOCOL, "connection": connection.id, "heartbeat": 27, **welcome}
    missed = [{"type": "rows", "log": welcome["log"], "rows": rows, "gone": gone}] if rows or gone else []
    connection.welcome(first, *missed)
    for topic in connection.topics:
        desk.hub.dirty(topic)
        say_presence(desk.hub, topic)
    return connection


async def _listen(desk: Desk, connection: Connection, receive: Any) -> None:
    pipeline = Pipeline(connection, desk.at_once, partial(_obey, desk, connection))
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        if connection.closing:
            # Told to go, perhaps because its rights ended: nothing it still says is obeyed.
            continue
        try:
            frame = msgspec.json.decode(_text(message))
            kind = frame["type"]
        except (msgspec.DecodeError, UnicodeError, TypeError, KeyError, RecursionError):
            connection.close(PROTOCOL_ERROR, "unreadable frame")
            return
        connection.beats_missed = 0
        if kind != "beat":
            await _take(desk, connection, pipeline, kind, frame)


async def _take(desk: Desk, connection: Connection, pipeline: Pipeline, kind: Any, frame: dict[str, Any]) -> None:
    try:
        if not isinstance(kind, str) or not isinstance(frame.get("id"), str | int | None):
            raise Refusal("protocol_error", 400)
        desk.rates.take(connection.id)
        if kind in BY_HAND:
            desk.used(connection)
        await pipeline.take(kind, frame)
    except Refusal as refusal:
        _refuse(connection, frame, refusal)


async def _obey(desk: Desk, connection: Connection, kind: str, frame: dict[str, Any]) -> None:
    try:
        command = desk.commands[connection.actor.kind].get(kind)
        if command is None:
            raise Refusal("protocol_error", 400)
        answer = await command(desk, connection, frame)
    except Refusal as refusal:
        _refuse(connection, frame, refusal)
    except LOST:
        _refuse(connection, frame, unavailable())
    except asyncpg.DataError:
        # A number or text that no column takes, as over HTTP; its value is nothing for the log.
        _refuse(connection, frame, invalid(frame="unreadable"))
    except Exception:
        _log.exception("socket command failed", command=kind)
        connection.push({"type": "refused", "id": frame.get("id"), "code": "fault", "params": {}})
    else:
        if answer is not None:
            connection.push({"type": "ok", "id": frame.get("id"), **answer})


def _refuse(connection: Connection, frame: dict[str, Any], refusal: Refusal) -> None:
    connection.push({"type": "refused", "id": frame.get("id"), "code": refusal.code, "params": refusal.params})


def _text(message: dict[str, Any]) -> bytes:
    text: str | None = message.get("text")
    raw: bytes = text.encode() if text is not None else message.get("bytes") or b""
    if len(raw) > FRAME_MOST:
        raise msgspec.DecodeError("too long")
    return raw


async def _close(send: Any, code: int, reason: str) -> None:
    await send({"type": "websocket.close", "code": code, "reason": reason})


def field(frame: dict[str, Any], name: str, type_: Any, default: Any = ...) -> Any:
    """A field of a command, strictly typed; validation_failed names it."""
    if name not in frame and default is not ...:
        return default
    try:
        return msgspec.convert(frame.get(name), type_)
    except (msgspec.ValidationError, UnicodeError):
        raise Refusal("validation_failed", 422, fields={name: "invalid"}) from None
