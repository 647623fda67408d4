"""A channel whose sends are refused while its provider says that all is well: it holds still, longer each time."""

from dataclasses import replace
from typing import Any

import pytest
from tests.channels.contract.stage import Stage
from tests.channels.engine.test_engine import begun, sql

from deskbell.channels.contract import SendError
from deskbell.channels.doctor import Doctor
from deskbell.channels.registry import KINDS


class Refusing:
    """A provider that refuses whatever is sent, and answers every question about itself well."""

    def __init__(self, stage: Stage, patched: pytest.MonkeyPatch) -> None:
        self.stage, self.asked = stage, 0
        outside = KINDS["webhook"].outside
        assert outside is not None
        patched.setitem(KINDS, "webhook", replace(KINDS["webhook"], outside=replace(outside, send=self.send)))

    async def send(self, *_: Any) -> Any:
        self.asked += 1
        raise SendError("channel_broken", "payment_required", "Pay first.")

    async def a_minute_later(self) -> list[dict[str, Any]]:
        """The doctor comes by, and what waits is sent where it may be; what he found."""
        await sql(self.stage, "update channel_link set held_until = held_until - interval '1 minute'")
        channel = (await self.stage.row()).id
        await Doctor(self.stage.app.house.links.to).look_at(self.stage.app.house.db, channel)
        await self.stage.settle()
        told = (await self.stage.dmitri.get(f"/api/v1/channels/{channel}/health")).json()
        findings: list[dict[str, Any]] = told["findings"]
        return findings


async def test_it_is_tried_less_and_less_often_and_says_so_meanwhile(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(stage, "The first.")
    with monkeypatch.context() as patched:
        provider = Refusing(stage, patched)
        await stage.settle()
        assert provider.asked == 1
        tries, said = [], []
        for _ in range(12):
            said.append("sending_stopped" in {one["code"] for one in await provider.a_minute_later()})
            tries.append(provider.asked)
    # After half a minute, one, two and four.
    assert tries == [2, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5]
    assert all(said)
    assert (await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/connect")).status_code == 200
    await stage.settle()
    assert [one.text for one in stage.harness.arrived()] == ["The first."]


@pytest.mark.parametrize("deed", ["test", "change"])
async def test_whoever_asks_or_changes_something_need_not_wait(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    await begun(stage, "The first.")
    path = f"/api/v1/channels/{stage.channel['id']}"
    with monkeypatch.context() as patched:
        provider = Refusing(stage, patched)
        await stage.settle()
        for _ in range(4):
            await provider.a_minute_later()
        assert provider.asked == 4
        if deed == "test":
            assert (await stage.dmitri.post(f"{path}/test")).status_code == 200
        else:
            assert (await stage.dmitri.patch(path, json={"settings": {"url": provider_url(stage)}})).status_code == 200
        await provider.a_minute_later()
        assert provider.asked == 5


def provider_url(stage: Stage) -> str:
    url: str = stage.channel["settings"]["url"]
    return url
