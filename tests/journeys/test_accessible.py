"""Everybody can use it: no serious finding of axe on any page in either theme, and the main job by keyboard alone."""

from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Frame, Page, expect

from tests.journeys.conftest import Walk, chat, say, unique
from tests.servers import Server

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def findings(where: Page | Frame) -> list[str]:
    """Serious and critical findings of axe, each with the first place it was seen at."""
    # What is still fading in has no colours of its own yet.
    where.evaluate(
        "() => Promise.allSettled(document.getAnimations()"
        ".filter((one) => one.effect?.getComputedTiming().endTime < 10_000).map((one) => one.finished))"
    )
    where.evaluate(AXE.read_text("utf-8"))
    result: dict[str, Any] = where.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:160]} {one['nodes'][0]['failureSummary'][:200]}"
        for one in result["violations"]
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("theme", THEMES)
def test_the_operators_pages_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    door = walk.page(walk.context(color_scheme=theme))
    door.goto(walk.server.desk)
    expect(door.get_by_label("E-mail")).to_be_visible()
    assert findings(door) == []
    boris = walk.at_desk("boris", color_scheme=theme)
    for group in ("Queue", "Closed sessions", "My sessions"):
        boris.get_by_role("link", name=group).first.click()
        expect(boris.get_by_role("heading", name=group)).to_be_visible()
        assert findings(boris) == []
    boris.get_by_role("link", name="Eva").first.click()
    expect(boris.get_by_role("log")).to_be_visible()
    assert findings(boris) == []
    boris.goto(f"{walk.server.desk}/blocklist")
    expect(boris.get_by_text("Offers nobody asked for")).to_be_visible()
    assert findings(boris) == []
    boris.get_by_role("button", name="New entry").click()
    expect(boris.get_by_role("dialog")).to_be_visible()
    assert findings(boris) == []


@pytest.mark.parametrize("theme", THEMES)
def test_what_colleagues_do_together_has_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    clara = walk.at_desk("clara", "/mentions", color_scheme=theme)
    expect(clara.get_by_text("Clara, can the workshop fit this in")).to_be_visible()
    assert findings(clara) == []
    boris = walk.at_desk("boris", color_scheme=theme)
    boris.get_by_role("link", name="My sessions").first.click()
    boris.get_by_role("link", name="Eva").first.click()
    expect(boris.get_by_text("offer her the service plan")).to_be_visible()
    boris.keyboard.press("n")
    # What an earlier look left unsent is written over.
    boris.keyboard.press("ControlOrMeta+a")
    boris.keyboard.type("@Cl")
    expect(boris.get_by_role("option", name="Clara")).to_be_visible()
    assert findings(boris) == []
    boris.get_by_role("button", name="Transfer").first.click()
    expect(boris.get_by_role("dialog").get_by_text("It waits in the queue of this live chat")).to_be_visible()
    assert findings(boris) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_of_clients_and_cards_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    anna = walk.at_desk("anna", "/cards", color_scheme=theme)
    anna.get_by_role("link", name="Fred").click()
    expect(anna.get_by_role("heading", name="History")).to_be_visible()
    assert findings(anna) == []
    anna.get_by_role("link", name="All cards of Contacts").click()
    expect(anna.get_by_role("heading", name="Cards", level=1)).to_be_visible()
    assert findings(anna) == []
    anna.goto(f"{walk.server.desk}/clients?search=fred")
    anna.get_by_role("link", name="Fred").first.click()
    expect(anna.get_by_role("heading", name="Accounts")).to_be_visible()
    assert findings(anna) == []
    anna.get_by_role("button", name="Merge with another client…").click()
    expect(anna.get_by_role("dialog")).to_be_visible()
    assert findings(anna) == []


@pytest.mark.parametrize("theme", THEMES)
def test_what_a_supervisor_looks_at_has_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    anna = walk.at_desk("anna", color_scheme=theme)
    anna.get_by_role("link", name="Wallboard").first.click()
    expect(anna.get_by_role("heading", name="Operators", exact=True)).to_be_visible()
    assert findings(anna) == []
    anna.get_by_role("link", name="Active sessions").first.click()
    anna.get_by_role("link", name="Eva").focus()
    anna.keyboard.press("x")
    expect(anna.get_by_role("region", name="What to do with the selected sessions")).to_be_visible()
    assert findings(anna) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_reports_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    anna = walk.at_desk("anna", "/reports/operators?period=last_7_days&split=true&metric=closed", color_scheme=theme)
    anna.get_by_role("button", name="Table: Closed").click()
    expect(anna.get_by_role("table", name="Closed, by day")).to_be_visible()
    assert findings(anna) == []
    anna.get_by_role("region", name="Main figures").get_by_role("button", name="Closed: ").click()
    expect(anna.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
    assert findings(anna) == []
    for view, name in (("charts", "Session lifetime"), ("heat", "When it happens")):
        anna.goto(f"{walk.server.desk}/reports/live-chats?period=last_7_days&view={view}")
        expect(anna.get_by_role("heading", name=name)).to_be_visible()
        assert findings(anna) == [], view
    anna.get_by_role("button", name="Period: ").click()
    expect(anna.get_by_role("form", name="Own period")).to_be_visible()
    assert findings(anna) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_administrators_pages_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    dmitri = walk.at_desk("dmitri", color_scheme=theme)
    for page in ("me", "workspace", "live-chats", "people", "people/import", "schedules", "groups", "apps", "audit"):
        dmitri.goto(f"{walk.server.desk}/settings/{page}")
        expect(dmitri.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert findings(dmitri) == [], page
    dmitri.goto(f"{walk.server.desk}/settings/schedules")
    dmitri.get_by_role("link", name="Shop hours").click()
    expect(dmitri.get_by_label("From, Monday")).to_be_visible()
    assert findings(dmitri) == [], "schedule"
    dmitri.goto(f"{walk.server.desk}/settings/live-chats")
    dmitri.get_by_role("main").get_by_role("link", name="Support").click()
    tabs = dmitri.get_by_role("navigation", name="Settings of the live chat")
    for tab in ("General", "Groups", "Channels", "Hours and words", "Parameters", "Apps", "Sessions", "Limits"):
        tabs.get_by_role("link", name=tab).click()
        expect(tabs.locator("[aria-current]")).to_have_text(tab)
        expect(dmitri.locator("form, .pg-list").first).to_be_visible()
        assert findings(dmitri) == [], tab


@pytest.mark.parametrize("theme", THEMES)
def test_the_chat_has_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    shop = walk.in_shop(color_scheme=theme)
    words = unique("Good morning")
    say(chat(shop), words)
    expect(chat(shop).get_by_text("Sent")).to_be_visible()
    frame = next(frame for frame in shop.frames if "/w/" in frame.url)
    assert findings(frame) == []


def press_until(page: Page, key: str, name: str, most: int = 60) -> None:
    """Press a key until what has the focus is called so."""
    for _ in range(most):
        page.keyboard.press(key)
        called = page.evaluate(
            "(document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '')"
        )
        if name in called:
            return
    raise AssertionError(f"{key} never reached {name!r}")


def test_an_operator_takes_answers_and_closes_by_keyboard_alone(walk: Walk, server: Server) -> None:
    shop = walk.in_shop()
    question = unique("No mouse?")
    say(chat(shop), question)
    boris = walk.page(walk.context())
    boris.goto(server.desk)
    expect(boris.get_by_label("E-mail")).to_be_focused()
    boris.keyboard.type("boris@town.example")
    boris.keyboard.press("Tab")
    boris.keyboard.type("walk-the-town")
    boris.keyboard.press("Enter")
    expect(boris.get_by_role("link", name=question)).to_be_visible()
    press_until(boris, "Tab", question)
    boris.keyboard.press("Enter")
    expect(boris.get_by_role("button", name="Start work").first).to_be_visible()
    press_until(boris, "Tab", "Start work")
    boris.keyboard.press("Enter")
    # Taken, and the cursor stands where the answer goes.
    expect(boris.get_by_role("textbox", name="Write to")).to_be_focused()
    answer = unique("None needed.")
    boris.keyboard.type(answer)
    boris.keyboard.press("Enter")
    expect(chat(shop).get_by_role("log").get_by_text(answer)).to_be_visible()
    boris.keyboard.press("Escape")
    press_until(boris, "Shift+Tab", "Close")
    boris.keyboard.press("Enter")
    # A reason may be given; the key that closes is under the hand.
    expect(boris.get_by_role("button", name="Close session")).to_be_focused()
    boris.keyboard.press("Enter")
    expect(boris.get_by_role("button", name="Re-open").first).to_be_visible()
