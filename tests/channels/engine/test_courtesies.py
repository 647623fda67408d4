"""What the two sides show each other besides messages: typing and reading, by channels whose provider has it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.channels.contract.harness import Says
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import webhook
from tests.surfaces import Socket, socket_of

from deskbell.app import Doors
from deskbell.base import clock
from deskbell.channels import courtesies
from deskbell.channels.contract import SendError
from deskbell.channels.registry import KINDS


class Shown:
    """A provider of the kind that can show both; what it was told."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self.told: list[tuple[str, str]] = []
        self.refuses = False
        outside = KINDS["webhook"].outside
        assert outside is not None
        more = replace(outside, typing=self.typing, mark_read=self.mark_read)
        patched.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=more))

    async def typing(self, _link: Any, account: Any) -> None:
        self.told.append(("typing", account.external_user_id))
        if self.refuses:
            raise SendError("channel_broken", "no")

    async def mark_read(self, _link: Any, account: Any, upto: str) -> None:
        self.told.append((f"read {upto}", account.external_user_id))


def types(socket: Socket, session: str, on: bool = True) -> None:
    """Answered by nothing: what is asked after it is."""
    socket.send({"type": "typing", "session": session, "on": on})


async def reads(socket: Socket, session: str) -> None:
    assert (await socket.ask("read", session=session, client_no=1))["type"] == "ok"


async def joined(socket: Socket, session: str) -> None:
    assert (await socket.ask("join", session=session))["type"] == "ok"


async def told(stage: Stage) -> None:
    await asyncio.gather(*stage.app.house.engine.courtesies.tasks)


async def test_who_answers_is_shown_typing_at_most_every_five_seconds(
    stage: Stage, app: Doors, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Shown(monkeypatch)
    await stage.happens(Says("eva", "1", "Hello?"))
    session = await stage.taken()
    async with socket_of(app, stage.boris) as boris, socket_of(app, stage.dmitri) as dmitri:
        for socket in (boris, dmitri):
            await joined(socket, session)
        types(dmitri, session)
        await joined(dmitri, session)
        types(boris, session, on=False)
        for _ in range(3):
            types(boris, session)
        await reads(boris, session)
        await told(stage)
        assert sorted(shown.told) == [("read 1", "user-eva"), ("typing", "user-eva")]
        later = clock.ticks() + courtesies.TYPING_SECONDS
        monkeypatch.setattr(clock, "ticks", lambda: later)
        types(boris, session)
        await reads(boris, session)
        await told(stage)
        assert sorted(shown.told) == [("read 1", "user-eva"), ("typing", "user-eva"), ("typing", "user-eva")]


async def test_what_cannot_be_shown_stops_no_channel(stage: Stage, app: Doors, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = Shown(monkeypatch)
    shown.refuses = True
    await stage.happens(Says("eva", "1", "Hello?"))
    session = await stage.taken()
    async with socket_of(app, stage.boris) as boris:
        await joined(boris, session)
        types(boris, session)
        await reads(boris, session)
        await told(stage)
    assert ("typing", "user-eva") in shown.told
    seq = await stage.reply(session, "It leaves all the same.")
    await stage.settle()
    assert (await stage.delivery(session, seq))["state"] == "sent"


async def test_a_client_who_types_outside_is_shown_to_who_has_the_thread_open(stage: Stage, app: Doors) -> None:
    await stage.happens(Says("eva", "1", "Hello?"))
    session = await stage.taken()
    typing = {"type": "typing", "account": {"id": "user-eva"}}
    async with socket_of(app, stage.boris) as boris:
        await joined(boris, session)
        long_ago = (clock.now() - timedelta(minutes=1)).isoformat()
        assert await webhook(stage, typing | {"at": long_ago}, "id-1") == 204
        assert await webhook(stage, {"type": "typing", "account": {"id": "user-nobody"}}, "id-2") == 204
        await stage.settle()
        assert await webhook(stage, typing, "id-3") == 204
        await stage.settle()
        frame = await boris.until("typing")
    assert (frame["session"], frame["on"], frame["by"]["kind"]) == (session, True, "account")
    assert frame["by"]["name"] == "eva"
