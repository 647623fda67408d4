"""Webhooks that come at one moment: stored together, each answered for itself, none spoiled by another."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import webhook

from deskbell.base.db import unavailable
from deskbell.channels import inbox, inwards, taking


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


async def test_a_line_does_not_stand_still_when_the_database_was_away_even_for_taking_it_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = iter([True, True])

    def at_first(deed: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        async def tried(*given: Any, **more: Any) -> Any:
            if next(away, False):
                raise unavailable()
            return await deed(*given, **more)

        return tried

    monkeypatch.setattr(inwards, "LET_GO_SECONDS", 0.01)
    monkeypatch.setattr(inwards, "take", at_first(taking.take))
    monkeypatch.setattr(inbox, "put_back", at_first(inbox.put_back))
    assert await webhook(stage, said(1), "id-1") == 204
    engine = stage.app.house.engine
    engine.start()
    try:
        async with asyncio.timeout(10):
            while not await stage.count("message where author_kind = 'account'"):  # noqa: ASYNC110 - tells nobody
                await asyncio.sleep(0.02)
    finally:
        await engine.stop()
    assert next(away, "both were met") == "both were met"
