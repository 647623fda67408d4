"""Front ends as docs/protocol.md describes them: an outbox under send keys, a cursor, and the rule of prev.

Two ways to be wrong on purpose serve as negative controls: a sender that makes a new key for every try, and a listener
that comes back without its cursor.
"""

import asyncio
import json
import random
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import websockets

from tests.faults.fleet import App

ANSWER_SECONDS = 4.0
CUT_AFTER_SENDING = 0.01
"""How often a sender's link breaks between the message and its answer: the hardest moment for send keys."""


@dataclass
class History:
    """Everything that was tried, acknowledged and shown."""

    tried: dict[str, str] = field(default_factory=dict)
    acked: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    resumes: int = 0
    cuts: int = 0


@dataclass
class Follower:
    """One socket that follows sessions and keeps what it showed: session → [(seq, message id)]."""

    apps: list[App]
    login: dict[str, Any]
    history: History
    sessions: dict[str, int] = field(default_factory=dict)
    shown: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    forgetful: bool = False
    epoch: str | None = None
    stopped: bool = False

    async def run(self) -> None:
        """Stay connected, to whichever process answers, until stopped."""
        while not self.stopped:
            app = random.choice(self.apps)  # noqa: S311 - spreads load
            try:
                ticket = await self._ticket(app)
                address = app.url.replace("http", "ws") + "/ws/v1"
                async with websockets.connect(address, origin=self._origin(app), open_timeout=3) as link:
                    await self._hello(link, ticket)
                    self.history.resumes += 1
                    await self.follow(link)
            except (OSError, TimeoutError, httpx.HTTPError, websockets.WebSocketException, KeyError, ValueError):
                await asyncio.sleep(random.uniform(0.05, 0.3))  # noqa: S311 - jitter

    def _origin(self, app: App) -> Any:
        return app.url

    async def _ticket(self, app: App) -> str:
        async with httpx.AsyncClient(timeout=3, headers={"Origin": app.url} | self.login["headers"]) as http:
            answer = await http.post(app.url + self.login["tickets"], json={})
            answer.raise_for_status()
            ticket: str = answer.json()["ticket"]
            return ticket

    async def _hello(self, link: Any, ticket: str) -> None:
        known = {} if self.forgetful else self.sessions
        hello = {"type": "hello", "protocol": 1, "ticket": ticket, "epoch": self.epoch, "sessions": known}
        await link.send(json.dumps(hello))
        welcome = json.loads(await asyncio.wait_for(link.recv(), ANSWER_SECONDS))
        self.epoch = welcome["epoch"]
        for session, cursor in self.sessions.items():
            if welcome["sessions"].get(session) not in ("ok", "replay"):
                join = {"type": "join", "id": f"join {session}", "session": session}
                await link.send(json.dumps(join | {"cursor": None if self.forgetful else cursor}))

    async def follow(self, link: Any) -> None:
        """Take in frames until the link breaks."""
        async for text in link:
            await self.take(link, json.loads(text))
            if self.stopped:
                return

    async def take(self, link: Any, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "event":
            await self._apply(link, frame)
        elif kind == "ok" and "events" in frame:
            for event in frame["events"]:
                await self._apply(link, event)
        elif kind == "beat":
            await link.send('{"type": "beat"}')

    async def _apply(self, link: Any, event: dict[str, Any]) -> None:
        session, cursor = event["session"], self.sessions.get(event["session"], 0)
        if event["seq"] <= cursor:
            return
        if event["prev"] != cursor and not self.forgetful:
            await link.send(json.dumps({"type": "events", "id": "gap", "session": session, "after": cursor}))
            return
        self.sessions[session] = event["seq"]
        if event["kind"] == "message_posted":
            self.shown.setdefault(session, []).append((event["seq"], event["data"]["message"]["id"]))


@dataclass
class Sender(Follower):
    """A follower of one session that writes into it, one message after the other, each until it is acknowledged."""

    name: str = ""
    keyless: bool = False
    pending: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    link: Any = None

    async def follow(self, link: Any) -> None:
        self.link = link
        try:
            await super().follow(link)
        finally:
            self.link = None
            for answer in self.pending.values():
                if not answer.done():
                    answer.set_exception(ConnectionError())

    async def take(self, link: Any, frame: dict[str, Any]) -> None:
        answer = self.pending.get(str(frame.get("id")))
        if frame["type"] in ("ok", "refused") and answer and not answer.done():
            answer.set_result(frame)
        await super().take(link, frame)

    async def write(self, every: float) -> None:
        """Write until stopped; an unanswered try is repeated under the same key."""
        number = 0
        session = next(iter(self.sessions))
        while not self.stopped:
            number += 1
            words, key = f"{self.name} {number}", str(uuid4())
            self.history.tried[key] = words
            while not self.stopped:
                answer = await self._try(session, key, words)
                if answer and answer["type"] == "ok":
                    self.history.acked[key] = (words, answer["seq"], answer["message_id"])
                    break
                if answer and answer["code"] not in ("storage_unavailable", "too_many_requests", "overloaded", "fault"):
                    self.wrong.append(f"{words}: {answer['code']}")
                    break
                key = str(uuid4()) if self.keyless else key
                await asyncio.sleep(0.05)
            await asyncio.sleep(every)

    async def _try(self, session: str, key: str, words: str) -> dict[str, Any] | None:
        link = self.link
        if link is None:
            await asyncio.sleep(0.05)
            return None
        ask = str(uuid4())
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.pending[ask] = answer
        try:
            await link.send(json.dumps({"type": "post", "id": ask, "session": session, "send_key": key, "text": words}))
            if random.random() < CUT_AFTER_SENDING:  # noqa: S311 - one try in a hundred
                self.history.cuts += 1
                link.transport.abort()
                return None
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (ConnectionError, TimeoutError, websockets.WebSocketException):
            return None
        finally:
            del self.pending[ask]
