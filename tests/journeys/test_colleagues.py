"""Colleagues in one session: Anna whispers to Boris while Eva sees nothing of it; Boris mends what he said, forwards
the session to Clara, and hands it to Support with a note."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import Walk, chat, say, unique


def open_session(desk: Page, words: str) -> None:
    desk.get_by_role("link", name=re.compile(words)).first.click()
    expect(desk.get_by_role("log").get_by_text(words)).to_be_visible()


def composer(desk: Page) -> Locator:
    return desk.locator("#ss-composer")


def test_anna_whispers_and_boris_mends_forwards_and_transfers(walk: Walk) -> None:
    boris, anna, clara = walk.at_desk("boris"), walk.at_desk("anna"), walk.at_desk("clara", "/mentions")
    shop = walk.in_shop()
    words = unique("Is this tent dry")
    say(chat(shop), words)
    open_session(boris, words)
    boris.get_by_role("button", name="Start work").first.click()
    expect(boris.get_by_role("button", name="Close", exact=True).first).to_be_visible()
    path = boris.url.rsplit("/", 1)[-1]

    # Anna sees it as a supervisor, and whispers, calling Boris by the keyboard alone.
    anna.goto(f"{walk.server.desk}/my-desk/sessions/{path}")
    expect(anna.get_by_role("log").get_by_text(words)).to_be_visible()
    anna.get_by_role("button", name="Write a note").click()
    whisper = unique("He asks in every shop")
    composer(anna).press_sequentially("@Bor")
    expect(anna.get_by_role("option", name=re.compile("Boris"))).to_be_visible()
    composer(anna).press("Enter")
    composer(anna).press_sequentially(whisper)
    composer(anna).press("Enter")
    expect(boris.get_by_role("log").get_by_text(whisper)).to_be_visible()

    # Boris says something, mends it, and Eva sees the mended words and nothing of the note.
    wrong, right = unique("Quite waterprof"), unique("Quite waterproof")
    composer(boris).fill(wrong)
    composer(boris).press("Enter")
    expect(chat(shop).get_by_text(wrong).first).to_be_visible()
    message = boris.get_by_role("article").filter(has_text=wrong)
    message.hover()
    message.get_by_role("button", name="More for this message").click()
    boris.get_by_role("menuitem", name="Edit").click()
    boris.get_by_role("dialog").get_by_role("textbox").fill(right)
    boris.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(chat(shop).get_by_text(right).first).to_be_visible()
    expect(chat(shop).get_by_text(wrong)).to_have_count(0)
    expect(chat(shop).get_by_text(whisper)).to_have_count(0)

    # Clara has no sight of it until it is forwarded to her.
    boris.get_by_role("button", name="More actions").first.click()
    boris.get_by_role("menuitem", name="Forward to a colleague").click()
    asked = unique("Is the seam of this one taped")
    dialog = boris.get_by_role("dialog")
    dialog.get_by_placeholder("Find a colleague").fill("Clara")
    boris.get_by_role("option", name="Clara").click()
    dialog.get_by_label("What you want to say").fill(asked)
    dialog.get_by_role("button", name="Forward").click()
    expect(dialog).to_have_count(0)
    expect(clara.get_by_text(asked)).to_be_visible()
    expect(clara.get_by_role("link", name=re.compile(r"^Mentions \d+ new"))).to_be_visible()
    clara.get_by_role("link", name=re.compile(asked)).click()
    expect(clara.get_by_role("log").get_by_text(words)).to_be_visible()

    # And it goes to Support, with a note; Boris sees it no more, Clara finds it in the queue there.
    boris.get_by_role("button", name="Transfer").first.click()
    dialog = boris.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("Support")
    dialog.get_by_role("option", name=re.compile("^Support")).last.click()
    handed = unique("She knows the seams")
    dialog.get_by_label("A note for who gets it").fill(handed)
    dialog.get_by_role("button", name="Transfer").click()
    expect(boris.get_by_text("Transferred to Support")).to_be_visible()
    expect(boris.get_by_role("log").get_by_text(words)).to_have_count(0)
    expect(boris.get_by_role("heading", name="No session open")).to_be_visible()
    expect(clara.get_by_role("log").get_by_text(handed)).to_be_visible()
    clara.get_by_role("button", name="Start work").first.click()
    composer(clara).fill("The seams are taped.")
    composer(clara).press("Enter")
    expect(chat(shop).get_by_text("The seams are taped.").first).to_be_visible()
    expect(chat(shop).get_by_text(handed)).to_have_count(0)
