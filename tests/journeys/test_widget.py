"""The widget on pages that do not want it, on a phone, by keyboard, and through a reload."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PASSWORD, Walk, box, chat, say, unique

TRAPS = Path(__file__).parents[2] / "web" / "widget" / "test"


class Site(ThreadingHTTPServer):
    """Somebody's website on localhost: the hostile page, under a policy that allows our script and frame only."""

    snippet = ""
    desk = ""

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.server_port}"


class Pages(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        css = self.path.endswith(".css")
        body = (TRAPS / ("hostile.css" if css else "hostile.html")).read_text()
        desk = self.server.desk
        self.send_response(200)
        self.send_header("Content-Type", "text/css" if css else "text/html")
        self.send_header(
            "Content-Security-Policy",
            f"default-src 'none'; script-src {desk}; frame-src {desk}; style-src 'self'; base-uri 'none'",
        )
        self.end_headers()
        self.wfile.write(body.replace("__SNIPPET__", self.server.snippet).encode())

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(("127.0.0.1", 0), Pages) as running:
        Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


def embed(walk: Walk, site: Site, *allowed: str) -> tuple[Page, list[str]]:
    """The site's page with a widget of its own, made by the administrator for these origins."""
    desk = walk.server.desk
    headers = {"Origin": desk}
    asked = walk.context().request
    who = {"email": "dmitri@town.example", "password": PASSWORD}
    assert asked.post(f"{desk}/api/v1/sign-ins", data=who, headers=headers).ok
    sales = next(one for one in asked.get(f"{desk}/api/v1/live-chats").json()["items"] if one["name"] == "Sales")
    wanted = {"kind": "widget", "name": unique("Trap"), "settings": {"sites": list(allowed), "title": "Ask us"}}
    made = asked.post(f"{desk}/api/v1/live-chats/{sales['id']}/channels", data=wanted, headers=headers)
    assert made.ok, made.text()
    site.snippet, site.desk = made.json()["snippet"], desk
    page = walk.page(walk.context())
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(site.origin)
    return page, complaints


def test_a_hostile_page_under_a_strict_policy_neither_hides_nor_bends_the_widget(walk: Walk, site: Site) -> None:
    page, complaints = embed(walk, site, site.origin)
    launcher = page.locator("deskbell-widget button")
    expect(launcher).to_be_visible()
    assert launcher.bounding_box() == {"x": 1364, "y": 824, "width": 56, "height": 56}
    look = launcher.evaluate(
        "(button) => { const seen = getComputedStyle(button); const host = getComputedStyle(button.getRootNode().host);"
        " return [host.opacity, host.filter, host.transform, host.pointerEvents, seen.color, seen.visibility] }"
    )
    assert look == ["1", "none", "none", "auto", "rgb(255, 255, 255)", "visible"]
    launcher.click()
    expect(box(chat(page))).to_be_visible()
    expect(page.locator("iframe")).to_have_css("width", "384px")
    expect(page.locator("iframe")).to_have_css("height", "640px")
    words = unique("Can you hear me in there?")
    say(chat(page), words)
    expect(chat(page).get_by_role("log").get_by_text(words)).to_be_visible()
    assert [said for said in complaints if "favicon" not in said] == []


def test_a_page_that_is_not_on_the_list_gets_no_chat(walk: Walk, site: Site) -> None:
    page, _ = embed(walk, site, "https://shop.example")
    with page.expect_console_message(lambda said: f"add {site.origin} to the sites" in said.text):
        page.reload()
    expect(page.locator("deskbell-widget")).to_have_count(0)
    # What the page itself calls stays there and opens nothing.
    page.evaluate("() => { Deskbell.open(); Deskbell.identify('a.b.c') }")
    expect(page.locator("iframe")).to_have_count(0)


def test_on_a_phone_the_chat_takes_the_whole_screen_and_gives_it_back(walk: Walk) -> None:
    page = walk.page(walk.context(is_mobile=True, has_touch=True))
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(walk.server.shop)
    page.locator("deskbell-widget button").tap()
    expect(box(chat(page))).to_be_visible()
    expect(page.locator("iframe")).to_have_css("width", "390px")
    expect(page.locator("iframe")).to_have_css("height", "844px")
    size = box(chat(page)).evaluate("(field) => getComputedStyle(field).fontSize")
    assert size == "16px"
    chat(page).get_by_role("button", name="Close the chat").tap()
    expect(page.locator("iframe")).to_be_hidden()
    expect(page.locator("deskbell-widget button")).to_be_visible()


def test_the_keyboard_opens_the_chat_and_escape_gives_the_focus_back(walk: Walk) -> None:
    page = walk.page(walk.context())
    page.goto(walk.server.shop)
    launcher = page.locator("deskbell-widget button")
    launcher.focus()
    page.keyboard.press("Enter")
    expect(box(chat(page))).to_be_focused()
    page.keyboard.type("half a sen")
    page.keyboard.press("Escape")
    expect(launcher).to_have_attribute("aria-expanded", "false")
    expect(launcher).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(chat(page))).to_have_value("half a sen")


def test_words_of_a_visitor_that_were_not_sent_survive_a_reload_and_go_out_once(walk: Walk) -> None:
    page = walk.in_shop()
    page.route("**/w/*/messages", lambda route: route.abort())
    words = unique("Is anybody there?")
    say(chat(page), words)
    expect(chat(page).get_by_role("log").get_by_text(words)).to_be_visible()
    page.unroute("**/w/*/messages")
    page.reload()
    page.locator("deskbell-widget button").click()
    expect(chat(page).get_by_text("Sent", exact=True)).to_be_visible()
    expect(chat(page).get_by_role("log").get_by_text(words)).to_have_count(1)


def test_an_unread_answer_stands_on_the_launcher_of_the_next_page(walk: Walk) -> None:
    boris, page = walk.at_desk("boris"), walk.in_shop()
    question, answer = unique("Which size?"), unique("57")
    say(chat(page), question)
    boris.get_by_role("link", name="Queue").first.click()
    boris.get_by_role("link", name=question).click()
    boris.get_by_role("button", name="Start work").first.click()
    chat(page).get_by_role("button", name="Close the chat").click()
    page.goto(walk.server.shop + "fjell.html")
    say(boris, answer)
    launcher = page.locator("deskbell-widget button")
    expect(launcher).to_have_accessible_name(re.compile("unread: 1"))
    launcher.click()
    expect(chat(page).get_by_role("log").get_by_text(answer)).to_be_visible()
    expect(launcher).not_to_have_accessible_name(re.compile("unread"))


@pytest.mark.parametrize(("language", "words", "direction"), [("ru", "Сообщение", "ltr"), ("he", "Message", "rtl")])
def test_the_chat_speaks_and_stands_as_the_page_does(walk: Walk, language: str, words: str, direction: str) -> None:
    page = walk.page(walk.context())
    page.add_init_script(
        f"addEventListener('readystatechange', () => document.documentElement.lang = '{language}', true)"
    )
    page.goto(walk.server.shop)
    page.locator("deskbell-widget button").click()
    expect(chat(page).get_by_role("textbox", name=words)).to_be_visible()
    expect(chat(page).locator("html")).to_have_attribute("dir", direction)
