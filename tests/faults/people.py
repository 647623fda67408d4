"""Front ends as docs/protocol.md describes them: an outbox under send keys, a cursor, and the rule of prev.

Two ways to be wrong on purpose serve as negative controls: a sender that makes a new key for every try, and a listener
that comes back without its cursor.
"""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import msgspec
import websockets

from tests.faults.fleet import App

ANSWER_SECONDS = 4.0
HELLO_SECONDS = 4.0
PAUSES = (0.5, 2.0)
"""Seconds before coming back: doubling, each time a random part. Front ends go on to 30; this run has not the time."""
AGAIN = ("storage_unavailable", "too_many_requests", "overloaded")

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode


@dataclass
class History:
    """What was tried and acknowledged, by send key of the first try, and what else befell."""

    tried: dict[str, str] = field(default_factory=dict)
    acked: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    """key → words, number, id of the message"""
    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    resumes: int = 0
    cuts: int = 0
    repeats: int = 0

    def acknowledge(self, key: str, answer: dict[str, Any]) -> None:
        self.acked[key] = (self.tried[key], answer["seq"], answer["message_id"])
        self.times.append(asyncio.get_running_loop().time())


@dataclass
class Follower:
    """One socket that follows sessions and keeps what it was shown: session → [(number, id, words)]."""

    name: str
    apps: list[App]
    http: httpx.AsyncClient
    headers: dict[str, str]
    tickets: str
    history: History
    dice: random.Random
    sessions: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)
    staff: bool = False
    forgetful: bool = False
    epoch: str | None = None
    link: Any = None

    async def run(self) -> None:
        """Stay connected, to whichever process answers, until cancelled."""
        tries = 0
        while True:
            app = self.dice.choice(self.apps)
            try:
                if await self._live(app):
                    tries = 0
            except (OSError, TimeoutError, httpx.HTTPError, websockets.WebSocketException):
                pass
            await asyncio.sleep(min(PAUSES[1], PAUSES[0] * 2**tries) * self.dice.random())
            tries += 1

    def cut(self) -> None:
        """The link is gone, without a word to either side."""
        if self.link is not None:
            self.link.transport.abort()

    async def _live(self, app: App) -> bool:
        """One life of a socket; False when there was no ticket to be had."""
        headers = {"Origin": app.url} | self.headers
        answer = await self.http.post(app.url + self.tickets, json={}, headers=headers, timeout=3)
        if answer.status_code == 429 or answer.status_code >= 500:
            return False
        if answer.status_code not in (200, 201):
            self.history.wrong.append(f"{self.name}: no ticket: {answer.status_code} {answer.text[:200]}")
            return False
        opening = websockets.connect(
            app.url.replace("http", "ws", 1) + "/ws/v1",
            additional_headers=headers,
            compression=None,
            proxy=None,
            open_timeout=3,
            close_timeout=0.2,
        )
        async with opening as link:
            try:
                await self._hello(link, answer.json()["ticket"])
                self.history.resumes += 1
                self.link = link
                await self.follow(link)
            finally:
                self.link = None
            if link.close_code in (4001, 4003, 4009, 4010):
                self.history.wrong.append(f"{self.name}: closed with {link.close_code} {link.close_reason}")
        return True

    async def _hello(self, link: Any, ticket: str) -> None:
        known = {} if self.forgetful else self.sessions
        hello = {"type": "hello", "protocol": 1, "ticket": ticket, "epoch": self.epoch, "sessions": known}
        await link.send(_encode(hello).decode())
        async with asyncio.timeout(HELLO_SECONDS):
            welcome = _decode(await link.recv())
        first, self.epoch = self.epoch is None, welcome["epoch"]
        for session, cursor in self.sessions.items():
            outcome = welcome["sessions"].get(session)
            if outcome not in ("ok", "replay"):
                if not (first or self.forgetful):
                    self.history.wrong.append(f"{self.name}: came back and was told {outcome}")
                join = {"type": "join", "id": f"join {session}", "session": session}
                await link.send(_encode(join | {"cursor": None if self.forgetful else cursor}).decode())

    async def follow(self, link: Any) -> None:
        """Take in frames until the link breaks."""
        async for text in link:
            await self.take(link, _decode(text))

    async def take(self, link: Any, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "event":
            await self._apply(link, frame)
        elif kind == "ok" and "events" in frame:
            if frame["too_long"]:
                self.history.wrong.append(f"{self.name}: too far behind for its difference")
            for event in frame["events"]:
                await self._apply(link, event)
        elif kind == "too_long" or (kind == "ok" and frame.get("outcome") in ("too_long", "gone")):
            self.history.wrong.append(f"{self.name}: told to fetch afresh")
        elif kind == "refused" and str(frame.get("id")).startswith("join "):
            link.transport.abort()  # try it all again: the database was away
        elif kind == "beat":
            await link.send('{"type":"beat"}')

    async def _apply(self, link: Any, event: dict[str, Any]) -> None:
        session, cursor = event["session"], self.sessions[event["session"]]
        if event["seq"] <= cursor:
            return
        if event["prev"] > cursor and not self.forgetful:
            ask = {"type": "events", "id": "gap", "session": session, "after": cursor}
            await link.send(_encode(ask).decode())
            return
        self.sessions[session] = event["seq"]
        if event["kind"] == "message_posted":
            message = event["data"]["message"]
            self.shown.setdefault(session, []).append((event["seq"], message["id"], message["text"]))


@dataclass
class Sender(Follower):
    """A follower of one session who writes into it, from several tabs of one outbox: in each lane one message after the
    other, each until it is acknowledged."""

    every: float = 0.0
    """Seconds between two messages of a lane, give or take a half."""
    cutting: float = 0.0
    """How often the link breaks between the message and its answer: the hardest moment for send keys."""
    keyless: bool = False
    enough: bool = False
    pending: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)

    async def follow(self, link: Any) -> None:
        try:
            await super().follow(link)
        finally:
            for answer in self.pending.values():
                if not answer.done():
                    answer.set_exception(ConnectionError())

    async def take(self, link: Any, frame: dict[str, Any]) -> None:
        answer = self.pending.get(str(frame.get("id")))
        if frame["type"] in ("ok", "refused") and answer and not answer.done():
            answer.set_result(frame)
        await super().take(link, frame)

    async def write(self, lane: int) -> None:
        """Write until it is enough; an unanswered try is repeated under the same key, the last message's too."""
        number = 0
        while not self.enough:
            number += 1
            key = str(uuid4())
            self.history.tried[key] = f"{self.name}/{lane} {number}"
            await self._deliver(key)
            await asyncio.sleep(self.every * self.dice.uniform(0.5, 1.5))

    async def _deliver(self, first: str) -> None:
        key = first
        while True:
            answer = await self._try(key, self.history.tried[first])
            if answer and answer["type"] == "ok":
                self.history.acknowledge(first, answer)
                return
            if answer and answer["code"] not in AGAIN:
                self.history.wrong.append(f"{self.name}: refused with {answer['code']}")
                if answer["code"] != "fault":
                    return
            self.history.repeats += 1
            key = str(uuid4()) if self.keyless else key
            await asyncio.sleep(0.2)

    async def _try(self, key: str, words: str) -> dict[str, Any] | None:
        link = self.link
        if link is None:
            return None
        ask, session = str(uuid4()), next(iter(self.sessions))
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.pending[ask] = answer
        post = {"type": "post", "id": ask, "session": session, "send_key": key, "text": words}
        try:
            await link.send(_encode(post).decode())
            if self.dice.random() < self.cutting:
                self.history.cuts += 1
                self.cut()
                return None
            # Not wait_for: in Python 3.11 it swallows a cancelling that meets an answer.
            async with asyncio.timeout(ANSWER_SECONDS):
                return await answer
        except (ConnectionError, TimeoutError, websockets.WebSocketException):
            return None
        finally:
            del self.pending[ask]
