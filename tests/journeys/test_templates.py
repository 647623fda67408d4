"""Ready answers: a supervisor writes one, an operator inserts it by a slash; articles come from the client's words."""

import re
from typing import Literal

import pytest
from playwright.sync_api import FilePayload, Route, expect

from tests.journeys.conftest import Walk, box, chat, say, unique
from tests.journeys.test_accessible import THEMES, findings
from tests.journeys.test_dialogue import open_waiting


def test_a_template_is_written_found_by_its_code_filled_and_sent(walk: Walk) -> None:
    anna, boris, shop = walk.at_desk("anna", "/templates"), walk.at_desk("boris"), walk.in_shop()
    code = unique("c").replace(" ", "-")
    anna.get_by_role("button", name="New template").click()
    editor = anna.get_by_role("dialog")
    editor.get_by_label("Name").fill(f"Tandems {code}")
    editor.get_by_label("Short code").fill(code)
    editor.get_by_role("textbox", name="Text").fill("{{operator}} here: for {{client|you}} it takes {{weeks}} weeks.")
    expect(editor.get_by_label("How it will look")).to_contain_text("Boris here: for Eva it takes ‹weeks› weeks.")
    anna.get_by_role("button", name="Save").click()
    expect(anna.get_by_role("button", name=f"Tandems {code}", exact=True)).to_be_visible()
    question = unique("Do you build tandems?")
    say(chat(shop), question)
    open_waiting(boris, question)
    composer = box(boris)
    composer.press_sequentially(f"/{code}")
    expect(boris.get_by_role("option", name=f"Tandems {code}")).to_be_visible()
    boris.keyboard.press("Enter")
    expect(composer).to_have_value("Boris here: for you it takes ‹weeks› weeks.")
    boris.keyboard.press("Enter")
    expect(boris.get_by_text("Fill in ‹weeks›")).to_be_visible()
    boris.keyboard.press("Tab")
    boris.keyboard.type("three")
    boris.keyboard.press("Enter")
    expect(chat(shop).get_by_role("log").get_by_text("takes three weeks")).to_be_visible()
    composer.press_sequentially("/")
    expect(boris.get_by_role("listbox", name="Response templates")).to_be_visible()
    boris.keyboard.press("Escape")
    expect(boris.get_by_role("listbox", name="Response templates")).to_be_hidden()
    expect(composer).to_have_value("/")


def test_the_words_of_a_template_go_with_its_files_however_late_those_come(walk: Walk) -> None:
    anna, boris, shop = walk.at_desk("anna", "/templates"), walk.at_desk("boris"), walk.in_shop()
    code = unique("f").replace(" ", "-")
    anna.get_by_role("button", name="New template").click()
    editor = anna.get_by_role("dialog")
    editor.get_by_label("Name").fill(f"Prices {code}")
    editor.get_by_label("Short code").fill(code)
    editor.get_by_role("textbox", name="Text").fill("Our prices are attached.")
    prices: FilePayload = {"name": "prices.txt", "mimeType": "text/plain", "buffer": b"A frame: 900"}
    editor.locator("input[type=file]").set_input_files([prices])
    expect(editor.locator(".tp-file")).to_contain_text("prices.txt")
    anna.get_by_role("button", name="Save").click()
    expect(anna.get_by_role("button", name=f"Prices {code}", exact=True)).to_be_visible()
    question = unique("What does it cost?")
    say(chat(shop), question)
    open_waiting(boris, question)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    boris.route("**/templates/*/take", hold)
    composer = box(boris)
    composer.press_sequentially(f"/{code}")
    expect(boris.get_by_role("option", name=f"Prices {code}")).to_be_visible()
    with boris.expect_request("**/templates/*/take"):
        boris.keyboard.press("Enter")
    boris.keyboard.press("Enter")
    expect(boris.get_by_text("Goes out when its files are up")).to_be_visible()
    expect(composer).to_have_value("Our prices are attached.")
    held[0].continue_()
    expect(composer).to_have_value("")
    said = chat(shop).get_by_role("log")
    expect(said.get_by_text("Our prices are attached.")).to_be_visible()
    expect(said.get_by_text("prices.txt")).to_be_visible()


def test_an_article_is_suggested_from_the_clients_words_and_inserted(walk: Walk) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    question = unique("How do I get a refund?")
    say(chat(shop), question)
    open_waiting(boris, question)
    boris.get_by_role("button", name="Insert “Returns and refunds”").click()
    expect(box(boris)).to_have_value(re.compile("^Returns and refunds\n.*any reason"))
    boris.keyboard.press("Enter")
    expect(chat(shop).get_by_role("log").get_by_text("Thirty days, for any reason")).to_be_visible()
    boris.get_by_role("link", name="Returns and refunds", exact=True).click()
    expect(boris.get_by_role("heading", name="In thirty days, for any reason")).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_templates_and_articles_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    anna = walk.at_desk("anna", "/templates", color_scheme=theme)
    anna.get_by_role("button", name="Good morning").first.click()
    expect(anna.get_by_label("How it will look")).to_be_visible()
    assert findings(anna) == []
    anna.goto(f"{walk.server.desk}/articles")
    anna.get_by_role("link", name="When the gears jump").click()
    expect(anna.get_by_role("heading", name="Adjust the rear gear")).to_be_visible()
    assert findings(anna) == []
    boris, shop = walk.at_desk("boris", color_scheme=theme), walk.in_shop()
    question = unique("Hello there")
    say(chat(shop), question)
    open_waiting(boris, question)
    box(boris).press_sequentially("/")
    expect(boris.get_by_role("listbox", name="Response templates")).to_be_visible()
    assert findings(boris) == []
