"""Commands of one connection: begun early where they may be, answered in order, done slowly where they must."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec

from deskbell.base.errors import Refusal
from deskbell.realtime.connection import Connection
from deskbell.realtime.pipeline import UNDER_WAY_MOST, AtOnce, Pipeline
from deskbell.rights.actor import Actor


class Stand:
    """A pipeline whose posts end when the test says so."""

    def __init__(self) -> None:
        self.begun: list[asyncio.Future[str | None]] = []
        self.slowly: list[object] = []
        self.sent: list[dict[str, Any]] = []
        connection = Connection(Actor("account", UUID(int=1), ""), self._send)
        at_once = AtOnce(self._begin, lambda value: {"value": value} if value else None)
        self.pipeline = Pipeline(connection, {"post": at_once}, self._obey)

    async def _send(self, message: dict[str, object]) -> None:
        self.sent.append(msgspec.json.decode(str(message["text"])))

    def _begin(self, _connection: Connection, frame: dict[str, Any]) -> "asyncio.Future[str | None] | None":
        if frame.get("slow"):
            return None
        self.begun.append(asyncio.get_running_loop().create_future())
        return self.begun[-1]

    async def _obey(self, _kind: str, frame: dict[str, Any]) -> None:
        self.slowly.append(frame["id"])

    async def post(self, id_: int, **more: Any) -> None:
        await asyncio.wait_for(self.pipeline.take("post", {"id": id_, **more}), 5)


async def turn() -> None:
    """Let what is ready run."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_posts_are_begun_before_the_first_has_committed_and_answered_when_each_has() -> None:
    stand = Stand()
    await stand.post(1)
    await stand.post(2)
    assert len(stand.begun) == 2
    assert stand.sent == []
    stand.begun[0].set_result("a")
    stand.begun[1].set_result("b")
    await turn()
    assert [(frame["type"], frame["id"], frame["value"]) for frame in stand.sent] == [("ok", 1, "a"), ("ok", 2, "b")]


async def test_a_slow_command_waits_for_what_was_begun_before_it() -> None:
    stand = Stand()
    await stand.post(1)
    slow = asyncio.create_task(stand.post(2, slow=True))
    await turn()
    assert stand.slowly == []
    stand.begun[0].set_result("a")
    await slow
    assert [frame["id"] for frame in stand.sent] == [1]
    assert stand.slowly == [2]


async def test_what_could_not_be_decided_at_once_is_done_slowly_in_its_order_before_anything_newer() -> None:
    stand = Stand()
    for number in (1, 2):
        await stand.post(number)
    for begun in stand.begun:
        begun.set_result(None)
    await turn()
    await stand.post(3, slow=True)
    assert stand.slowly == [1, 2, 3]
    assert stand.sent == []


async def test_a_refusal_is_answered_with_its_code() -> None:
    stand = Stand()
    await stand.post(1)
    stand.begun[0].set_exception(Refusal("send_key_conflict"))
    await turn()
    assert [(frame["type"], frame["id"], frame["code"]) for frame in stand.sent] == [
        ("refused", 1, "send_key_conflict")
    ]


async def test_a_sender_with_too_many_under_way_is_not_read_further() -> None:
    stand = Stand()
    for number in range(UNDER_WAY_MOST - 1):
        await stand.post(number)
    full = asyncio.create_task(stand.post(UNDER_WAY_MOST))
    await turn()
    assert not full.done()
    for begun in stand.begun:
        begun.set_result("a")
    await full
    assert len(stand.sent) == UNDER_WAY_MOST
