"""A stage for each kind of channel whose clients are at a provider."""

from collections.abc import AsyncIterator

import pytest
from tests.channels.contract.stage import OUTSIDE, Stage, loopback, stage_of

from deskbell.app import Doors
from deskbell.demo.town import Town
from deskbell.settings import Settings

ELSEWHERE = {"email"}
"""Tried by tests/mail, beside a mail system that is started once."""


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


@pytest.fixture(params=[kind for kind in OUTSIDE if kind not in ELSEWHERE])
async def stage(request: pytest.FixtureRequest, app: Doors, town: Town, dsn: str) -> AsyncIterator[Stage]:
    """The channel of one kind, connected."""
    async with stage_of(app, town, dsn, request.param) as made:
        yield made
