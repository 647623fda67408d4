"""A channel is disconnected or put away while the doctor looks at it: its provider sends us nothing more."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.channels.telegram.harness import TelegramHarness

from deskbell.app import Doors
from deskbell.channels.contract import Outside
from deskbell.channels.doctor import Doctor
from deskbell.channels.registry import KINDS
from deskbell.demo.town import Town
from deskbell.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


class Look:
    """A look of the doctor that stands still at one of its questions until the provider was told to send nothing more;
    whoever told it goes on when the look is over."""

    def __init__(self, stage: Stage, patched: pytest.MonkeyPatch) -> None:
        self.stage, self._patched = stage, patched
        self.begun, self._told = asyncio.Event(), asyncio.Event()
        self._looking: asyncio.Task[None] | None = None

    async def leave(self, deed: str, waits_at: str) -> None:
        outside = KINDS["telegram"].outside
        assert outside is not None
        changed: Any = {waits_at: self._waiting(getattr(outside, waits_at)), "teardown": self._telling(outside)}
        kind = replace(KINDS["telegram"], outside=replace(outside, **changed))
        self._patched.setitem(KINDS, "telegram", kind)
        house, channel = self.stage.app.house, self.stage.channel["id"]
        self._looking = asyncio.create_task(Doctor(house.links.to).look_at(house.db, UUID(channel)))
        await asyncio.wait_for(self.begun.wait(), 10)
        answer = await self.stage.dmitri.post(f"/api/v1/channels/{channel}/{deed}")
        assert answer.status_code == 200, answer.text

    def _waiting(self, ask: Any) -> Any:
        async def waiting(*given: Any) -> Any:
            self.begun.set()
            await self._told.wait()
            return await ask(*given)

        return waiting

    def _telling(self, outside: Outside) -> Any:
        async def telling(*given: Any) -> None:
            assert outside.teardown is not None
            await outside.teardown(*given)
            if not self._told.is_set():
                self._told.set()
                assert self._looking is not None
                await self._looking

        return telling


@pytest.fixture
async def look(app: Doors, town: Town, dsn: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Look]:
    async with stage_of(app, town, dsn, "telegram") as stage:
        yield Look(stage, monkeypatch)


@pytest.mark.parametrize("deed", ["disconnect", "archive"])
@pytest.mark.parametrize("waits_at", ["health", "setup"])
async def test_who_left_is_not_called_back_by_the_doctor(look: Look, deed: str, waits_at: str) -> None:
    assert isinstance(look.stage.harness, TelegramHarness)
    telegram = look.stage.harness.telegram
    if waits_at == "setup":
        # Somebody else took our address away: the doctor is about to tell it again.
        telegram.hook.url = ""
    await look.leave(deed, waits_at)
    assert telegram.hook.url == ""
    assert await look.stage.count("channel_health") == 0
    assert await look.stage.count("channel_connection") == 0
