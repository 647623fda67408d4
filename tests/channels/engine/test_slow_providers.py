"""Providers that do not answer while messages come in: who needs nothing of them waits for nobody."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import peer_of, webhook
from tests.channels.engine.test_engine_loops import until, working

from deskbell.base.ids import new_id
from deskbell.channels import media, taking
from deskbell.channels.inwards import AT_ONCE
from deskbell.channels.registry import KINDS
from deskbell.channels.turns import ABROAD, ABROAD_OF_ONE, AGAIN_LATEST, Crowded, Turns

MANY = AT_ONCE + 4


@dataclass
class Slow:
    """A provider that answers nothing until the gate is open, and how many wait for it."""

    gate: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: int = 0
    most: int = 0

    async def wait(self) -> None:
        self.waiting += 1
        self.most = max(self.most, self.waiting)
        try:
            await self.gate.wait()
        finally:
            self.waiting -= 1

    async def is_asked(self) -> bool:
        return self.waiting >= 4


async def says(stage: Stage, id_: str, kind: str = "message", name: str | None = None, **more: Any) -> None:
    account = {"id": f"user-{id_}"} | ({"name": name} if name else {})
    told = {"type": kind, "account": account, "message": {"id": f"{id_}-1", "text": f"From {id_}."} | more}
    assert await webhook(stage, told | ({"data": "yes"} if kind == "button" else {}), f"{id_}-1") == 204


def test_one_channel_leaves_room_at_providers_for_another_and_all_of_them_leave_places_for_words() -> None:
    turns, one, other = Turns(), new_id(), new_id()
    begun = [turns.go(one) for _ in range(ABROAD_OF_ONE)]
    with pytest.raises(Crowded) as crowded:
        turns.go(one)
    assert 0 < crowded.value.wait < AGAIN_LATEST
    for _ in range(ABROAD - ABROAD_OF_ONE):
        turns.go(other)
    with pytest.raises(Crowded):
        turns.go(other)
    turns.back(one, begun[0])
    turns.go(other)
    assert ABROAD_OF_ONE < ABROAD < AT_ONCE


async def is_here(stage: Stage, *ids: str) -> bool:
    here = {str(one["preview"]) for one in await stage.sessions()}
    return {f"From {id_}." for id_ in ids} <= here


async def test_files_that_do_not_come_leave_room_for_words_and_none_is_lost(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow, fetch = Slow(), media.fetch

    async def slowly(*given: Any) -> AsyncIterator[bytes]:
        await slow.wait()
        async for chunk in fetch(*given):
            yield chunk

    monkeypatch.setattr(media, "fetch", slowly)
    peer_of(stage).files["/a.txt"] = ("text/plain", b"a")
    files = [{"url": peer_of(stage).base + "/a.txt", "name": "a.txt"}]
    async with working(stage) as engine:
        for number in range(MANY):
            await says(stage, f"c{number}", files=files)
        engine.came_in()
        await until(slow.is_asked)
        await says(stage, "fred")
        engine.came_in()
        await until(lambda: is_here(stage, "fred"))
        slow.gate.set()
        await until(lambda: is_here(stage, *(f"c{number}" for number in range(MANY))))
    assert slow.most == ABROAD_OF_ONE
    assert await stage.count("inbound_event where done_at is null or last_error is not null") == 0


@pytest.mark.parametrize("deed", ["introduce", "answer_button"])
async def test_a_provider_that_does_not_say_who_writes_or_take_an_answer_holds_up_nobody_else(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    slow, kind = Slow(), KINDS["webhook"]

    async def asked(_link: Any, what: Any) -> Any:
        await slow.wait()
        return what

    assert kind.outside is not None
    changed: Any = {deed: asked}
    monkeypatch.setitem(KINDS, "webhook", replace(kind, outside=replace(kind.outside, **changed)))
    monkeypatch.setattr(taking, "INTRODUCE_SECONDS", 60.0)
    async with working(stage) as engine:
        for number in range(MANY):
            await says(stage, f"c{number}", "message" if deed == "introduce" else "button")
        engine.came_in()
        await until(slow.is_asked)
        await says(stage, "fred", name="Fred")
        engine.came_in()
        await until(lambda: is_here(stage, "fred"))
        slow.gate.set()
        await until(lambda: is_here(stage, *(f"c{number}" for number in range(MANY))))
    assert slow.most == ABROAD_OF_ONE
