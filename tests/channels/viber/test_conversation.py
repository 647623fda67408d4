"""A client in Viber and Boris at his desk: over the network, with the handshake, files by address and receipts."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from PIL import Image
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.channels.gate import Gate
from tests.channels.viber.harness import ViberHarness
from tests.fakes.viber import Person, Viber

from deskbell.app import Doors
from deskbell.demo.town import Town
from deskbell.settings import Settings

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return loopback(settings)


@pytest.fixture
async def stage(app: Doors, town: Town, dsn: str) -> AsyncIterator[Stage]:
    """The channel, connected once more by a Viber that really calls."""
    async with stage_of(app, town, dsn, "viber") as made:
        gate = Gate(made.provider)
        viber = viber_of(made)
        viber.via, viber.delivers, viber.handshake, viber.pace = await gate.web.start(), True, True, 0.002
        made.gate = gate  # type: ignore[attr-defined]
        try:
            yield made
        finally:
            await gate.web.stop()


def viber_of(stage: Stage) -> Viber:
    assert isinstance(stage.harness, ViberHarness)
    return stage.harness.viber


def eva_of(stage: Stage) -> Person:
    assert isinstance(stage.harness, ViberHarness)
    return stage.harness.people["eva"]


async def told(stage: Stage) -> None:
    """Everything that Viber has for us has come, and is worked."""
    viber = viber_of(stage)
    async with asyncio.timeout(20):
        while viber._tasks:
            await asyncio.wait(set(viber._tasks))
    await stage.settle()


async def test_the_handshake_is_answered_while_the_webhook_is_set(stage: Stage) -> None:
    viber = viber_of(stage)
    url = viber.webhook
    assert set(viber.event_types) >= {"delivered", "seen", "failed", "conversation_started"}
    viber.webhook = ""
    connected = await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/connect")
    assert connected.json()["report"]["state"] == "ok", connected.text
    assert viber.webhook == url
    gate: Gate = stage.gate  # type: ignore[attr-defined]
    viber.webhook, gate.refuse = "", 1
    refused = await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/connect")
    assert refused.json()["report"]["state"] == "broken", refused.text
    assert viber.webhook == ""


async def test_a_conversation_with_picture_file_and_receipts(stage: Stage) -> None:
    eva = eva_of(stage)
    await eva.says("Are you open?", times=3)
    await eva.sends("picture", PICTURE, "bike.png", "This one")
    await told(stage)
    session = await stage.taken()
    thread = await stage.thread(session)
    assert [(one["text"], len(one["files"])) for one in thread] == [("Are you open?", 0), ("This one", 1)]
    notes = await stage.attach(session, "offer.pdf", b"%PDF-1.4 an offer")
    picture = await stage.attach(session, "grey.png", PICTURE)
    seq = await stage.reply(session, "Until six.", quote_seq=thread[0]["seq"], file_ids=[notes, picture])
    for _ in range(3):
        await stage.hurry()
    heard = eva.heard()
    assert heard[0]["text"] == "> Are you open?\n\nUntil six."
    assert [content for one in heard for _, content in one["files"]] == [b"%PDF-1.4 an offer", PICTURE]
    assert viber_of(stage).mistakes == []
    for event, state in (("seen", "read"), ("delivered", "read")):
        await eva.gets(heard[-1]["token"], event)
        await told(stage)
        assert (await stage.delivery(session, seq))["state"] == state


@pytest.mark.parametrize("name", ["bike.jpg", "IMG_1.JPG", "bike.jpeg", "photo"])
async def test_a_photograph_arrives_whatever_its_name_ends_in(stage: Stage, name: str) -> None:
    eva = eva_of(stage)
    await eva.says("How does it look?")
    await told(stage)
    session = await stage.taken()
    drawn = BytesIO()
    Image.new("RGB", (8, 5), "teal").save(drawn, "JPEG")
    photograph = await stage.attach(session, name, drawn.getvalue())
    seq = await stage.reply(session, "So.", file_ids=[photograph])
    await stage.hurry()
    assert (await stage.delivery(session, seq))["state"] == "sent"
    assert [content for one in eva.heard() for _, content in one["files"]] == [drawn.getvalue()]


async def test_who_opens_the_chat_is_greeted_without_a_session_and_who_leaves_is_not_written_to(stage: Stage) -> None:
    settings = {**stage.channel["settings"], "welcome": "Hello! Ask us anything."}
    changed = await stage.dmitri.patch(f"/api/v1/channels/{stage.channel['id']}", json={"settings": settings})
    assert changed.status_code == 200, changed.text
    eva = eva_of(stage)
    await eva.opens()
    await told(stage)
    assert [one["text"] for one in eva.heard()] == ["Hello! Ask us anything."]
    assert await stage.sessions() == []
    await eva.says("Hello")
    await told(stage)
    session = await stage.taken()
    await eva.blocks()
    await told(stage)
    seq = await stage.reply(session, "Are you there?")
    await stage.settle()
    assert (await stage.delivery(session, seq))["code"] == "unreachable"
    await eva.unblocks()
    await told(stage)
    await stage.reply(session, "Welcome back.")
    await stage.settle()
    assert eva.heard()[-1]["text"] == "Welcome back."


async def test_a_message_that_failed_at_the_client_says_so(stage: Stage) -> None:
    eva = eva_of(stage)
    await eva.says("Hello")
    await told(stage)
    session = await stage.taken()
    seq = await stage.reply(session, "Hello Eva")
    await stage.settle()
    await eva.gets(eva.heard()[-1]["token"], "failed")
    await told(stage)
    failed = await stage.delivery(session, seq)
    assert (failed["state"], failed["detail"]) == ("failed", "failed to get")
