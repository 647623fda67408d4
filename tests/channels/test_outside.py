"""The outside world by hand: what somebody does on his telephone reaches the bot, and he sees what came."""

import asyncio
from typing import Any

import httpx
import pytest
from tests.fakes.line import Line
from tests.fakes.line_phone import LineByHand
from tests.fakes.phone import Messenger, Phone
from tests.fakes.telegram import Telegram
from tests.fakes.telegram_phone import TelegramByHand
from tests.fakes.viber import Viber
from tests.fakes.viber_phone import ViberByHand


def by_hand(fake: Telegram | Viber | Line) -> Messenger:
    match fake:
        case Telegram():
            return TelegramByHand(fake)
        case Viber():
            return ViberByHand(fake)
        case Line():
            return LineByHand(fake)


@pytest.mark.parametrize("made", [Telegram, Viber, Line])
async def test_a_telephone_writes_sends_files_and_shows_what_came(
    made: type[Telegram] | type[Viber] | type[Line],
) -> None:
    fake = made()
    fake.delivers = False
    fake.more = Phone(by_hand(fake)).answer
    base = await fake.start()
    try:
        async with httpx.AsyncClient(base_url=base) as browser:
            page = await browser.get("/")
            assert (page.status_code, "<main" in page.text) == (200, True)
            said = {"who": (None, "Eva"), "deed": (None, "say"), "text": (None, "Hello\nthere")}
            picture = ("bike.png", b"\x89PNG\r\n--x", "image/png")
            forms: tuple[Any, ...] = (said, {**said, "file": picture})
            for form in forms:
                assert (await browser.post("/phone/do", files=form)).status_code == 204
                await asyncio.sleep(0)
            state = (await browser.get("/phone/state", params={"who": "Eva"})).json()
            # Words beside a file are a bubble of their own where the messenger knows none.
            assert [one["text"] for one in state["bubbles"] if one["text"]] == ["Hello\nthere"] * 2
            ((name, address),) = [file for one in state["bubbles"] for file in one["files"]]
            assert name == "bike.png"
            assert (await browser.get(address)).content == b"\x89PNG\r\n--x"
            other = (await browser.get("/phone/state", params={"who": "Fred"})).json()
            assert (other["who"], other["bubbles"]) == ("Fred", [])
            assert len(fake.waiting) == len(state["bubbles"])
    finally:
        await fake.stop()
