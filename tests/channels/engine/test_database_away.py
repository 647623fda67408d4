"""The database goes away between a claim and the call: whom nobody asked is asked when it is back, and once."""

import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import begun, claimed, sql

from deskbell.base.db import unavailable
from deskbell.base.errors import Refusal
from deskbell.channels import delivery
from deskbell.channels.pacing import Pace
from deskbell.sessions import outgoing


class Away:
    """A database that answers none of these deeds for so many times."""

    def __init__(self, patched: pytest.MonkeyPatch) -> None:
        self._patched = patched
        self.left: dict[str, int] = {}

    def for_(self, module: Any, name: str, times: int) -> None:
        deed: Callable[..., Awaitable[Any]] = getattr(module, name)
        self.left[name] = times

        async def tried(*given: Any, **more: Any) -> Any:
            if self.left[name]:
                self.left[name] -= 1
                raise unavailable()
            return await deed(*given, **more)

        self._patched.setattr(module, name, tried)

    @property
    def was_met(self) -> bool:
        return not any(self.left.values())


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> Away:
    monkeypatch.setattr(delivery, "LET_GO_SECONDS", 0.01, raising=False)
    return Away(monkeypatch)


async def back_again(stage: Stage) -> None:
    """What is due is tried, and once more after whatever lease was left to run out."""
    with contextlib.suppress(Refusal):
        await stage.settle()
    ran_out = "update outgoing set lease_until = clock_timestamp() - interval '1 second' where lease_until is not null"
    await sql(stage, ran_out)
    await stage.hurry()


@pytest.mark.usefixtures("unsure")
@pytest.mark.parametrize("noted", [True, False])
async def test_an_answer_that_was_claimed_as_the_database_went_away_is_sent_when_it_is_back(
    stage: Stage, away: Away, noted: bool
) -> None:
    session, seq = await begun(stage, "Once, please.")
    away.for_(outgoing, "leaving", 1)
    away.for_(delivery, "_note_attempt", 0 if noted else 1)
    away.for_(outgoing, "put_back", 3)
    await back_again(stage)
    assert [one.text for one in stage.harness.arrived()] == ["Once, please."]
    assert (await stage.delivery(session, seq))["state"] == "sent"
    assert away.was_met


@pytest.mark.usefixtures("unsure")
async def test_who_has_to_wait_for_his_rate_as_the_database_goes_away_is_sent_when_it_is_back(
    stage: Stage, away: Away, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, seq = await begun(stage, "Once, please.")
    away.for_(outgoing, "put_back", 3)
    take, full = Pace.take, iter([True])
    monkeypatch.setattr(Pace, "take", lambda pace, account: 0.01 if next(full, False) else take(pace, account))
    await back_again(stage)
    assert [one.text for one in stage.harness.arrived()] == ["Once, please."]
    assert (await stage.delivery(session, seq))["state"] == "sent"
    assert away.was_met


@pytest.mark.usefixtures("unsure")
async def test_that_somebody_died_over_a_call_is_not_forgotten_while_the_database_is_away(
    stage: Stage, away: Away
) -> None:
    session, seq = await begun(stage, "Perhaps twice?")
    await claimed(stage)
    await sql(stage, "update outgoing set lease_until = clock_timestamp() - interval '1 second'")
    away.for_(delivery, "_note_attempt", 1)
    away.for_(outgoing, "put_back", 3)
    await back_again(stage)
    assert away.was_met
    assert stage.harness.arrived() == []
    assert (await stage.delivery(session, seq))["state"] == "uncertain"
