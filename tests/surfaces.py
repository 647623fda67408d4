"""The public surfaces as tests use them: a signed-in browser, a visitor's frame, a socket; all in process."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from uuid import UUID

import httpx
import msgspec

from deskbell.app import Doors
from deskbell.auth import passwords
from deskbell.auth.sign_ins import SQL
from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.base.rates import Buckets
from deskbell.demo.town import Town, email_of
from deskbell.live_chats.model import Channel

ORIGIN = "http://127.0.0.1:8000"
PASSWORD = "walk-the-town-tonight"
DEADLINE = 15.0


def fresh_rates() -> None:
    """All tests come from one address; how often the one before tried is nothing to the next."""
    for one in _rates():
        one._left.clear()


@cache
def _rates() -> list[Buckets]:
    rooms = [module for name, module in sys.modules.items() if name.startswith("deskbell.")]
    return [one for room in rooms for one in vars(room).values() if isinstance(one, Buckets)]


@asynccontextmanager
async def browser(app: Doors) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that has our own page open: its requests carry our Origin."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Origin": ORIGIN}
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as opened:
        yield opened


@asynccontextmanager
async def desk_of(app: Doors, town: Town, name: str) -> AsyncIterator[httpx.AsyncClient]:
    """The desk of a person of the town, signed in."""
    await know_password(app.house.db, town.people[name])
    async with browser(app) as opened:
        answer = await opened.post("/api/v1/sign-ins", json={"email": email_of(name), "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        yield opened


_hashes: list[str] = []


async def know_password(db: Database, person_id: UUID) -> None:
    """As `give_password` does, with a hash that is made once for the test process, and without a word to open desks:
    the town has known its passwords for long."""
    if not _hashes:
        _hashes.append(await passwords.hash_password(PASSWORD))
    await db.run(SQL.keep_password, person_id=person_id, hash=_hashes[0])


def remember_password() -> None:
    """Verifying is made to be slow. That this very hash is of this very password need not be worked out each time; all
    other pairs are judged as ever."""
    verify = passwords._verify

    def judge(hashed: str | None, password: str) -> bool:
        return (hashed in _hashes and password == PASSWORD) or verify(hashed, password)

    passwords._verify = judge


async def at_work(desk: httpx.AsyncClient, status: str = "online") -> httpx.AsyncClient:
    """Set one's working status."""
    answer = await desk.put("/api/v1/me/status", json={"status": status})
    assert answer.status_code == 200, answer.text
    return desk


class Frame:
    """A visitor's widget frame."""

    def __init__(self, app: Doors, opened: httpx.AsyncClient, channel: Channel) -> None:
        self.app = app
        self.http = opened
        self.base = f"/w/{channel.key}"
        self.token: str | None = None
        self.started: dict[str, Any] = {}

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    async def start(self, **body: Any) -> dict[str, Any]:
        """Open the frame; keeps the secret as the frame's storage would."""
        answer = await self.http.post(f"{self.base}/start", json=body, headers=self.headers)
        assert answer.status_code == 200, answer.text
        self.started = answer.json()
        self.token = self.started.get("token") or self.token
        return self.started

    async def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        """A request of the frame."""
        return await self.http.request(method, self.base + path, headers=self.headers, **body)

    async def write(self, text: str, **more: Any) -> dict[str, Any]:
        """Post a message; the acknowledgement."""
        body = {"send_key": str(new_id()), "text": text} | more
        answer = await self.call("POST", "/messages", json=body)
        assert answer.status_code in (200, 201), answer.text
        acknowledged: dict[str, Any] = answer.json()
        return acknowledged

    async def ticket(self) -> str:
        answer = await self.call("POST", "/tickets", json={})
        ticket: str = answer.json()["ticket"]
        return ticket


@asynccontextmanager
async def frame_of(app: Doors, channel: Channel) -> AsyncIterator[Frame]:
    """A frame not opened yet."""
    async with browser(app) as opened:
        yield Frame(app, opened, channel)


class Socket:
    """One end of a socket to the application, frame by frame."""

    def __init__(self, app: Doors, origin: str | None = ORIGIN, address: str = "127.0.0.1") -> None:
        self._app = app
        self._address = address
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._out: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._origin = origin
        self._task: asyncio.Task[None] | None = None
        self._number = 0
        self.heard: list[dict[str, Any]] = []

    async def open(self) -> None:
        headers = [(b"origin", self._origin.encode())] if self._origin else []
        scope: dict[str, Any] = {"type": "websocket", "path": "/ws/v1", "headers": headers, "query_string": b""}
        scope["client"] = (self._address, 50_000)
        self._in.put_nowait({"type": "websocket.connect"})
        self._task = asyncio.create_task(self._app(scope, self._in.get, self._out.put))
        accepted = await asyncio.wait_for(self._out.get(), DEADLINE)
        assert accepted["type"] == "websocket.accept"

    async def close(self) -> None:
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1001})
        if self._task:
            await asyncio.wait_for(self._task, DEADLINE)

    def send(self, frame: Any) -> None:
        """Send a frame as it is; a string or bytes goes unencoded."""
        if isinstance(frame, bytes):
            self._in.put_nowait({"type": "websocket.receive", "bytes": frame})
        else:
            text = frame if isinstance(frame, str) else msgspec.json.encode(frame).decode()
            self._in.put_nowait({"type": "websocket.receive", "text": text})

    async def hello(self, ticket: str, **more: Any) -> dict[str, Any]:
        """Say hello and wait for the welcome."""
        self.send({"type": "hello", "protocol": 1, "ticket": ticket} | more)
        return await self.until("welcome")

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer: ok or refused."""
        self._number += 1
        self.send({"type": kind, "id": self._number} | fields)
        return await self.until("ok", "refused", id=self._number)

    async def until(self, *types: str, **fields: Any) -> dict[str, Any]:
        """The next frame of a type with these fields; what comes before it is kept in `heard`."""
        deadline = asyncio.get_running_loop().time() + DEADLINE
        while True:
            left = deadline - asyncio.get_running_loop().time()
            message = await asyncio.wait_for(self._out.get(), max(0.01, left))
            if message["type"] == "websocket.close":
                raise SocketClosed(message["code"], message.get("reason", ""))
            frame: dict[str, Any] = msgspec.json.decode(message["text"])
            self.heard.append(frame)
            if frame["type"] in types and all(frame.get(name) == value for name, value in fields.items()):
                return frame

    async def closed(self) -> int:
        """The code by which the server closes."""
        try:
            while True:
                await self.until("never")
        except SocketClosed as end:
            return end.code


class SocketClosed(Exception):
    """The server closed the socket."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


@asynccontextmanager
async def socket_of(app: Doors, opened: httpx.AsyncClient | Frame, **hello: Any) -> AsyncIterator[Socket]:
    """A socket that has been welcomed: of a signed-in desk, or of a frame."""
    if isinstance(opened, Frame):
        ticket = await opened.ticket()
    else:
        answer = await opened.post("/api/v1/socket-tickets", json={})
        ticket = answer.json()["ticket"]
    socket = Socket(app)
    await socket.open()
    try:
        await socket.hello(ticket, **hello)
        yield socket
    finally:
        await socket.close()


def key() -> str:
    """A send key."""
    return str(new_id())


def uuid(text: str) -> UUID:
    return UUID(text)
