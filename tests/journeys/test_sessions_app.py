"""The Sessions app and search by hand: filter, save a view, export, open; find what was written."""

from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Walk, unique
from tests.journeys.test_accessible import findings


def test_a_supervisor_finds_saves_exports_and_opens(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/my-desk/sessions")
    table = anna.get_by_role("table")
    expect(table.get_by_role("row").nth(1)).to_be_visible()
    assert findings(anna) == []
    anna.get_by_role("button", name="All open").click()
    anna.get_by_role("menuitem", name="Spam").click()
    expect(anna.get_by_role("button", name="State: Spam")).to_be_visible()
    anna.get_by_role("button", name="Clear all").click()
    anna.get_by_role("textbox", name="Client, name").fill("#2")
    expect(table.get_by_role("row")).to_have_count(2)
    expect(table.get_by_role("cell", name="Fred", exact=True)).to_be_visible()
    name = unique("Of Fred")
    anna.get_by_role("button", name="changed").click()
    anna.get_by_role("menuitem", name="Save as a new view").click()
    anna.get_by_role("textbox", name="Name of the view").fill(name)
    anna.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(anna.get_by_role("button", name=name)).to_be_visible()
    expect(table.get_by_role("row")).to_have_count(2)
    with anna.expect_download() as download:
        anna.get_by_role("button", name="Export").click()
        anna.get_by_role("menuitem", name="CSV").click()
    assert "Fred" in Path(download.value.path()).read_text("utf-8-sig")
    row = table.get_by_role("row").nth(1)
    row.focus()
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("log")).to_be_visible()
    anna.keyboard.press("Control+f")
    anna.get_by_role("textbox", name="Find in this session").fill("brake")
    expect(anna.get_by_text("1 / 2")).to_be_visible()
    anna.keyboard.press("Enter")
    expect(anna.get_by_text("2 / 2")).to_be_visible()
    anna.keyboard.press("Escape")
    anna.get_by_role("button", name="All sessions").click()
    expect(table.get_by_role("cell", name="Fred", exact=True)).to_be_visible()


def test_what_was_written_is_found_in_any_form(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/search?q=braking")
    hit = anna.get_by_role("listitem").filter(has_text="brake").first
    expect(hit).to_be_visible()
    assert findings(anna) == []
    hit.get_by_role("link").click()
    expect(anna.get_by_role("log")).to_contain_text("brake")
