"""The engine is tried through the API channel, whose fake provider does as it is told."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from tests.channels.contract.stage import Stage, loopback, stage_of

from deskbell.app import Doors
from deskbell.channels.contract import Capability
from deskbell.channels.registry import KINDS
from deskbell.demo.town import Town
from deskbell.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


@pytest.fixture
async def stage(app: Doors, town: Town, dsn: str) -> AsyncIterator[Stage]:
    async with stage_of(app, town, dsn, "webhook") as made:
        yield made


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """The provider cannot tell a repeat: of a call that nobody saw end, nothing is known."""
    outside = KINDS["webhook"].outside
    assert outside is not None
    forgetful = replace(outside, capabilities=outside.capabilities & ~Capability.REPEATABLE)
    monkeypatch.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=forgetful))
