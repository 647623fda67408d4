"""+New session and the notices' settings: no serious finding of axe in either theme."""

from typing import Literal

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Walk
from tests.journeys.test_accessible import THEMES, findings


@pytest.mark.parametrize("theme", THEMES)
def test_notices_and_new_session_have_no_serious_finding(walk: Walk, theme: Literal["light", "dark"]) -> None:
    boris = walk.at_desk("boris", "/settings/me", color_scheme=theme)
    expect(boris.get_by_role("heading", name="What rings here")).to_be_visible()
    expect(boris.get_by_text("do-not-disturb").first).to_be_visible()
    assert findings(boris) == []
    boris.get_by_role("link", name="My sessions").first.click()
    boris.get_by_role("button", name="New session").click()
    dialog = boris.get_by_role("dialog", name="New session")
    dialog.get_by_label("Person").fill("fred")
    expect(dialog.get_by_role("button", name="Fred").first).to_be_visible()
    assert findings(boris) == []
    dialog.get_by_role("button", name="known to the site").first.click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    assert findings(boris) == []
