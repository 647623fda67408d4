"""Sales with a blocklist: Boris operates there, Anna supervises, Clara works elsewhere, Dmitri administers."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from tests.surfaces import Frame, at_work, desk_of, frame_of

from deskbell.app import Doors
from deskbell.demo.town import Town


@dataclass
class Desks:
    """The town's desks, and Eva's frame in Sales."""

    app: Doors
    town: Town
    anna: httpx.AsyncClient
    boris: httpx.AsyncClient
    dmitri: httpx.AsyncClient
    eva: Frame

    @property
    def sales(self) -> str:
        return str(self.town.live_chats["Sales"])

    async def list(self, kind: str, value: str, by: httpx.AsyncClient | None = None, **more: Any) -> dict[str, Any]:
        """A block in Sales made by Boris, unless said otherwise."""
        body = {"list": "block", "name": value[:100], "kind": kind, "value": value, "live_chat_ids": [self.sales]}
        answer = await (by or self.boris).post("/api/v1/blocklist", json=body | more)
        assert answer.status_code == 201, answer.text
        entry: dict[str, Any] = answer.json()
        return entry

    async def session(self, session_id: str) -> dict[str, Any]:
        answer = await self.dmitri.get(f"/api/v1/sessions/{session_id}")
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    async def state(self, wrote: dict[str, Any]) -> str:
        """How the session of an acknowledged message stands."""
        return str((await self.session(wrote["session"]["id"]))["session"]["state"])


@pytest.fixture
async def desks(app: Doors, town: Town) -> AsyncIterator[Desks]:
    async with AsyncExitStack() as stack:
        anna, boris, dmitri = [
            await stack.enter_async_context(desk_of(app, town, name)) for name in ("anna", "boris", "dmitri")
        ]
        for desk in (anna, boris):
            await at_work(desk)
        eva = await stack.enter_async_context(frame_of(app, town.channels["Sales"]))
        yield Desks(app, town, anna, boris, dmitri, eva)
