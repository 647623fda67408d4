"""A nuisance by hand: marked as spam and brought back, blocked from the session, found on the list, and let go."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.conftest import Walk, chat, say, unique


def taken(boris: Page, words: str) -> None:
    """Boris opens the waiting session with these words and starts work."""
    boris.get_by_role("link", name=re.compile(words)).first.click()
    boris.get_by_role("button", name="Start work").first.click()
    expect(boris.get_by_role("button", name="Close", exact=True).first).to_be_visible()


def from_the_menu(boris: Page, deed: str) -> None:
    boris.get_by_role("button", name="More actions").first.click()
    boris.get_by_role("menuitem", name=deed).click()


def test_a_session_marked_as_spam_is_gone_and_undo_brings_it_back(walk: Walk) -> None:
    boris = walk.at_desk("boris")
    shop = walk.in_shop()
    words = unique("Cheap chains")
    say(chat(shop), words)
    taken(boris, words)
    from_the_menu(boris, "Mark as spam")
    expect(boris.get_by_text("Marked as spam.", exact=True)).to_be_visible()
    expect(boris.get_by_role("link", name=re.compile(words))).to_have_count(0)
    boris.get_by_role("button", name="Undo").click()
    expect(boris.get_by_text("Restored.")).to_be_visible()
    expect(boris.get_by_role("log").get_by_text(words)).to_be_visible()
    expect(boris.get_by_role("button", name="Close", exact=True).first).to_be_visible()


def test_a_blocked_client_writes_into_spam_and_learns_nothing_of_it(walk: Walk) -> None:
    boris = walk.at_desk("boris")
    shop = walk.in_shop()
    words = unique("Buy our seats")
    say(chat(shop), words)
    taken(boris, words)
    session = boris.url
    from_the_menu(boris, "Block client")
    dialog = boris.get_by_role("dialog")
    name = unique("Seat seller")
    dialog.get_by_label("Name", exact=True).fill(name)
    expect(dialog.get_by_role("checkbox", name="Mark this session as spam now")).to_be_checked()
    dialog.get_by_role("button", name="Block", exact=True).click()
    expect(dialog).to_have_count(0)
    boris.goto(session)
    expect(boris.get_by_text("Marked as spam by Boris")).to_be_visible()

    again = unique("And our saddles")
    say(chat(shop), again)
    expect(chat(shop).get_by_text("Sent").last).to_be_visible()
    shop.reload()
    shop.get_by_role("button", name="Fjordline").click()
    expect(chat(shop).get_by_text(again)).to_be_visible()
    expect(boris.get_by_role("log").get_by_text(again)).to_be_visible()

    boris.get_by_role("link", name="The entry").click()
    dialog = boris.get_by_role("dialog")
    expect(dialog.get_by_label("Name", exact=True)).to_have_value(name)
    dialog.get_by_role("button", name="Cancel").click()
    boris.get_by_role("button", name=f"Deeds for {name}").click()
    boris.get_by_role("menuitem", name="Archive").click()
    expect(boris.get_by_text("is archived.")).to_be_visible()

    boris.goto(session)
    boris.get_by_role("button", name="Restore").click()
    expect(boris.get_by_text("Restored.")).to_be_visible()


def test_an_entry_is_tried_out_before_it_is_kept(walk: Walk) -> None:
    anna = walk.at_desk("anna", "/blocklist")
    anna.get_by_role("button", name="New entry").click()
    dialog = anna.get_by_role("dialog")
    dialog.get_by_label("Value").fill("nobody at home")
    expect(dialog.get_by_text("This isn't an e-mail address.")).to_be_visible()
    dialog.get_by_label("Value").fill("EVA@client.example")
    expect(dialog.get_by_text("eva@client.example", exact=True).first).to_be_visible()
    expect(dialog.get_by_text(re.compile(r"\d+ account"))).to_be_visible()
    value = f"{unique('fred').replace(' ', '.')}@Seats.example"
    dialog.get_by_label("Value").fill(value)
    dialog.get_by_role("button", name="Add").click()
    expect(anna.get_by_text("Blocked. It holds from now on.")).to_be_visible()
    anna.get_by_role("searchbox", name="Search names and values").fill(value.lower())
    expect(anna.get_by_role("main").get_by_role("listitem")).to_have_count(1)
