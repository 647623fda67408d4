"""Reports at the desk: a number, the sessions behind it, the same again from a link, and each only what he may see."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Walk, chat, say, unique


def figure(page: Page, name: str) -> int:
    """A main figure of the report, as it stands."""
    tile = page.locator(".rp-tile", has=page.get_by_role("button", name=name, exact=True))
    # What is shown while another period is computed is the one before.
    expect(page.locator(".rp-shown[aria-busy=false]")).to_be_visible()
    return int(tile.locator(".rp-figure").inner_text())


def answered(walk: Walk, words: str) -> Page:
    """Boris takes a visitor of the shop, answers and closes."""
    shop = walk.in_shop()
    say(chat(shop), words)
    boris = walk.at_desk("boris")
    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=words).click()
    boris.get_by_role("button", name="Start work").first.click()
    say(boris, "Done at once.")
    expect(chat(shop).get_by_role("log").get_by_text("Done at once.")).to_be_visible()
    boris.keyboard.press("Escape")
    boris.keyboard.press("e")
    boris.get_by_role("button", name="Close session").click()
    expect(boris.get_by_role("button", name="Re-open").first).to_be_visible()
    return boris


def test_a_closed_session_counts_at_once_and_stands_behind_the_number(walk: Walk) -> None:
    anna = walk.at_desk("anna")
    anna.get_by_role("link", name="Live Chat Performance").click()
    anna.get_by_role("button", name=re.compile("Period: Last 30 days")).click()
    anna.get_by_role("button", name="Today").click()
    expect(anna).to_have_url(re.compile("period=today"))
    before = figure(anna, "Closed")
    answered(walk, unique("Counts this?"))
    closed = anna.locator(".rp-tile", has=anna.get_by_role("button", name="Closed", exact=True)).locator(".rp-figure")
    # The log is followed every few seconds, and the page asks again by itself.
    expect(closed).to_have_text(str(before + 1), timeout=45_000)

    closed.click()
    behind = anna.get_by_role("dialog", name="Closed")
    expect(behind.get_by_role("listitem").first).to_be_visible()
    # What was closed, opened again and closed counts twice, and is one session.
    sessions = behind.get_by_role("listitem").count()
    assert 1 <= sessions <= before + 1
    address = anna.url
    behind.get_by_role("link").first.click()
    expect(anna.get_by_role("log").get_by_text("Done at once.")).to_be_visible()
    anna.go_back()
    expect(behind.get_by_role("listitem")).to_have_count(sessions)
    anna.go_back()
    expect(behind).to_have_count(0)
    expect(closed).to_have_text(str(before + 1))

    # Sent to a colleague, the address shows her the same.
    dmitri = walk.at_desk("dmitri", address.removeprefix(walk.server.desk))
    expect(dmitri.get_by_role("dialog", name="Closed").get_by_role("listitem")).to_have_count(sessions)


def test_chart_and_table_say_the_same_and_are_walked_by_keys(walk: Walk) -> None:
    answered(walk, unique("Drawn?"))
    anna = walk.at_desk("anna", "/reports/operators?period=today&metric=messages_out&step=day")
    chart = anna.get_by_role("slider", name="Replies, by day")
    expect(chart).to_have_attribute("aria-valuetext", re.compile(r": \d+$"))
    said = (chart.get_attribute("aria-valuetext") or "").rpartition(": ")[2]
    anna.get_by_role("button", name="Table: Replies").click()
    table = anna.get_by_role("table", name="Replies, by day")
    expect(table.get_by_role("cell")).to_have_text(said)
    together = anna.get_by_role("row", name=re.compile("^Together"))
    expect(together.get_by_role("button", name=f"Together, Replies: {said}. Show the sessions")).to_be_visible()

    chart.focus()
    anna.keyboard.press("Home")
    anna.keyboard.press("Enter")
    expect(anna.get_by_role("dialog", name="Replies").get_by_role("listitem").first).to_be_visible()
    anna.keyboard.press("Escape")
    expect(anna.get_by_role("dialog")).to_have_count(0)


def test_an_operator_reads_of_himself_alone(walk: Walk) -> None:
    boris = answered(walk, unique("Only mine?"))
    expect(boris.get_by_role("link", name="Live Chat Performance")).to_have_count(0)
    boris.get_by_role("link", name="Operators' Performance").click()
    rows = boris.get_by_role("region", name="Per operator").locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.last).to_contain_text("Boris")
    boris.goto(f"{walk.server.desk}/reports/live-chats")
    expect(boris.get_by_role("heading", name="Nothing here")).to_be_visible()
    rita = walk.at_desk("rita", "/reports/operators")
    expect(rita.get_by_role("heading", name="Nothing here")).to_be_visible()


def test_the_week_by_hours_and_the_file_hold_the_same_sessions(walk: Walk) -> None:
    answered(walk, unique("Which hour?"))
    anna = walk.at_desk("anna", "/reports/live-chats?period=last_7_days")
    began = figure(anna, "New sessions")
    anna.get_by_text("By weekday and hour").click()
    heat = anna.get_by_role("table", name="New sessions: By weekday and hour")
    days = heat.locator(".rp-heat-total")
    expect(days).to_have_count(7)
    expect(heat.get_by_role("button").first).to_be_visible()
    assert sum(int(day.inner_text()) for day in days.all()) == began

    anna.get_by_role("button", name="Export").click()
    with anna.expect_download() as download:
        anna.get_by_role("menuitem", name="CSV").click()
    assert download.value.suggested_filename.endswith(".csv")
    with open(download.value.path(), encoding="utf-8-sig") as file:
        lines = file.read().splitlines()
    assert "New" in lines[0]
    assert {"Sales", "Support"} <= {cell for line in lines[1:] for cell in re.split("[,;]", line)}
    expect(anna.get_by_text("The export is saved")).to_be_visible()
