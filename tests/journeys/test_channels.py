"""A bot is connected by its form alone, a client writes in it, and everybody knows whether the answers arrive."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.telegram import Telegram
from tests.journeys.beside import Beside, add_channel, disconnect, enter
from tests.journeys.conftest import Walk, box, say, unique
from tests.journeys.test_accessible import findings


class Played(Beside):
    """The fake of Telegram."""

    def __init__(self) -> None:
        super().__init__()
        self.telegram = Telegram(pace=0.1)
        self.base: str = self.do(self.telegram.start())

    def stop(self) -> None:
        self.do(self.telegram.stop())
        super().stop()


@pytest.fixture
def played() -> Iterator[Played]:
    playing = Played()
    yield playing
    playing.stop()


def connect(dmitri: Page, played: Played, name: str) -> None:
    """Add the bot to Sales: refused with a wrong token, in words; connected with the right one."""
    add_channel(dmitri, "Telegram", name)
    dmitri.get_by_role("button", name="Connect").click()
    expect(dmitri.get_by_text("Fill this in.")).to_be_visible()
    enter(dmitri, {"token": "1:nobody"}, {"base_url": played.base, "media_base_url": played.base})
    dmitri.get_by_role("button", name="Connect").click()
    expect(dmitri.get_by_text("The token isn't accepted")).to_be_visible()
    dmitri.locator("input[name=token]").fill(played.telegram.token)
    dmitri.get_by_role("button", name="Save").click()
    expect(dmitri.get_by_text("Connected as @shop_bot")).to_be_visible()
    expect(dmitri.get_by_text("ends in")).to_be_visible()


def test_a_bot_is_connected_by_its_form_and_nobody_wonders_whether_answers_arrive(walk: Walk, played: Played) -> None:
    name, words = unique("Shop bot"), unique("Where is my order?")
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    connect(dmitri, played, name)
    settings = dmitri.url
    assert findings(dmitri) == []
    try:
        eva = played.telegram.person("Eva")
        played.do(eva.says(words))
        boris = walk.at_desk("boris", "/")
        expect(boris.get_by_role("link", name=words)).to_be_visible()
        boris.get_by_role("link", name=words).click()
        boris.get_by_role("button", name="Start work").last.click()
        say(boris, "It left on Monday.")
        expect(boris.locator(".ss-message[data-tick=sent]")).to_contain_text("It left on Monday.")
        assert [one["text"] for one in eva.sees() if one.get("from", {}).get("is_bot")] == ["It left on Monday."]

        played.telegram.fail("sendMessage", 403, "Forbidden: bot was blocked by the user")
        say(boris, "It comes tomorrow.")
        expect(boris.get_by_text("Not delivered: the client has blocked us")).to_be_visible()
        played.do(eva.says("I am back"))
        boris.get_by_role("button", name="Send again").click()
        expect(boris.locator(".ss-message[data-tick=sent]").last).to_contain_text("It comes tomorrow.")

        box(boris).fill("word " * 1000)
        expect(boris.get_by_text("Goes as 2 messages")).to_be_visible()
        box(boris).fill("")

        right = played.telegram.token
        played.telegram.token = "1:another"
        say(boris, "Are you there?")
        expect(boris.get_by_text("Waiting for the channel")).to_be_visible()
        dmitri.get_by_role("link", name="What to do").click()
        expect(dmitri.get_by_text("Sending is stopped")).to_be_visible()
        assert findings(dmitri) == []
        dmitri.emulate_media(color_scheme="dark")
        assert findings(dmitri) == []

        played.telegram.token = right
        dmitri.goto(settings)
        dmitri.get_by_role("button", name="Connect again").click()
        expect(boris.locator(".ss-message[data-tick=sent]").last).to_contain_text("Are you there?")
    finally:
        disconnect(dmitri, settings)
    assert played.telegram.mistakes == []
