"""Asking providers for news: whatever goes wrong is logged and seen, and holds up nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import sql

from deskbell.channels import polling
from deskbell.channels.doctor import Doctor
from deskbell.channels.events import ExternalAccount, InboundEvent, Message, Polled
from deskbell.channels.registry import KINDS


class Provider:
    """One who is asked: what he answers next, and where he was asked from."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[Polled | Exception] = []
        self.asked: list[Mapping[str, Any]] = []
        outside = KINDS["webhook"].outside
        assert outside is not None
        asked = replace(outside, poll=self.poll)
        monkeypatch.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=asked))
        monkeypatch.setattr(polling, "PAUSE_SECONDS", 0.0)

    async def poll(self, _link: Any, cursor: Mapping[str, Any]) -> Polled:
        self.asked.append(dict(cursor))
        answer = self.answers.pop(0) if self.answers else Polled(cursor)
        if isinstance(answer, Exception):
            raise answer
        return answer


def said(text: str, position: int = 0) -> InboundEvent:
    eva = ExternalAccount("eva", "eva", {})
    raw = {"type": "message", "account": {"id": "eva"}, "message": {"id": text, "text": text}}
    return InboundEvent(text, "message", datetime.now(UTC), eva, raw, Message(text, text), position)


async def looked(stage: Stage) -> list[dict[str, Any]]:
    await Doctor(stage.app.house.links.to).look_at(stage.app.house.db, UUID(stage.channel["id"]))
    health = await stage.dmitri.get(f"/api/v1/channels/{stage.channel['id']}/health")
    return [one for one in health.json()["findings"] if one["code"] in ("poll_late", "dead_letters")]


async def test_one_event_that_cannot_be_stored_is_kept_unread_and_the_next_poll_goes_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(monkeypatch)
    provider.answers = [Polled({"at": 3}, [said("One."), said("Beyond all numbers.", 1 << 70), said("Two.")])]
    await stage.settle()
    await stage.settle()
    session = await stage.taken()
    assert [one["text"] for one in await stage.thread(session)] == ["One.", "Two."]
    assert provider.asked == [{}, {"at": 3}]
    assert await looked(stage) == [{"code": "dead_letters", "level": "warning", "detail": "1"}]
    path = f"/api/v1/channels/{stage.channel['id']}/dead-letters"
    (kept,) = (await stage.dmitri.get(path, params={"direction": "in"})).json()["items"]
    assert "DataError" in kept["detail"]
    # Another try reads what was kept of it.
    assert (await stage.dmitri.post(f"{path}/in/{kept['id']}/replay")).status_code == 202
    await stage.settle()
    assert [one["text"] for one in await stage.thread(session)] == ["One.", "Two.", "Beyond all numbers."]


async def test_what_no_wire_function_may_raise_is_logged_with_its_channel_and_asked_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(monkeypatch)
    provider.answers = [KeyError("nobody thought of it"), Polled({"at": 1}, [said("One.")])]
    with capture_logs() as logs:
        await stage.settle()
    (told,) = [one for one in logs if one["event"] == "poll failed"]
    assert (told["channel"], told["log_level"]) == (stage.channel["id"], "error")
    await stage.settle()
    assert [one["text"] for one in await stage.thread(await stage.taken())] == ["One."]


async def test_polls_in_vain_are_a_finding_of_the_doctor_and_a_good_one_takes_it_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = Provider(monkeypatch)
    await stage.settle()
    # After a night in which nobody asked, nothing is wrong.
    ago = "update channel_link set polled_at = clock_timestamp() - make_interval(secs => $1)"
    await sql(stage, ago, 40_000.0)
    assert await looked(stage) == []
    provider.answers = [KeyError("again")] * 3
    for _ in range(3):
        await stage.settle()
    await sql(stage, ago, 200.0)
    assert await looked(stage) == []
    await sql(stage, ago, 400.0)
    (late,) = await looked(stage)
    assert (late["code"], late["level"]) == ("poll_late", "warning")
    assert 400 <= int(late["detail"]) < 460
    await sql(stage, ago, 1_000.0)
    assert [one["level"] for one in await looked(stage)] == ["broken"]
    await stage.settle()
    assert await looked(stage) == []
