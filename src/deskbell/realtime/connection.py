"""One live connection: its actor, its cursors, and a bounded queue in front of its socket."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from uuid import UUID

import msgspec
from prometheus_client import Counter, Gauge

from deskbell.base.ids import new_key
from deskbell.base.websocket import Direct
from deskbell.rights.actor import Actor

QUEUE_EVENTS = 256
QUEUE_BYTES = 256 * 1024
WRITE_SECONDS = 10.0

RECONNECT, SIGN_IN_ENDED, FORBIDDEN, SLOW, PROTOCOL_ERROR, PROTOCOL_UNKNOWN, TOO_MANY = (
    4000, 4001, 4003, 4008, 4009, 4010, 4029,
)  # fmt: skip

Send = Callable[[dict[str, object]], Awaitable[None]]

attached = Gauge("deskbell_sockets", "Open sockets", ["kind"])
_overflows = Counter("deskbell_socket_overflows_total", "Sockets closed because they read too slowly")
encode = msgspec.json.Encoder().encode


class Connection:
    """A socket after its hello, from an address. `topics` maps a session to the last number handed over."""

    __slots__ = ("__weakref__", "_bytes", "_closing", "_direct", "_held", "_queue", "_send", "_writer", "actor",
                 "address", "beats_missed", "id", "looking", "topics", "used_at")  # fmt: skip

    def __init__(self, actor: Actor, send: Send, direct: Direct | None = None, address: str | None = None) -> None:
        self.id = new_key()
        self.address = address
        self.actor = actor
        self.topics: dict[UUID, int] = {}
        self.looking: set[UUID] = set()
        self.beats_missed = 0
        self.used_at = 0.0
        self._send = send
        self._direct = direct
        self._queue: deque[bytes] = deque()
        self._held: deque[bytes] | None = None
        self._bytes = 0
        self._writer: asyncio.Task[None] | None = None
        self._closing: tuple[int, str] | None = None

    @property
    def staff(self) -> bool:
        return self.actor.kind != "account"

    @property
    def closing(self) -> bool:
        return self._closing is not None

    def push(self, frame: object) -> None:
        """Encode and send a frame."""
        self.push_bytes(encode(frame))

    def push_bytes(self, payload: bytes) -> None:
        """Send a frame already encoded: at once where the socket takes it, else in its turn. A full queue closes the
        socket after what is in it, so that whoever resumes from his cursors is further each time."""
        if self._closing:
            return
        if self._held is not None:
            self._hold(payload, self._held)
            return
        if self._writer is None and self._direct is not None and self._direct.write(payload):
            return
        if self._queue and (len(self._queue) >= QUEUE_EVENTS or self._bytes + len(payload) > QUEUE_BYTES):
            _overflows.inc()
            self.close(SLOW, "slow, resume")
            return
        self._queue.append(payload)
        self._bytes += len(payload)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write())

    def hold(self) -> None:
        """Keep back what is pushed until `welcome`: nothing may stand before the welcome, and nothing may be lost."""
        self._held = deque()

    def _hold(self, payload: bytes, held: deque[bytes]) -> None:
        if len(held) >= QUEUE_EVENTS or sum(map(len, held)) + len(payload) > QUEUE_BYTES:
            _overflows.inc()
            self.close(SLOW, "slow, resume")
        else:
            held.append(payload)

    def welcome(self, *frames: object) -> None:
        """Send these frames first, then what was kept back, in its order."""
        held, self._held = self._held or (), None
        for frame in frames:
            self.push(frame)
        for payload in held:
            self.push_bytes(payload)

    def close(self, code: int, reason: str = "") -> None:
        """Close after what is queued. Idempotent; the first reason stands."""
        if self._closing is None:
            self._closing = (code, reason)
            if self._writer is None:
                self._writer = asyncio.create_task(self._write())

    async def _write(self) -> None:
        """Empty the queue; lives only while there is something to send, so that an idle socket costs no task."""
        try:
            while self._queue:
                payload = self._queue.popleft()
                self._bytes -= len(payload)
                async with asyncio.timeout(WRITE_SECONDS):
                    await self._send({"type": "websocket.send", "text": payload.decode()})
            if self._closing:
                code, reason = self._closing
                async with asyncio.timeout(WRITE_SECONDS):
                    await self._send({"type": "websocket.close", "code": code, "reason": reason})
        except TimeoutError:
            self._queue.clear()
            self._closing = self._closing or (SLOW, "slow, resume")
            _overflows.inc()
            if self._direct is not None:
                self._direct.abort()
        except Exception:
            # The other side is gone: the reading half ends by itself and detaches us.
            self._queue.clear()
            self._closing = self._closing or (RECONNECT, "")
        finally:
            self._writer = None
            if self._queue and not self._closing:
                self._writer = asyncio.create_task(self._write())
