"""The stage of the contract: a house with a channel of one kind, connected by the form, its provider a fake beside it.

The worker's deeds are run by hand (`settle`), and what waits for its time is brought forward (`hurry`).
"""

import importlib
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import asyncpg
import httpx
from tests.channels.contract.harness import Happening, Harness, Request
from tests.surfaces import at_work, browser, desk_of, fresh_rates, key

from deskbell.app import Doors
from deskbell.channels.registry import KINDS
from deskbell.demo.town import Town
from deskbell.live_chats.channel_rows import get_channel
from deskbell.live_chats.model import Channel
from deskbell.settings import Settings

OUTSIDE = sorted(kind.name for kind in KINDS.values() if kind.outside is not None)


def harness_of(kind: str) -> Harness:
    """The harness that a channel's tests give."""
    try:
        module = importlib.import_module(f"tests.channels.{kind}.harness")
    except ModuleNotFoundError as missing:
        raise AssertionError(
            f"tests/channels/{kind}/harness.py is missing, or what it imports: {missing.name}"
        ) from None
    made: Harness = module.HARNESS()
    return made


class Stage:
    """One channel of Sales, Boris at his desk, Dmitri to administer."""

    def __init__(self, app: Doors, town: Town, dsn: str, harness: Harness, kind: str) -> None:
        self.app = app
        self.town = town
        self.dsn = dsn
        self.harness = harness
        self.kind = kind
        self.channel: dict[str, Any] = {}
        self.boris: httpx.AsyncClient
        self.dmitri: httpx.AsyncClient
        self.provider: httpx.AsyncClient

    # ── in ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    async def post(self, request: Request) -> httpx.Response:
        """A webhook, as the provider sends it: from no page, with no Origin."""
        path = self.channel["hook_url"].partition("/hooks/")[2]
        return await self.provider.post(
            f"/hooks/{path}", content=request.body, headers=dict(request.headers), params=dict(request.query)
        )

    async def happens(self, *happenings: Happening) -> list[httpx.Response]:
        """Let things happen at the provider, one after the other, and be worked."""
        answers = []
        for happening in happenings:
            for request in await self.harness.tell(happening):
                answers.append(await self.post(request))
                assert answers[-1].status_code < 300, answers[-1].text
            await self.settle()
        return answers

    async def settle(self) -> None:
        """Ask, take in and send until nothing is due."""
        engine = self.app.house.engine
        await engine.poll_due()
        while await engine.take_due() or await engine.send_due():
            pass

    async def hurry(self) -> None:
        """What waits for its time need not wait any more."""
        owner = await asyncpg.connect(self.dsn)
        await owner.execute("update inbound_event set due_at = clock_timestamp() where done_at is null")
        await owner.execute("update outgoing set due_at = clock_timestamp()")
        await owner.execute("update channel_link set waits_until = null")
        await owner.close()
        await self.settle()

    async def count(self, table: str) -> int:
        owner = await asyncpg.connect(self.dsn)
        counted: int = await owner.fetchval(f"select count(*) from {table}")  # noqa: S608 - our own word
        await owner.close()
        return counted

    async def row(self) -> Channel:
        """The channel as a row."""
        found = await get_channel(self.app.house.db, UUID(self.channel["id"]))
        assert found is not None
        return found

    # ── at the desk ─────────────────────────────────────────────────────────────────────────────────────────────────

    async def sessions(self) -> list[dict[str, Any]]:
        """The channel's open sessions, the oldest first, whoever has them."""
        found = []
        for group in ("queue", "mine"):
            answer = await self.boris.get("/api/v1/sessions", params={"group": group})
            found += [one for one in answer.json()["items"] if one["channel_id"] == self.channel["id"]]
        return sorted(found, key=lambda one: str(one["number"]).zfill(9))

    async def taken(self) -> str:
        """The only open session, Boris's now."""
        (session,) = await self.sessions()
        if session["state"] == "waiting":
            answer = await self.boris.post(f"/api/v1/sessions/{session['id']}/take")
            assert answer.status_code == 200, answer.text
        return str(session["id"])

    async def thread(self, session_id: str) -> list[dict[str, Any]]:
        answer = await self.boris.get(f"/api/v1/sessions/{session_id}")
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def reply(self, session_id: str, text: str, **more: Any) -> int:
        """Boris answers; the message's number."""
        body = {"send_key": key(), "text": text} | more
        answer = await self.boris.post(f"/api/v1/sessions/{session_id}/messages", json=body)
        assert answer.status_code == 201, answer.text
        return int(answer.json()["seq"])

    async def attach(self, session_id: str, name: str, body: bytes) -> str:
        """A file of Boris's, not sent yet."""
        answer = await self.boris.post(f"/api/v1/files?session={session_id}&name={name}", content=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def delivery(self, session_id: str, seq: int) -> dict[str, Any]:
        """How far a message got."""
        (message,) = [one for one in await self.thread(session_id) if one["seq"] == seq]
        delivery: dict[str, Any] = message["delivery"]
        return delivery


@asynccontextmanager
async def stage_of(app: Doors, town: Town, dsn: str, kind: str) -> AsyncIterator[Stage]:
    """The stage of one kind: its fake listens, its channel is connected by the forms."""
    fresh_rates()
    harness = harness_of(kind)
    stage = Stage(app, town, dsn, harness, kind)
    async with AsyncExitStack() as stack:
        entered = await harness.start()
        stack.push_async_callback(harness.stop)
        stage.boris = await at_work(await stack.enter_async_context(desk_of(app, town, "boris")))
        stage.dmitri = await stack.enter_async_context(desk_of(app, town, "dmitri"))
        stage.provider = await stack.enter_async_context(browser(app))
        del stage.provider.headers["Origin"]
        live_chat = town.live_chats["Sales"]
        body = {"kind": kind, "name": f"Outside by {kind}", "settings": dict(entered)}
        made = await stage.dmitri.post(f"/api/v1/live-chats/{live_chat}/channels", json=body)
        assert made.status_code == 201, made.text
        stage.channel = made.json()
        harness.made(stage.channel.get("shown_once") or {}, stage.channel.get("hook_url") or "")
        connected = await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/connect")
        assert connected.status_code == 200, connected.text
        assert connected.json()["channel"]["state"] == "on", connected.text
        await stage.settle()
        yield stage


def loopback(settings: Settings) -> Settings:
    """The settings of a house that may reach fakes on the loopback."""
    return replace(settings, egress_allow=("127.0.0.0/8",))
