"""The rating by hand: asked for when a session is closed, given by keyboard, seen by the desk, and passed over."""

from typing import Any, Literal

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.journeys.conftest import Walk, chat, say, unique
from tests.journeys.test_accessible import THEMES, findings

Theme = Literal["light", "dark"]


def served(walk: Walk, **options: Any) -> tuple[Page, Page, str]:
    """A visitor whose session Boris has just closed: the visitor's page, Boris's desk, and what it was about."""
    boris = walk.at_desk("boris")
    shop = walk.in_shop(**options)
    about = unique("Do you have a bell?")
    say(chat(shop), about)
    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=about).first.click()
    boris.get_by_role("button", name="Start work").click()
    say(boris, "We do, in three colours.")
    expect(chat(shop).get_by_role("log").get_by_text("We do, in three colours.")).to_be_visible()
    boris.get_by_role("button", name="Close", exact=True).click()
    boris.get_by_role("dialog").get_by_role("button", name="Close").last.click()
    return shop, boris, about


def asked(shop: Page) -> FrameLocator:
    expect(chat(shop).get_by_role("group", name="How did we do?")).to_be_visible()
    return chat(shop)


def places(frame: FrameLocator) -> list[float]:
    """Where the stars stand, from the first to the last."""
    boxes = [star.bounding_box() for star in frame.locator(".stars label").all()]
    return [box["x"] for box in boxes if box]


@pytest.mark.parametrize("theme", THEMES)
def test_a_client_rates_by_keyboard_changes_his_mind_and_the_desk_shows_it(walk: Walk, theme: Theme) -> None:
    shop, boris, _ = served(walk, color_scheme=theme)
    frame = asked(shop)
    frame.get_by_role("radio", name="1: Very bad").focus()
    for _ in range(3):
        shop.keyboard.press("ArrowRight")
    expect(frame.get_by_role("radio", name="4: Good", exact=True)).to_be_checked()
    assert findings(shop.frames[-1]) == []
    assert places(frame) == sorted(places(frame))
    frame.locator("html").evaluate("(page) => { page.dir = 'rtl' }")
    assert places(frame) == sorted(places(frame), reverse=True)
    frame.locator("html").evaluate("(page) => { page.dir = 'ltr' }")
    words = unique("Friendly.")
    frame.get_by_role("textbox", name="Would you like to add something?").fill(words)
    frame.get_by_role("button", name="Send", exact=True).first.press("Enter")
    expect(frame.get_by_text("Thank you for your rating")).to_be_visible()
    expect(frame.get_by_role("img", name="4: Good")).to_be_visible()
    assert findings(shop.frames[-1]) == []

    about = boris.get_by_role("complementary", name="About the session")
    expect(about.get_by_role("img", name="4 of 5")).to_be_visible()
    expect(about.get_by_text(words).first).to_be_visible()
    expect(boris.get_by_role("log").get_by_text("rated the session 4 of 5")).to_be_visible()
    assert findings(boris) == []

    frame.get_by_role("button", name="Change").click()
    frame.get_by_role("radio", name="5: Very good").check(force=True)
    frame.get_by_role("button", name="Send", exact=True).first.click()
    expect(about.get_by_role("img", name="5 of 5")).to_be_visible()
    expect(about.get_by_text(words).first).to_be_visible()


def test_who_passes_it_over_is_asked_no_more_until_the_next_closing(walk: Walk) -> None:
    shop, _, _ = served(walk)
    asked(shop).get_by_role("button", name="Not now").click()
    expect(chat(shop).get_by_role("group", name="How did we do?")).to_have_count(0)
    shop.reload()
    shop.get_by_role("button", name="Fjordline").click()
    expect(chat(shop).get_by_text("This conversation is closed")).to_be_visible()
    expect(chat(shop).get_by_role("group", name="How did we do?")).to_have_count(0)


def test_emil_is_asked_too(walk: Walk) -> None:
    emil, clara, anna = walk.at_desk("emil", "/messages"), walk.at_desk("clara"), walk.at_desk("anna")
    hello = unique("The lamp is dark again.")
    emil.get_by_role("textbox", name="Message to Help desk").fill(hello)
    emil.keyboard.press("Enter")
    # Sent, not only shown: until then his session is the one before, or none.
    expect(emil.get_by_role("article").filter(has_text=hello)).to_be_visible()
    desk = walk.server.desk
    [place] = emil.request.get(f"{desk}/api/v1/internal-channels").json()["items"]
    headers = {"Origin": desk}
    path = f"{desk}/api/v1/sessions/{place['session_id']}"
    clara.request.put(f"{desk}/api/v1/me/status", data={"status": "online"}, headers=headers)
    # Whoever answered Emil last may have it: Anna gives it to Clara.
    to_clara = {"operator_id": clara.request.get(f"{desk}/api/v1/me").json()["person"]["id"]}
    assert anna.request.post(f"{path}/assign", data=to_clara, headers=headers).ok
    assert clara.request.post(f"{path}/close", data={}, headers=headers).ok
    emil.get_by_role("radio", name="3: Fair").check(force=True)
    emil.get_by_role("button", name="Send").first.click()
    expect(emil.get_by_role("img", name="3: Fair")).to_be_visible()
    expect(emil.get_by_text("Thank you for your rating")).to_be_visible()
    assert findings(emil) == []
