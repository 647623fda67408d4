"""The engine is tried through the API channel, whose fake provider does as it is told."""

from collections.abc import AsyncIterator

import pytest
from tests.channels.contract.stage import Stage, loopback, stage_of

from deskbell.app import Doors
from deskbell.demo.town import Town
from deskbell.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


@pytest.fixture
async def stage(app: Doors, town: Town, dsn: str) -> AsyncIterator[Stage]:
    async with stage_of(app, town, dsn, "webhook") as made:
        yield made
