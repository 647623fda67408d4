"""The mail system of the run, and a channel of e-mail that is connected to it."""

from collections.abc import AsyncIterator

import pytest

from deskbell.app import Doors
from deskbell.demo.town import Town
from deskbell.settings import Settings
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.mail.running import Running, running


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


@pytest.fixture
async def mail() -> Running:
    return await running()


@pytest.fixture
async def stage(app: Doors, town: Town, dsn: str) -> AsyncIterator[Stage]:
    """The contract's stage, for e-mail."""
    async with stage_of(app, town, dsn, "email") as made:
        yield made
