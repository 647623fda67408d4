"""The API channel through the same faults: its clients write by webhooks, which they repeat; Boris answers each.

What was answered 204 is stored once and in order; what Boris's post was acknowledged for reaches the other system, in
order, and under the same id where it comes twice. Nothing is given up, nothing left unknown: this channel can repeat.
"""

import asyncio
import itertools
import random
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import uuid4

import asyncpg
import httpx

from deskbell.auth.setup import give_password
from deskbell.base.db import open_database
from deskbell.demo.town import email_of
from tests.fakes.web import Answer
from tests.fakes.webhook import WebhookPeer
from tests.faults.fleet import LOST, until
from tests.faults.stage import PASSWORD, Stage

CLIENTS = 6
PAUSE = (0.05, 0.25)
CUT_EVERY = 0.4
ARRIVE_SECONDS = 60.0

SESSIONS = """
select s.id, a.external_id from session s join account a on a.id = s.account_id
where s.channel_id = $1 order by s.opened_at
"""
WRITTEN = """
select m.text from message m join session s on s.id = m.session_id join account a on a.id = s.account_id
where s.channel_id = $1 and a.external_id = $2 and m.author_kind = 'account' order by s.opened_at, m.seq
"""
GIVEN_UP = """
select state, count(*) from message_delivery where channel_id = $1 and state in ('failed', 'uncertain') group by 1
"""
HURRY = """
with events as (
  update inbound_event set due_at = clock_timestamp(), lease_until = null
  where id in (select id from inbound_event where done_at is null for update skip locked)
), links as (
  update channel_link set waits_until = null
)
update outgoing set due_at = clock_timestamp(), lease_until = null
where id in (select id from outgoing where dead_at is null for update skip locked)
"""
"""What waits for a time or for the lease of a process that died need not wait for it any more."""


@dataclass
class Outside:
    """One API channel of Sales, its other side, and what each was told."""

    stage: Stage
    peer: WebhookPeer
    channel: str
    hook: str
    dice: random.Random
    told: dict[str, list[str]] = field(default_factory=dict)
    """client → the words of his webhooks that were answered 204"""
    answered: dict[str, list[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    enough: bool = False

    async def converse(self) -> None:
        """Until it is `enough`; everybody repeats what was not answered."""
        clients = [f"client-{number}" for number in range(CLIENTS)]
        async with asyncio.TaskGroup() as group:
            for client in clients:
                group.create_task(self._write(client))
                group.create_task(self._answer(client))
            group.create_task(self._cut())

    async def _write(self, client: str) -> None:
        self.told[client] = []
        for number in itertools.count(1):
            if self.enough:
                return
            words, id_ = f"{client} {number}", str(uuid4())
            message = {"id": str(uuid4()), "text": words}
            told = {
                "type": "message",
                "account": {"id": client, "name": client},
                "message": message,
                "position": number,
            }
            for _repeat in range(1 + (self.dice.random() < 0.2)):
                await self._until_answered(partial(self._tell, told, id_))
            self.told[client].append(words)
            await self._pause()

    async def _answer(self, client: str) -> None:
        self.answered[client] = []
        session = ""
        while not session:
            await self._pause()
            session = next((str(row[0]) for row in await self._rows(SESSIONS) if row[1] == client), "")
            if self.enough:
                return
        await self._until_answered(partial(self._desk, f"sessions/{session}/take", {}))
        for number in itertools.count(1):
            if self.enough:
                return
            body = {"send_key": str(uuid4()), "text": f"answer {number}"}
            await self._until_answered(partial(self._desk, f"sessions/{session}/messages", body))
            self.answered[client].append(body["text"])
            await self._pause()

    async def _cut(self) -> None:
        """The other system takes a message and its answer is lost, now and then."""
        while not self.enough:
            await asyncio.sleep(CUT_EVERY)
            if not self.peer.answers:
                self.peer.answers.append(Answer(200, cut=True))

    async def _pause(self) -> None:
        await asyncio.sleep(self.dice.uniform(*PAUSE))

    async def _until_answered(self, deed: Callable[[], Awaitable[int]]) -> None:
        while True:
            try:
                status = await deed()
            except (OSError, TimeoutError, ValueError, httpx.HTTPError):
                status = 0
            if 200 <= status < 300:
                return
            if status not in (0, 429, 503):
                self.wrong.append(f"answered {status}")
            await asyncio.sleep(0.2)

    async def _tell(self, told: dict[str, Any], id_: str) -> int:
        return await self.peer.tell(f"{self.dice.choice(self.stage.apps).url}/hooks/{self.hook}", told, id_)

    async def _desk(self, path: str, body: dict[str, Any]) -> int:
        url = self.dice.choice(self.stage.apps).url
        headers = {"Cookie": f"deskbell={self.stage.cookie}", "Origin": url}
        return (await self.stage.http.post(f"{url}/api/v1/{path}", json=body, headers=headers)).status_code

    async def _rows(self, statement: str, *more: str) -> list[Any]:
        """Nothing while the database is away."""
        try:
            connection = await asyncpg.connect(self.stage.base.embedded.dsn, timeout=5)
        except LOST:
            return []
        try:
            found: list[Any] = await connection.fetch(statement, self.channel, *more)
        except LOST:
            return []
        finally:
            connection.terminate()
        return found

    def describe(self) -> None:
        """What passed, for who reads the log."""
        told, answered = (sum(map(len, kept.values())) for kept in (self.told, self.answered))
        sys.stdout.write(
            f"  API channel: {told} webhooks taken, {answered} answers sent, {self.peer.repeats} of them told twice\n"
        )

    async def broken(self) -> dict[str, Any]:
        """The promises that were broken, once everything had time to arrive; empty when all were kept."""

        async def arrived() -> bool:
            if await self._missing():
                await self._hurry()
            return not await self._missing()

        with suppress(AssertionError):
            await until(arrived, ARRIVE_SECONDS, "not everything arrived", every=2)
        found: dict[str, list[Any]] = {
            "did not arrive": await self._missing(),
            "arrived otherwise than written": [
                client for client, words in self.told.items() if await self._stored(client) != words
            ],
            "reached the other system otherwise than written": [
                client for client, words in self.answered.items() if self._reached(client) != words
            ],
            "given up or left unknown": [dict(row) for row in await self._rows(GIVEN_UP)],
            "refused by the other system": self.peer.refused,
            "answered wrongly": self.wrong,
        }
        return {promise: witnesses[:3] for promise, witnesses in found.items() if witnesses}

    async def _missing(self) -> list[str]:
        behind = [f"of {name}" for name, words in self.told.items() if len(await self._stored(name)) < len(words)]
        return behind + [f"to {name}" for name, words in self.answered.items() if len(self._reached(name)) < len(words)]

    async def _stored(self, client: str) -> list[str]:
        return [row["text"] for row in await self._rows(WRITTEN, client)]

    def _reached(self, client: str) -> list[str]:
        return [told["message"]["text"] for told in self.peer.told if told["account"]["id"] == client]

    async def _hurry(self) -> None:
        connection = await asyncpg.connect(self.stage.base.embedded.dsn, timeout=5)
        await connection.execute(HURRY)
        await connection.close(timeout=5)


@asynccontextmanager
async def outside(stage: Stage, seed: int) -> AsyncIterator[Outside]:
    """The channel, connected as an administrator connects it."""
    db = await open_database(stage.base.embedded.dsn, size=1, sends=1)
    person: Any = await db.pool.fetchrow("select id from person where email = $1", email_of("dmitri"))
    chat: Any = await db.pool.fetchrow("select live_chat_id from channel where key = $1", stage.key)
    await give_password(db, person["id"], PASSWORD)
    await db.close()
    peer = WebhookPeer()
    await peer.start()
    url = stage.apps[0].url
    try:
        async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, trust_env=False, timeout=15) as dmitri:
            signed = await dmitri.post("/api/v1/sign-ins", json={"email": email_of("dmitri"), "password": PASSWORD})
            signed.raise_for_status()
            form = {"kind": "webhook", "name": "Partner", "settings": {"url": peer.url}}
            made = await dmitri.post(f"/api/v1/live-chats/{chat['live_chat_id']}/channels", json=form)
            made.raise_for_status()
            channel = made.json()
            peer.secret = channel["shown_once"]["secret"]
            connected = await dmitri.post(f"/api/v1/channels/{channel['id']}/connect")
            connected.raise_for_status()
        hook = channel["hook_url"].partition("/hooks/")[2]
        yield Outside(stage, peer, channel["id"], hook, random.Random(f"{seed} outside"))  # noqa: S311 - played again
    finally:
        await peer.stop()
