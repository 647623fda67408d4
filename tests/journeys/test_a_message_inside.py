"""Employees and readers by hand: Emil writes and Clara answers, Rita reads on a card, another application shows it."""

import importlib.util
import re
import threading
from argparse import Namespace
from collections.abc import Callable, Iterator
from http.server import ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, FrameLocator, Page, expect

from tests.journeys.conftest import Walk, say, unique
from tests.journeys.test_accessible import THEMES, findings

HOST = Path(__file__).parents[2] / "docs" / "examples" / "embed_host.py"


def test_emil_writes_and_clara_answers(walk: Walk) -> None:
    # She is at her desk: what comes back soon stays with whoever is there.
    clara = walk.at_desk("clara")
    emil = walk.at_desk("emil")
    expect(emil.get_by_role("heading", name="Help desk")).to_be_visible()
    # What he said before stands there, and nothing of a desk does.
    expect(emil.get_by_text("That was it, thank you!")).to_be_visible()
    menu = emil.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name="Messages")).to_be_visible()
    for name in ("Queue", "Cards", "Blocklist"):
        expect(menu.get_by_role("link", name=name)).to_have_count(0)
    expect(menu.get_by_role("button", name="You: Emil", exact=True)).to_be_visible()
    hello = unique("My lamp is broken.")
    emil.get_by_role("textbox", name="Message to Help desk").fill(hello)
    emil.keyboard.press("Enter")
    expect(emil.get_by_role("log").get_by_text(hello)).to_be_visible()

    # He came back soon, so it is Clara's as before.
    clara.get_by_role("link", name="My sessions").last.click()
    clara.get_by_role("link", name=hello).first.click()
    expect(emil.get_by_text("Clara answers you")).to_be_visible()
    answer = unique("A new one comes.")
    say(clara, answer)
    expect(emil.get_by_role("log").get_by_text(answer)).to_be_visible()
    emil.reload()
    expect(emil.get_by_role("log").get_by_text(answer)).to_be_visible()


LONG = """async ([words, many]) => {
  const { items } = await (await fetch("/api/v1/internal-channels")).json();
  for (let n = 1; n <= many; n++) {
    const body = JSON.stringify({ send_key: crypto.randomUUID(), text: `${words} ${n}.` });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`/api/v1/internal-channels/${items[0].id}/messages`, { method: "POST", headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
}"""


# What came before pushes down what is read, some frames later: the beginning is reached when it stays before the eyes.
READ_UPWARDS = """(words) => {
  const log = document.querySelector('[role=log]');
  window.drawn = Math.max(window.drawn ?? 0, log.querySelectorAll('article').length);
  const moved = log.scrollTop !== 0;
  log.scrollTo(0, 0);
  window.still = !moved && log.textContent.includes(words) ? (window.still ?? 0) + 1 : 0;
  return window.still > 10;
}"""


def test_a_long_thread_draws_what_is_before_the_eyes_and_is_read_up_to_its_beginning(walk: Walk) -> None:
    emil = walk.at_desk("emil", "/messages")
    expect(emil.get_by_role("heading", name="Help desk")).to_be_visible()
    words = unique("Line")
    emil.evaluate(LONG, [words, 130])
    emil.reload()
    log = emil.get_by_role("log")
    expect(log.get_by_text(f"{words} 130.", exact=True)).to_be_in_viewport()
    emil.wait_for_function(READ_UPWARDS, arg=f"{words} 1.")
    expect(log.get_by_text(f"{words} 1.", exact=True)).to_be_in_viewport()
    assert emil.evaluate("window.drawn") < 60


def test_emil_sends_a_picture_and_sees_it_in_its_place(walk: Walk) -> None:
    emil = walk.at_desk("emil", "/messages")
    picture = BytesIO()
    Image.new("RGB", (640, 400), "#2b6b4f").save(picture, "PNG")
    name = unique("till") + ".png"
    sent: FilePayload = {"name": name, "mimeType": "image/png", "buffer": picture.getvalue()}
    emil.locator("input[type=file]").set_input_files([sent])
    composer = emil.locator(".ms-composer")
    expect(composer.get_by_text(name)).to_be_visible()
    composer.get_by_role("button", name="Send").click()
    shown = emil.get_by_role("log").get_by_role("button", name=f"Open the picture {name}")
    expect(shown.locator("img")).to_be_visible()
    shown.click()
    expect(emil.get_by_role("dialog")).to_be_visible()
    emil.keyboard.press("Escape")


def read_eva(page: Page) -> None:
    page.get_by_role("link", name="eva@client.example").first.click()
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()


def test_rita_reads_on_evas_card_and_nothing_else(walk: Walk) -> None:
    rita = walk.at_desk("rita")
    menu = rita.get_by_role("navigation", name="Main menu")
    expect(menu.get_by_role("link", name="Cards")).to_be_visible()
    for name in ("Queue", "Clients", "Blocklist", "Messages"):
        expect(menu.get_by_role("link", name=name, exact=True)).to_have_count(0)
    read_eva(rita)
    expect(rita.locator("dl").get_by_role("link", name="eva@client.example")).to_be_visible()
    expect(rita.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    rita.locator(".rd-row").first.click()
    expect(rita.get_by_role("log").get_by_text("Hello again: my order says")).to_be_visible()
    expect(rita.get_by_role("textbox", name="Reply")).to_have_count(0)
    expect(rita.get_by_text("Open on the desk")).to_have_count(0)

    boris = walk.at_desk("boris")
    boris.get_by_role("link", name="My sessions").first.click()
    boris.get_by_role("link", name="Eva").first.click()
    words = unique("The bell is in the parcel.")
    say(boris, words)
    expect(rita.get_by_role("log").get_by_text(words)).to_be_visible()
    sessions = boris.url.split("/live-chats/")[1]
    rita.goto(f"{walk.server.desk}/live-chats/{sessions}")
    expect(rita.get_by_text(words)).to_have_count(0)


@pytest.fixture
def host() -> Iterator[Callable[..., tuple[str, Namespace]]]:
    """The sample host page: the address it stands at, and what it was given, to be changed while it runs."""
    spec = importlib.util.spec_from_file_location("embed_host", HOST)
    assert spec
    assert spec.loader
    module: ModuleType = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    running: list[ThreadingHTTPServer] = []

    def start(**given: object) -> tuple[str, Namespace]:
        words = Namespace(account=None, app=None, item=None, origin=None, lifetime=120, port=0, **given)
        server = module.serve(words)
        running.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://localhost:{server.server_port}", words

    yield start
    for server in running:
        server.shutdown()
        server.server_close()


def shown(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def application(walk: Walk, host: Callable[..., tuple[str, Namespace]], person: str) -> tuple[str, Namespace]:
    """An application that an administrator let in, where this person is signed in."""
    # The page stands first, for its address is what the administrator enters.
    address, given = host(deskbell=walk.server.desk, person=f"{person}@town.example", site="", secret="")
    dmitri = walk.at_desk("dmitri", "/settings/embedding")
    dmitri.get_by_role("button", name="Add an application").click()
    dialog = dmitri.get_by_role("dialog")
    dialog.get_by_label("Name").fill(unique("Ledger"))
    dialog.get_by_label("Origins").fill(address)
    dialog.get_by_role("button", name="Create").click()
    given.secret = dmitri.get_by_role("textbox", name="Secret").inner_text()
    given.site = dmitri.get_by_role("textbox", name="Claims of a token").inner_text().split('"aud": "')[1].split('"')[0]
    return address, given


def test_another_application_shows_messages_by_token_alone(
    walk: Walk, host: Callable[..., tuple[str, Namespace]]
) -> None:
    address, given = application(walk, host, "rita")
    given.app, given.item = "contacts", "1"
    page = walk.page(walk.context())
    for path in ("/", "/frame"):
        page.goto(address + path)
        # As the desk writes times, whatever the browser is set to.
        expect(shown(page).locator(".rd-row time").last).to_have_text(re.compile(r"^\d+ [A-Z][a-z]+ \d{4}, \d\d:\d\d$"))
        shown(page).locator(".rd-row").last.click()
        expect(shown(page).get_by_role("log").get_by_text("Do you ship the Fjell 2")).to_be_visible()

    given.lifetime = -10
    page.goto(address + "/")
    expect(shown(page).get_by_role("alert")).to_contain_text("expired")
    given.lifetime, given.origin = 120, "http://elsewhere.example"
    page.goto(address + "/")
    expect(shown(page).get_by_role("alert")).to_contain_text("origin")

    # On a page of another origin the browser shows no frame at all, however good the token.
    elsewhere, theirs = host(deskbell=walk.server.desk, person=given.person, site=given.site, secret=given.secret)
    theirs.app, theirs.item, theirs.origin = "contacts", "1", address
    foreign = walk.context().new_page()
    with foreign.expect_event("console", lambda said: "frame-ancestors" in said.text):
        foreign.goto(elsewhere + "/")
    expect(shown(foreign).locator(".rd-row, [role=alert]")).to_have_count(0)


def become(walk: Walk, page: Page, status: str) -> None:
    address = f"{walk.server.desk}/api/v1/me/status"
    answer = page.request.put(address, data={"status": status}, headers={"Origin": walk.server.desk})
    assert answer.ok


def test_an_operator_begins_a_session_in_another_application(
    walk: Walk, host: Callable[..., tuple[str, Namespace]]
) -> None:
    address, given = application(walk, host, "rita")
    given.account = "site:eva"
    rita = walk.page(walk.context())
    rita.goto(address)
    expect(shown(rita).get_by_text("No messages to read")).to_be_visible()
    expect(shown(rita).get_by_role("button", name="New session")).to_have_count(0)

    given.person = "boris@town.example"
    boris = walk.page(walk.context(color_scheme="dark"))
    boris.goto(address)
    begin, form = shown(boris).get_by_role("button", name="New session"), shown(boris).get_by_role("form")
    begin.press("Enter")
    expect(shown(boris).get_by_role("radio", name="Eva · eva@post.example")).to_be_checked()
    assert findings(boris.frames[1]) == []
    # Escape leads back to where one was.
    shown(boris).get_by_role("textbox", name="Subject").press("Escape")
    expect(begin).to_be_focused()
    desk = walk.at_desk("boris")
    become(walk, desk, "offline")
    begin.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("You’re Offline")
    become(walk, desk, "online")
    words = unique("The bell that you asked for has come.")
    form.get_by_role("textbox", name="First message").fill(words)
    form.get_by_role("button", name="Start session").press("Enter")
    expect(shown(boris).get_by_role("log").get_by_text(words)).to_be_visible()
    shown(boris).get_by_role("textbox", name="Reply").fill("It waits at the till.")
    shown(boris).get_by_role("button", name="Send").click()
    expect(shown(boris).get_by_role("log").get_by_text("It waits at the till.")).to_be_visible()

    # The second time she has an open session, which is a click away; in the end Boris closes it on the desk.
    shown(boris).get_by_role("button", name="All sessions").click()
    begin.click()
    expect(form.get_by_text("There is an open session with this person already.")).to_be_visible()
    form.get_by_role("button", name="Open it").click()
    expect(shown(boris).get_by_role("log").get_by_text(words)).to_be_visible()
    desk.get_by_role("link", name="My sessions").first.click()
    desk.get_by_role("link", name="It waits at the till.").click()
    expect(desk.get_by_role("log").get_by_text(words)).to_be_visible()
    desk.get_by_role("button", name="Close", exact=True).click()
    desk.get_by_role("button", name="Close session").click()
    expect(shown(boris).get_by_text("Closed", exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", THEMES)
def test_the_pages_of_messages_have_no_serious_finding(walk: Walk, theme: str) -> None:
    emil = walk.at_desk("emil", "/messages", color_scheme=theme)
    expect(emil.get_by_role("textbox", name="Message to Help desk")).to_be_visible()
    assert findings(emil) == []
    rita = walk.at_desk("rita", "/cards", color_scheme=theme)
    read_eva(rita)
    rita.locator(".rd-row").first.click()
    expect(rita.get_by_role("log")).to_be_visible()
    assert findings(rita) == []
    dmitri = walk.at_desk("dmitri", "/settings/embedding", color_scheme=theme)
    expect(dmitri.get_by_role("heading", name="Books")).to_be_visible()
    assert findings(dmitri) == []
