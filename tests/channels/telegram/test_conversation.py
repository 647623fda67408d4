"""A client in Telegram and Boris at his desk, through the whole house, beside a strict Telegram that also fails."""

import asyncio
import itertools
import json
import random
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from tests.channels.contract.harness import File, Says
from tests.channels.contract.stage import Stage, loopback, stage_of
from tests.channels.telegram.harness import TelegramHarness
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_people import Person
from tests.fakes.web import Answer, Asked, Web

from deskbell.app import Doors
from deskbell.channels.doctor import Doctor
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
    async with stage_of(app, town, dsn, "telegram") as made:
        yield made


def telegram_of(stage: Stage) -> Telegram:
    assert isinstance(stage.harness, TelegramHarness)
    return stage.harness.telegram


def eva_of(stage: Stage) -> Person:
    assert isinstance(stage.harness, TelegramHarness)
    return stage.harness.people["eva"]


async def come_in(stage: Stage) -> None:
    """Everything that Telegram has for us is told and worked."""
    telegram = telegram_of(stage)
    for number, update in list(telegram.waiting.items()):
        headers = {"X-Telegram-Bot-Api-Secret-Token": telegram.hook.secret}
        answer = await stage.provider.post(hook_path(stage), content=json.dumps(update), headers=headers)
        assert answer.status_code == 200, answer.text
        del telegram.waiting[number]
    await stage.settle()


def hook_path(stage: Stage) -> str:
    return "/hooks/" + str(stage.channel["hook_url"]).partition("/hooks/")[2]


async def taken(stage: Stage) -> str:
    """Eva has written, and Boris has her session."""
    await eva_of(stage).says("Hello?")
    await come_in(stage)
    return await stage.taken()


async def texts(stage: Stage, session: str) -> list[str]:
    return [one["text"] for one in await stage.thread(session)]


async def all_of(dsn: str, query: str) -> list[Any]:
    owner = await asyncpg.connect(dsn)
    rows = await owner.fetch(query)
    await owner.close()
    return list(rows)


async def test_a_conversation_with_all_that_telegram_has(stage: Stage) -> None:
    eva = eva_of(stage)
    session = await taken(stage)
    first = eva.sees()[0]["message_id"]
    seq = await stage.reply(session, "Which bicycle?")
    await stage.settle()
    asked = eva.hears()[-1]["message_id"]
    await eva.says("This one", reply_to=asked)
    await eva.sends_album([PICTURE, PICTURE], "Both sides")
    await eva.sends("voice", b"OggS" + bytes(40), "", "audio/ogg")
    await eva.shows_place(59.938951, 30.315635)
    await eva.edits(first, "Hello, Boris?")
    await eva.reacts(asked, "👍")
    await come_in(stage)
    await stage.hurry()
    thread = await stage.thread(session)
    assert [one["text"] for one in thread[:3]] == ["Hello, Boris?", "Which bicycle?", "This one"]
    assert thread[2]["quote"]["seq"] == seq
    assert thread[1]["delivery"]["reaction"] == "👍"
    assert [len(one["files"]) for one in thread[3:]] == [2, 1, 0]
    assert thread[3]["text"] == "Both sides"
    assert thread[5]["text"].startswith("📍 59.938951, 30.315635\n")


async def test_an_answer_that_quotes_and_is_edited_is_so_at_the_client(stage: Stage) -> None:
    session = await taken(stage)
    (asked,) = await stage.thread(session)
    picture = await stage.attach(session, "grey.png", PICTURE)
    seq = await stage.reply(session, "This?", quote_seq=asked["seq"], file_ids=[picture])
    await stage.settle()
    (arrived,) = eva_of(stage).hears()
    assert (arrived["caption"], "photo" in arrived) == ("This?", True)
    assert arrived["reply_to_message"]["text"] == "Hello?"
    changed = await stage.boris.patch(f"/api/v1/sessions/{session}/messages/{seq}", json={"text": "This one?"})
    assert changed.status_code == 204
    await stage.settle()
    assert eva_of(stage).hears()[0]["caption"] == "This one?"
    assert telegram_of(stage).mistakes == []


async def test_a_long_answer_made_short_leaves_no_rest_behind(stage: Stage) -> None:
    session = await taken(stage)
    seq = await stage.reply(session, "word " * 1500)
    for _ in range(3):
        await stage.hurry()
    assert len(eva_of(stage).hears()) == 2
    await stage.boris.patch(f"/api/v1/sessions/{session}/messages/{seq}", json={"text": "Short."})
    await stage.settle()
    assert [one["text"] for one in eva_of(stage).hears()] == ["Short."]


async def test_a_picture_that_telegram_will_not_show_goes_as_a_document(stage: Stage) -> None:
    session = await taken(stage)
    picture = await stage.attach(session, "long.png", PICTURE)
    telegram_of(stage).fail("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
    await stage.reply(session, "Look", file_ids=[picture])
    await stage.settle()
    (arrived,) = eva_of(stage).hears()
    assert (arrived["caption"], arrived["document"]["file_name"]) == ("Look", "long.png")


async def test_who_blocks_the_bot_is_not_written_to_and_again_once_he_lets_it(stage: Stage) -> None:
    session = await taken(stage)
    eva = eva_of(stage)
    await eva.blocks()
    await come_in(stage)
    seq = await stage.reply(session, "Are you there?")
    await stage.settle()
    assert (await stage.delivery(session, seq))["code"] == "unreachable"
    assert telegram_of(stage).called("sendMessage") == []
    await eva.unblocks()
    await come_in(stage)
    await stage.reply(session, "Welcome back.")
    await stage.settle()
    assert [one["text"] for one in eva.hears()] == ["Welcome back."]


@pytest.mark.parametrize("told", [True, False])
async def test_a_group_that_becomes_a_supergroup_goes_on_in_its_session(stage: Stage, told: bool) -> None:
    telegram = telegram_of(stage)
    group = telegram.group("Bicycle club")
    await group.hears_from(eva_of(stage), "Are you open?")
    await come_in(stage)
    session = await stage.taken()
    assert await texts(stage, session) == ["Eva: Are you open?"]
    new = await group.becomes_supergroup(told=told)
    await come_in(stage)
    seq = await stage.reply(session, "Until six.")
    for _ in range(2):
        await stage.hurry()
    assert [one["text"] for one in new.hears()] == ["Until six."]
    assert (await stage.delivery(session, seq))["state"] == "sent"
    await new.hears_from(eva_of(stage), "Thanks")
    await come_in(stage)
    assert (await texts(stage, session))[-1] == "Eva: Thanks"


async def test_a_pressed_button_is_an_answer_and_its_wait_ends(stage: Stage) -> None:
    session = await taken(stage)
    eva, telegram = eva_of(stage), telegram_of(stage)
    keyboard = {"inline_keyboard": [[{"text": "Yes, thank you", "callback_data": "yes"}]]}
    asked = telegram.put(eva, {"text": "Did it help?"}, {"reply_markup": keyboard})
    await eva.presses(asked["message_id"], "yes")
    await come_in(stage)
    assert (await texts(stage, session))[-1] == "Yes, thank you"
    assert len(telegram.called("answerCallbackQuery")) == 1


async def test_start_opens_no_session_and_what_no_bot_may_fetch_is_named(stage: Stage) -> None:
    eva = eva_of(stage)
    await eva.says("/start")
    await come_in(stage)
    assert await stage.sessions() == []
    await eva.sends("document", b"x", "film.mkv", "video/x-matroska", "See this", size=30 * 2**20)
    await come_in(stage)
    (session,) = await stage.sessions()
    (message,) = await stage.thread(session["id"])
    assert message["files"] == []
    assert message["text"].startswith("See this\n")
    assert "film.mkv" in message["text"]


async def test_an_answer_that_is_none_leaves_a_message_uncertain_and_it_is_not_sent_twice(stage: Stage) -> None:
    session = await taken(stage)
    telegram = telegram_of(stage)
    telegram.answer_with("sendMessage", Answer(200, b"<html>It works!</html>"))
    seq = await stage.reply(session, "Perhaps.")
    for _ in range(3):
        await stage.hurry()
    assert (await stage.delivery(session, seq))["state"] == "uncertain"
    assert telegram.called("sendMessage") == []


async def test_a_webhook_that_is_gone_or_whose_secret_was_renewed_is_set_again(stage: Stage) -> None:
    telegram, house = telegram_of(stage), stage.app.house
    url = telegram.hook.url
    assert url.endswith(hook_path(stage))
    telegram.hook.url = ""
    await Doctor(house.links.to).look_at(house.db, UUID(stage.channel["id"]))
    assert telegram.hook.url == url
    old = telegram.hook.secret
    renewed = await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/secrets/webhook_secret")
    assert renewed.status_code in (200, 201), renewed.text
    await eva_of(stage).says("Hello?")
    (update,) = telegram.waiting.values()
    headers = {"X-Telegram-Bot-Api-Secret-Token": old}
    refused = await stage.provider.post(hook_path(stage), content=json.dumps(update), headers=headers)
    assert refused.status_code == 401
    telegram.hook.fault = "Wrong response from the webhook: 401 Unauthorized"
    await Doctor(house.links.to).look_at(house.db, UUID(stage.channel["id"]))
    assert telegram.hook.secret != old
    await come_in(stage)
    assert len(await stage.sessions()) == 1


async def test_the_token_stands_in_nothing_that_is_kept(stage: Stage) -> None:
    telegram = telegram_of(stage)
    session = await taken(stage)
    for method in ("getFile", "sendMessage"):
        telegram.cut(method, after=False)
    await eva_of(stage).sends("document", b"abc", "a.txt", "text/plain")
    await come_in(stage)
    await stage.reply(session, "Hello")
    await stage.settle()
    for table in ("inbound_event", "channel_attempt", "message_delivery", "channel_link", "event", "channel_health"):
        rows = await all_of(stage.dsn, f"select to_jsonb(t)::text as told from {table} t")  # noqa: S608 - our words
        assert not any(telegram.token in row["told"] or "AAH-town" in row["told"] for row in rows), table


# ── As Telegram really tells: over the network, in parallel, again and again ──────────────────────────────────────────


class Gate:
    """A port before the house, which answers some webhooks badly before it lets them through."""

    def __init__(self, provider: httpx.AsyncClient) -> None:
        self._provider = provider
        self._random = random.Random(17)  # noqa: S311 - chance, not secrets
        self.web = Web(self._answer)
        self.refused = 0

    async def _answer(self, asked: Asked) -> Answer:
        if self._random.random() < 0.3:
            self.refused += 1
            return Answer(503)
        headers = {name: value for name, value in asked.headers.items() if name.startswith(("x-", "content-type"))}
        answer = await self._provider.post(asked.path, content=asked.body, headers=headers)
        # Some are taken, and Telegram does not hear of it.
        return Answer(cut=True) if self._random.random() < 0.2 else Answer(answer.status_code, answer.content)


async def test_ten_times_told_in_any_order_and_refused_between_each_message_stands_once_in_order(stage: Stage) -> None:
    telegram, eva = telegram_of(stage), eva_of(stage)
    gate = Gate(stage.provider)
    telegram.via, telegram.delivers, telegram.pace = await gate.web.start(), True, 0.005
    try:
        for number in range(12):
            await eva.says(f"message {number}", times=10)
        async with asyncio.timeout(30):
            await telegram.until_told(30)
            while telegram._tasks:
                await asyncio.wait(set(telegram._tasks))
    finally:
        await gate.web.stop()
    await stage.settle()
    (session,) = await stage.sessions()
    assert await texts(stage, session["id"]) == [f"message {number}" for number in range(12)]
    assert gate.refused > 0
    assert len([status for status in telegram.statuses if status == 200]) == 120


async def test_two_accounts_are_told_at_once_and_neither_waits_for_the_other(stage: Stage) -> None:
    for name in ("eva", "fred"):
        await stage.harness.tell(Says(name, name, "", [File("a.png", "image/png", PICTURE)]))
    telegram_of(stage).fail("getFile", 502, "Bad Gateway")
    await come_in(stage)
    assert len(await stage.sessions()) == 1
    await stage.hurry()
    assert len(await stage.sessions()) == 2


async def test_who_is_asked_too_often_lets_us_wait_and_the_order_stays(stage: Stage) -> None:
    session = await taken(stage)
    telegram = telegram_of(stage)
    telegram.fail("sendMessage", 429, "Too Many Requests: retry after 3", 2, retry_after=3)
    sent = [await stage.reply(session, f"answer {number}") for number in range(4)]
    await stage.settle()
    assert eva_of(stage).hears() == []
    waits = await all_of(
        stage.dsn, "select extract(epoch from due_at - clock_timestamp()) as s from outgoing order by seq limit 1"
    )
    assert 1 < float(waits[0]["s"]) < 5
    for _ in range(6):
        await stage.hurry()
    assert [one["text"] for one in eva_of(stage).hears()] == [f"answer {number}" for number in range(4)]
    assert [(await stage.delivery(session, seq))["state"] for seq in sent] == ["sent"] * 4


# ── Asked instead of told ─────────────────────────────────────────────────────────────────────────────────────────────


async def test_a_channel_that_polls_takes_each_update_once_and_outlives_a_conflict(stage: Stage) -> None:
    telegram, eva = telegram_of(stage), eva_of(stage)
    settings = {**stage.channel["settings"], "receiving": "poll"}
    changed = await stage.dmitri.patch(f"/api/v1/channels/{stage.channel['id']}", json={"settings": settings})
    assert changed.status_code == 200, changed.text
    await eva.says("by poll")
    await stage.settle()
    assert telegram.hook.url == "", "a webhook that is still set is taken away"
    await stage.settle()
    session = await stage.taken()
    assert await texts(stage, session) == ["by poll"]
    telegram.fail("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    await eva.says("after a conflict")
    await stage.settle()
    await stage.settle()
    assert await texts(stage, session) == ["by poll", "after a conflict"]
    await stage.settle()
    assert telegram.waiting == {}, "asking on is what tells that all is kept"
    test = (await stage.dmitri.post(f"/api/v1/channels/{stage.channel['id']}/test")).json()
    assert test["state"] == "ok", test


async def test_another_bot_in_the_place_of_the_first_is_asked_from_its_own_beginning(stage: Stage) -> None:
    telegram, eva = telegram_of(stage), eva_of(stage)
    path = f"/api/v1/channels/{stage.channel['id']}"
    settings = {**stage.channel["settings"], "receiving": "poll"}
    assert (await stage.dmitri.patch(path, json={"settings": settings})).status_code == 200
    await eva.says("to the first")
    for _ in range(3):
        await stage.settle()
    session = await stage.taken()
    assert await texts(stage, session) == ["to the first"]
    telegram.token, telegram.bot["id"] = "4343:AAH-other-bot_0123456789abcdefghij", 4343
    telegram.updates = itertools.count(10)
    changed = await stage.dmitri.patch(path, json={"settings": {**settings, "token": telegram.token}})
    assert changed.status_code == 200, changed.text
    assert (await stage.dmitri.post(f"{path}/connect")).json()["channel"]["state"] == "on"
    await eva.says("to the other")
    for _ in range(3):
        await stage.settle()
    found = [text for one in await stage.sessions() for text in await texts(stage, one["id"])]
    assert "to the other" in found
