"""+New session by hand: nobody is found, a card is made in the dialog, and the session goes on with it."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.fakes.webhook import WebhookPeer
from tests.journeys.conftest import Walk, unique
from tests.journeys.test_accessible import findings


class Till:
    """The other system behind an API channel, on a loop beside the browser's."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.peer = WebhookPeer()
        self.do(self.peer.start())

    def do(self, deed: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, self.loop).result(30)

    def stop(self) -> None:
        self.do(self.peer.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


@pytest.fixture
def till() -> Iterator[Till]:
    playing = Till()
    yield playing
    playing.stop()


def ask(page: Page, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """A request of somebody's own desk."""
    origin = page.url.split("/", 3)
    answer = page.request.post(
        f"{origin[0]}//{origin[2]}/api/v1/{path}", data=body, headers={"Origin": f"{origin[0]}//{origin[2]}"}
    )
    assert answer.ok, answer.text()
    told: dict[str, Any] = answer.json()
    return told


def test_a_card_made_in_the_dialog_is_begun_with_and_found_the_next_time(walk: Walk, till: Till) -> None:
    name, number = unique("Nadia").replace(" ", "-"), unique("till")
    mail = f"{name.lower()}@client.example"
    boris = walk.at_desk("boris")
    boris.get_by_role("link", name="My sessions").first.click()
    boris.wait_for_url("**/live-chats/*/mine*")
    dmitri = walk.at_desk("dmitri")
    sales = boris.url.split("/live-chats/")[1].split("/")[0]
    made = {"kind": "webhook", "name": number, "settings": {"url": till.peer.url}}
    channel = ask(dmitri, f"live-chats/{sales}/channels", made)
    till.peer.secret = channel["shown_once"]["secret"]
    ask(dmitri, f"channels/{channel['id']}/connect", {})
    try:
        begin = boris.get_by_role("button", name="New session")
        begin.click()
        dialog = boris.get_by_role("dialog", name="New session")
        person = dialog.get_by_role("textbox", name="Person")
        person.fill(f"{name} {mail}")
        expect(dialog.get_by_text("Nobody found whom you may see")).to_be_visible()
        # By the keyboard alone: down to the first of what is offered.
        person.press("ArrowDown")
        boris.keyboard.press("Enter")
        expect(dialog.get_by_label("Name")).to_have_value(name)
        dialog.get_by_label("E-mail").fill("not an address")
        dialog.get_by_role("button", name="Create and go on").click()
        expect(dialog.get_by_text("This isn't an e-mail address.")).to_be_visible()
        expect(dialog.get_by_label("Name")).to_have_value(name)
        dialog.get_by_label("E-mail").fill(mail)
        dialog.get_by_role("button", name="Create and go on").click()

        expect(dialog.get_by_role("radio", name=mail)).to_be_disabled()
        expect(dialog.get_by_text("No channel of this live chat reaches this account")).to_be_visible()
        expect(dialog.get_by_role("radio", name="Another address")).to_be_checked()
        assert findings(boris) == []
        boris.emulate_media(color_scheme="dark")
        assert findings(boris) == []
        boris.emulate_media(color_scheme="light")
        dialog.get_by_role("combobox", name="Channel").click()
        boris.get_by_role("option", name=number).click()
        dialog.get_by_label("First message (optional)").fill("Your bike is ready.")
        dialog.get_by_role("button", name="Start session").click()
        expect(dialog.get_by_text("Fill this in.")).to_be_visible()
        dialog.get_by_label("Id in that system").fill(number)
        dialog.get_by_role("button", name="Start session").click()
        expect(dialog).to_have_count(0)
        expect(boris.locator(".ss-message[data-tick=sent]")).to_contain_text("Your bike is ready.")
        assert [told["message"]["text"] for told in till.peer.told] == ["Your bike is ready."]
        about = boris.get_by_role("complementary", name="About the session")
        expect(about.get_by_role("link", name=name)).to_be_visible()

        begin.click()
        person.fill(mail)
        dialog.get_by_role("list", name="Contacts").get_by_role("button", name=name).click()
        expect(dialog.get_by_role("alert")).to_contain_text("There is an open session with this person already.")
        expect(dialog.get_by_role("radio", name=number)).to_be_checked()
        dialog.get_by_role("button", name="Open it").click()
        expect(boris.get_by_role("log")).to_contain_text("Your bike is ready.")
    finally:
        ask(dmitri, f"channels/{channel['id']}/archive", {})
    assert till.peer.refused == []
