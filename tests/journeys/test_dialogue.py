"""The main job in two browsers: written in the shop, answered at the desk."""

from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Walk, chat, open_chat, say, unique

# The server hears that something was read; the page waits for its answer in vain.
NO_ANSWER_TO_READ = """
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (text) {
    const frame = JSON.parse(text);
    if (frame.type === "read") {
      document.documentElement.dataset.readSaid = "";
      frame.id += 1_000_000;
    }
    send.call(this, JSON.stringify(frame));
  };
"""


def open_waiting(desk: Page, words: str) -> None:
    """Open the session in the queue whose preview says these words, and start work on it."""
    desk.get_by_role("link", name="Queue").first.click()
    desk.get_by_role("link", name=words).click()
    desk.get_by_role("button", name="Start work").first.click()
    # The composer is there before the server's yes; closing is offered after it.
    expect(desk.get_by_role("button", name="Close", exact=True)).to_be_visible()


def test_a_first_dialogue_goes_both_ways_and_the_client_returns_to_it(walk: Walk) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    question, answer = unique("Do you build tandems?"), unique("We do, in three weeks.")
    say(chat(shop), question)
    open_waiting(boris, question)
    expect(chat(shop).get_by_text("Read", exact=True)).to_be_visible()
    say(boris, answer)
    expect(chat(shop).get_by_role("log").get_by_text(answer)).to_be_visible()
    expect(boris.get_by_role("log").get_by_text(question)).to_be_visible()
    thanks = unique("Wonderful, thanks!")
    say(chat(shop), thanks)
    expect(boris.get_by_role("log").get_by_text(thanks)).to_be_visible()
    boris.get_by_role("button", name="Close", exact=True).click()
    boris.get_by_role("button", name="Close session").click()
    expect(chat(shop).get_by_text("This conversation is closed.")).to_be_visible()
    shop.reload()
    open_chat(shop)
    for words in (question, answer, thanks):
        expect(chat(shop).get_by_role("log").get_by_text(words)).to_be_visible()
    again = unique("One more thing")
    say(chat(shop), again)
    boris.get_by_role("link", name="My sessions").first.click()
    expect(boris.get_by_role("link", name=again)).to_be_visible()


def test_what_an_operator_read_just_before_he_took_it_is_shown_to_the_client_as_read(walk: Walk) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    question = unique("Did you see this?")
    say(chat(shop), question)
    boris.context.add_init_script(NO_ANSWER_TO_READ)
    boris.reload()
    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=question).click()
    # The mark of a looker-on is said, and not answered before he takes the session.
    expect(boris.locator("html[data-read-said]")).to_be_visible()
    boris.get_by_role("button", name="Start work").first.click()
    expect(chat(shop).get_by_text("Read", exact=True)).to_be_visible()


def test_words_typed_right_after_start_work_are_the_answer_and_a_late_yes_leads_nobody_away(walk: Walk) -> None:
    boris, shop, other = walk.at_desk("boris"), walk.in_shop(), walk.in_shop()
    question, elsewhere = unique("Are you there?"), unique("Me too")
    say(chat(shop), question)
    say(chat(other), elsewhere)
    held: list[Route] = []
    boris.route("**/take", lambda route: held.append(route))
    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=question).click()
    with boris.expect_request("**/take"):
        boris.get_by_role("button", name="Start work").first.click()
    # Before the server has said yes: every key is a letter of the answer, none a command of the desk.
    boris.keyboard.type("naj kea")
    boris.keyboard.press("Enter")
    expect(boris.get_by_text("Goes out as soon as the session is yours")).to_be_visible()
    held.pop().continue_()
    expect(chat(shop).get_by_role("log").get_by_text("naj kea")).to_be_visible()

    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=elsewhere).click()
    with boris.expect_request("**/take"):
        boris.get_by_role("button", name="Start work").first.click()
    boris.get_by_role("link", name="My sessions").first.click()
    boris.get_by_role("link", name="naj kea").click()
    here = boris.url
    with boris.expect_response("**/take"):
        held.pop().continue_()
    # The list stands still under the pointer.
    boris.get_by_role("log").hover()
    expect(boris.get_by_role("link", name=elsewhere)).to_be_visible()
    expect(boris).to_have_url(here)


def test_of_two_operators_who_start_work_at_once_one_gets_it_and_the_other_is_told(walk: Walk) -> None:
    boris, clara, shop = walk.at_desk("boris"), walk.at_desk("clara"), walk.in_shop()
    question = unique("Who is faster?")
    say(chat(shop), question)
    # Clara's press reaches the server after Boris's: her page does not know it yet, as in a race.
    clara.context.route_web_socket("**/ws/v1", lambda _: None)
    clara.reload()
    for desk in (boris, clara):
        desk.get_by_role("link", name="Queue").first.click()
        desk.get_by_role("link", name=question).click()
        expect(desk.get_by_role("button", name="Start work").first).to_be_visible()
    boris.get_by_role("button", name="Start work").first.click()
    expect(boris.get_by_role("textbox", name="Write to")).to_be_enabled()
    clara.get_by_role("button", name="Start work").first.click()
    expect(clara.get_by_text("Boris took this session first.")).to_be_visible()


def test_a_picture_arrives_with_a_preview_whose_place_was_kept(walk: Walk, tmp_path: Path) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    picture = tmp_path / "frame.png"
    Image.new("RGB", (900, 600), (40, 90, 160)).save(picture)
    words = unique("This is my frame")
    say(chat(shop), words)
    open_waiting(boris, words)
    with shop.expect_file_chooser() as chooser:
        chat(shop).get_by_role("button", name="Attach files").click()
    chooser.value.set_files(picture)
    chat(shop).get_by_role("button", name="Send").click()
    for log in (boris.get_by_role("log"), chat(shop).get_by_role("log")):
        shown = log.locator("img").last
        expect(shown).to_be_visible()
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 900
        ratio = shown.evaluate("image => image.clientWidth / image.clientHeight")
        assert abs(ratio - 1.5) < 0.06


def test_what_is_sent_while_its_file_is_on_the_way_goes_once_it_is_there(walk: Walk, tmp_path: Path) -> None:
    boris, shop = walk.at_desk("boris"), walk.in_shop()
    note = tmp_path / "sizes.txt"
    note.write_text("54")
    words, answer = unique("Which sizes?"), unique("These")
    say(chat(shop), words)
    boris.get_by_role("link", name="Queue").first.click()
    waiting = boris.get_by_role("link", name=words)
    waiting.click()
    expect(boris.get_by_role("button", name="Start work")).to_be_visible()
    # Looked at, it is still nobody's.
    expect(waiting.get_by_text("New", exact=True)).to_be_visible()
    boris.get_by_role("button", name="Start work").click()
    held: list[Route] = []
    boris.route("**/api/v1/files?*", lambda route: held.append(route))
    boris.locator(".ss-composer input[type=file]").set_input_files(note)
    say(boris, answer)
    expect(boris.get_by_text("Goes out when its files are up")).to_be_visible()
    expect(chat(shop).get_by_text(answer)).to_have_count(0)
    held[0].continue_()
    expect(chat(shop).get_by_text(answer, exact=True)).to_be_visible()
    expect(chat(shop).get_by_role("button", name="Download sizes.txt")).to_be_visible()
