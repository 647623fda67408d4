"""An internal channel of Support that is offered to Emil's group; Clara answers there."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from tests.surfaces import at_work, desk_of, key

from deskbell.app import Doors
from deskbell.demo.town import Town


@dataclass
class Inside:
    """Desks of the people who play, and the channel."""

    app: Doors
    town: Town
    desks: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    channel: str = ""

    async def offer(self, *groups: str) -> None:
        """Offer the channel to these groups and no others."""
        ids = [str(self.town.groups[one]) for one in groups]
        answer = await self.desks["dmitri"].put(f"/api/v1/channel-offers/{self.channel}", json={"group_ids": ids})
        assert answer.status_code == 200, answer.text

    async def write(self, name: str, text: str = "My lamp is broken", **more: Any) -> httpx.Response:
        body = {"send_key": key(), "text": text} | more
        return await self.desks[name].post(f"/api/v1/internal-channels/{self.channel}/messages", json=body)

    async def thread(self, name: str) -> dict[str, Any]:
        answer = await self.desks[name].get(f"/api/v1/internal-channels/{self.channel}")
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read

    async def places(self, name: str) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await self.desks[name].get("/api/v1/internal-channels")).json()["items"]
        return items

    async def ticket(self, name: str) -> str:
        ticket: str = (await self.desks[name].post("/api/v1/internal-channels/tickets", json={})).json()["ticket"]
        return ticket


@pytest.fixture
async def inside(app: Doors, town: Town) -> AsyncIterator[Inside]:
    async with AsyncExitStack() as stack:
        here = Inside(app, town)
        for name in ("emil", "clara", "anna", "dmitri", "rita"):
            here.desks[name] = await stack.enter_async_context(desk_of(app, town, name))
        await at_work(here.desks["clara"])
        await at_work(here.desks["anna"])
        made = await here.desks["dmitri"].post(
            f"/api/v1/live-chats/{town.live_chats['Support']}/channels",
            json={"kind": "internal", "name": "Inside", "settings": {"title": "Help desk", "greeting": "What broke?"}},
        )
        assert made.status_code == 201, made.text
        here.channel = made.json()["id"]
        await here.offer("Staff")
        yield here
