"""A Viber bot is connected by its form alone, and text and pictures go both ways until the client has seen them."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, expect

from tests.fakes.viber import Viber
from tests.journeys.beside import Beside, add_channel, disconnect, enter
from tests.journeys.conftest import Walk, say, unique


class Played(Beside):
    """The fake of Viber."""

    def __init__(self) -> None:
        super().__init__()
        self.viber = Viber(pace=0.1)
        self.base: str = self.do(self.viber.start())

    def stop(self) -> None:
        self.do(self.viber.stop())
        super().stop()


@pytest.fixture
def played() -> Iterator[Played]:
    playing = Played()
    yield playing
    playing.stop()


def picture(colour: str) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (320, 200), colour).save(drawn, "JPEG")
    return drawn.getvalue()


def test_a_viber_bot_is_connected_by_its_form_and_pictures_go_both_ways(walk: Walk, played: Played) -> None:
    words = unique("Do you repair brakes?")
    dmitri = walk.at_desk("dmitri", "/settings/live-chats")
    add_channel(dmitri, "Viber", unique("Shop in Viber"))
    enter(dmitri, {"token": played.viber.token, "sender_name": "Town shop"}, {"base_url": played.base})
    dmitri.get_by_role("button", name="Connect").click()
    expect(dmitri.get_by_text("Connected as Shop")).to_be_visible()
    settings = dmitri.url
    try:
        eva = played.viber.person("Eva")
        played.do(eva.says(words))
        boris = walk.at_desk("boris")
        expect(boris.get_by_role("link", name=words)).to_be_visible()
        boris.get_by_role("link", name=words).click()
        boris.get_by_role("button", name="Start work").last.click()
        played.do(eva.sends("picture", picture("teal"), "mine.jpg", "These ones"))
        theirs = boris.locator(".ss-message:not([data-ours])").filter(has_text="These ones")
        expect(theirs.locator("img")).to_be_visible()
        say(boris, "We do.")
        expect(boris.locator(".ss-message[data-tick=sent]")).to_contain_text("We do.")
        with boris.expect_file_chooser() as chooser:
            boris.get_by_role("button", name="Attach files").click()
        chooser.value.set_files(FilePayload(name="ours.jpg", mimeType="image/jpeg", buffer=picture("olive")))
        expect(boris.get_by_role("button", name="Send", exact=True)).to_be_enabled()
        say(boris, "Like these?")
        expect(boris.locator(".ss-message[data-tick=sent]").last).to_contain_text("Like these?")
        heard = eva.heard()
        assert [one["text"] for one in heard] == ["We do.", "Like these?"]
        assert [len(one["files"]) for one in heard] == [0, 1]
        for event in ("delivered", "seen"):
            played.do(eva.gets(heard[-1]["token"], event))
        expect(boris.locator(".ss-message[data-tick=read]").last).to_contain_text("Like these?")
    finally:
        disconnect(dmitri, settings)
