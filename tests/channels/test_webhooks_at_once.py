"""Webhooks that come at one moment: stored together, each answered for itself, none spoiled by another."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.channels.test_engine import webhook

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


def said(number: int, **more: Any) -> dict[str, Any]:
    account = {"id": f"user-{number % 5}", "name": f"Client {number % 5}"}
    message = {"id": f"m{number}", "text": f"Message {number}."}
    return {"type": "message", "source_id": f"s{number}", "account": account, "message": message} | more


async def test_many_at_one_moment_are_each_stored_once(stage: Stage) -> None:
    told = [said(number) for number in range(20) for _ in range(3)]
    answers = await asyncio.gather(*(webhook(stage, one, f"id-{n}") for n, one in enumerate(told)))
    assert set(answers) == {204}
    assert await stage.count("inbound_event") == 20
    await stage.settle()
    assert await stage.count("message where author_kind = 'account'") == 20
    assert await stage.count("inbound_event where done_at is null") == 0


async def test_one_that_cannot_be_kept_as_it_is_spoils_no_other(stage: Stage) -> None:
    told = [said(number) for number in range(6)] + [said(6, position=1 << 70)]
    answers = await asyncio.gather(*(webhook(stage, one, f"id-{n}") for n, one in enumerate(told)))
    assert answers == [204] * 6 + [200]
    assert await webhook(stage, said(7, at="9999-12-31T23:59:59-11:00"), "id-7") == 200
    await stage.settle()
    assert await stage.count("message where author_kind = 'account'") == 6
    path = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
    letters = (await stage.dmitri.get(path, params={"direction": "in"})).json()["items"]
    assert [one["kind"] for one in letters] == ["system", "system"]
