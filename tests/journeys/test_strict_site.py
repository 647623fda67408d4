"""The widget on a site with the Content Security Policy that its page recommends, and nothing allowed besides."""

import re
from pathlib import Path

from playwright.sync_api import Page, Route, expect

from tests.journeys.conftest import Walk, chat, open_chat, say, unique

PAGE = Path(__file__).parents[2] / "docs" / "channels" / "widget.md"
EXAMPLE = "https://chat.example.org"


def strict_page(walk: Walk) -> Page:
    """A visitor on a page of the shop's origin, with the documented policy and the snippet of the demo."""
    recommended = re.search(r"```\n(script-src .*)\n```", PAGE.read_text("utf-8"))
    assert recommended
    policy = f"default-src 'none'; {recommended.group(1)}".replace(EXAMPLE, walk.server.desk)
    # A page that the test itself answers stands on no network: the browser would ask before it may reach loopback.
    page = walk.page(walk.context(permissions=["local-network-access"]))
    page.on("console", lambda said: walk.complaints.append(said.text) if said.type == "error" else None)
    page.goto(walk.server.shop)
    snippet = page.locator("script[src$='loader.js']").evaluate("(script) => script.outerHTML")
    address = walk.server.shop.replace("/demo-shop/", "/strict.html")

    def answer(route: Route) -> None:
        body = f'<!doctype html><html lang="en"><title>Strict</title><p>A page without pictures.</p>{snippet}'
        route.fulfill(body=body, content_type="text/html", headers={"Content-Security-Policy": policy})

    page.route(address, answer)
    page.goto(address)
    return page


def test_the_widget_works_under_the_policy_that_its_page_recommends(walk: Walk) -> None:
    strict = strict_page(walk)
    open_chat(strict)
    words = unique("Strict but open?")
    say(chat(strict), words)
    expect(chat(strict).get_by_role("log").get_by_text(words)).to_be_visible()
    expect(chat(strict).get_by_text("Sent")).to_be_visible()
