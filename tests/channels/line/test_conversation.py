"""A client in LINE and Boris at his desk: over the network, with pictures by address, repeats and blocks."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.channels.gate import Gate
from tests.channels.line.harness import LINKED, LineHarness
from tests.fakes.line import Line, Person
from tests.fakes.web import Answer, fetch

from deskbell.app import Doors
from deskbell.base import clock
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
    """The channel, and a LINE that really calls."""
    async with stage_of(app, town, dsn, "line") as made:
        gate = Gate(made.provider)
        line = line_of(made)
        line.via, line.delivers, line.pace = await gate.web.start(), True, 0.002
        made.gate = gate  # type: ignore[attr-defined]
        try:
            yield made
        finally:
            await gate.web.stop()


def line_of(stage: Stage) -> Line:
    assert isinstance(stage.harness, LineHarness)
    return stage.harness.line


def eva_of(stage: Stage) -> Person:
    assert isinstance(stage.harness, LineHarness)
    return stage.harness.people["eva"]


async def told(stage: Stage) -> None:
    """Everything that LINE has for us has come, and is worked."""
    line = line_of(stage)
    async with asyncio.timeout(20):
        while line._tasks:
            await asyncio.wait(set(line._tasks))
    await stage.hurry()


async def client_of(stage: Stage) -> str:
    """The name under which the only session stands."""
    (session,) = await stage.sessions()
    return str(session["client"]["name"])


async def test_the_webhook_is_set_and_one_that_is_switched_off_is_told(stage: Stage) -> None:
    line = line_of(stage)
    assert line.webhook == stage.channel["hook_url"]
    path = f"/api/v1/channels/{stage.channel['id']}"
    line.webhook = "https://elsewhere.example/hook"
    assert (await stage.dmitri.post(f"{path}/connect")).json()["report"]["state"] == "ok"
    assert line.webhook == stage.channel["hook_url"]
    line.active = False
    off = (await stage.dmitri.post(f"{path}/connect")).json()
    assert (off["channel"]["state"], off["report"]["state"]) == ("on", "warning")
    assert [one["code"] for one in off["report"]["findings"] if one["level"] == "warning"] == ["webhook_off"]


async def test_a_conversation_with_picture_file_quote_and_a_message_taken_back(stage: Stage) -> None:
    eva = eva_of(stage)
    await eva.says("Are you open?", times=3)
    picture = await eva.sends("image", PICTURE, "bike.png")
    line_of(stage).preparing.add(picture["id"])
    said = await eva.says("This one", quotes=picture["id"])
    await told(stage)
    await told(stage)
    session = await stage.taken()
    thread = await stage.thread(session)
    assert [(one["text"], len(one["files"])) for one in thread] == [("Are you open?", 0), ("", 1), ("This one", 0)]
    assert thread[2]["quote"]["seq"] == thread[1]["seq"]
    assert await client_of(stage) == "Eva"
    await eva.unsends(said["id"])
    await told(stage)
    assert (await stage.thread(session))[2]["deleted_at"]

    notes = await stage.attach(session, "offer.pdf", b"%PDF-1.4 an offer")
    grey = await stage.attach(session, "grey.png", PICTURE)
    await stage.reply(session, "Until six.", quote_seq=thread[0]["seq"], file_ids=[notes, grey])
    for _ in range(3):
        await stage.hurry()
    words, linked, shown = eva.heard()
    assert words["text"] == "> Are you open?\n\nUntil six."
    assert [content for _, content in shown["files"]] == [PICTURE]
    link = LINKED.fullmatch(linked["text"])
    assert link is not None
    assert link.group(1) == "offer.pdf"
    gate = line_of(stage).via or ""
    status, _, body = await fetch(gate + httpx.URL(link.group(2)).path)
    assert (status, body) == (200, b"%PDF-1.4 an offer")
    expires = int(httpx.URL(link.group(2)).path.split("/")[4])
    assert 167 < (expires - clock.now().timestamp()) / 3600 <= 168
    assert line_of(stage).mistakes == []


async def test_what_we_could_not_take_comes_again_and_a_question_whether_we_are_there_is_answered(stage: Stage) -> None:
    gate: Gate = stage.gate  # type: ignore[attr-defined]
    gate.refuse = 2
    await eva_of(stage).says("Hello")
    await told(stage)
    assert line_of(stage).statuses == [503, 503, 200]
    (session,) = await stage.sessions()
    assert [one["text"] for one in await stage.thread(session["id"])] == ["Hello"]
    assert isinstance(stage.harness, LineHarness)
    assert (await stage.post(stage.harness.request())).status_code == 200


async def test_a_repeat_after_a_lost_answer_shows_once_and_has_the_same_number(stage: Stage) -> None:
    eva, line = eva_of(stage), line_of(stage)
    await eva.says("Hello")
    await told(stage)
    session = await stage.taken()
    line.answer_with(Answer(cut=True))
    seq = await stage.reply(session, "Hello Eva")
    for _ in range(3):
        await stage.hurry()
    pushes = [called for called, _ in line.calls if called == "POST /v2/bot/message/push"]
    assert len(pushes) == 2
    assert [one["text"] for one in eva.heard()] == ["Hello Eva"]
    assert (await stage.delivery(session, seq))["state"] == "sent"
    await eva.says("That one?", quotes=eva.heard()[0]["id"])
    await told(stage)
    assert (await stage.thread(session))[-1]["quote"]["seq"] == seq


async def test_who_blocks_us_is_not_written_to_until_he_comes_back(stage: Stage) -> None:
    eva = eva_of(stage)
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


async def test_a_group_is_one_session_under_its_name_and_its_edits_follow(stage: Stage) -> None:
    town = line_of(stage).person("Town walkers", group=True)
    said = await town.says("We are tem.")
    await told(stage)
    session = await stage.taken()
    await town.edits(said["id"], "We are ten.")
    await town.says("On bikes.")
    await told(stage)
    thread = await stage.thread(session)
    assert [one["text"] for one in thread] == ["We are ten.", "On bikes."]
    assert await client_of(stage) == "Town walkers"


async def test_whoever_line_says_nothing_of_is_taken_in_without_a_name(stage: Stage) -> None:
    line, eva = line_of(stage), eva_of(stage)
    del line.people[eva.id]
    await eva.says("Hello")
    await told(stage)
    (session,) = await stage.sessions()
    assert [one["text"] for one in await stage.thread(session["id"])] == ["Hello"]
    line.people[eva.id] = eva
    await eva.says("Me again")
    await told(stage)
    assert await client_of(stage) == "Eva"


async def test_the_end_of_a_month_s_messages_is_said_in_lines_words(stage: Stage) -> None:
    await eva_of(stage).says("Hello")
    await told(stage)
    session = await stage.taken()
    line_of(stage).fail(429, "You have reached your monthly limit.")
    seq = await stage.reply(session, "Hello Eva")
    await stage.settle()
    failed = await stage.delivery(session, seq)
    assert (failed["state"], failed["code"]) == ("failed", "monthly_limit")
    assert failed["detail"] == "You have reached your monthly limit."
