"""What a page says is there to be read: nothing cut off where there is room, nothing dressed as what it is not."""

import re

from playwright.sync_api import ViewportSize, expect

from tests.journeys.conftest import Walk

WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 1120, "height": 900}


def test_no_figure_of_a_report_is_cut_off(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/reports/live-chats")
    anna.set_viewport_size(NARROW)
    notes = anna.locator(".rp-tile-foot .rp-aside")
    expect(notes.filter(has_text=re.compile("longest")).first).to_be_visible()
    cut = notes.evaluate_all("(all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.title)")
    assert cut == []


def test_the_dates_of_the_blocklist_stand_in_one_line_whoever_may_change_an_entry(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/blocklist")
    sides = anna.locator(".bl-side")
    expect(sides.first).to_be_visible()
    changed = anna.get_by_role("button", name=re.compile("Shouts at everybody"))
    expect(changed.first).to_be_visible()
    ends = {round(edge) for edge in sides.evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().right)")}
    assert len(ends) == 1


def test_the_deeds_for_many_sessions_are_named_where_there_is_room(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/my-desk/sessions")
    anna.set_viewport_size(WIDE)
    anna.get_by_role("checkbox").nth(1).check()
    bar = anna.get_by_role("region", name="What to do with the selected sessions")
    for deed in ("Assign", "Priority"):
        expect(bar.get_by_role("button", name=deed).get_by_text(deed)).to_be_visible()
    anna.set_viewport_size({"width": 390, "height": 844})
    expect(bar.get_by_role("button", name="Priority")).to_be_visible()
    expect(bar.get_by_role("button", name="Priority").get_by_text("Priority")).to_be_hidden()


def test_a_try_tells_of_no_notice_where_notices_are_blocked(walk: Walk) -> None:
    boris = walk.at_desk("boris", "/settings/me", permissions=[])
    boris.get_by_role("button", name="Try everything").click()
    expect(boris.get_by_text("Desktop notices are blocked.")).to_be_visible()
    expect(boris.get_by_text("You should have heard a sound.")).to_be_visible()
    expect(boris.get_by_text("seen a notice")).to_have_count(0)
    health = boris.get_by_role("button", name="Notices are blocked").locator("span")
    assert health.evaluate("(words) => words.scrollWidth <= words.clientWidth")
