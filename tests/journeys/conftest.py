"""The demo workspace as a process of its own, and people who walk through it in Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Locator, Page, expect

from tests.servers import Server, serving, start_server

PASSWORD = "walk-the-town"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium; the test tool downloads none."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "No Chromium: install it, or say where it is with CHROMIUM=/path"
    return {**browser_type_launch_args, "executable_path": found, "args": ARGUMENTS}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One demo workspace for all journeys; each brings visitors of its own."""
    with serving(tmp_path_factory.mktemp("journeys")) as running:
        yield running


@dataclass
class Walk:
    """Opens contexts for people and collects what their consoles complain of."""

    browser: Browser
    server: Server
    contexts: list[BrowserContext] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def context(self, **options: Any) -> BrowserContext:
        opened = self.browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", **options)
        self.contexts.append(opened)
        return opened

    def page(self, context: BrowserContext) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def at_desk(self, name: str, path: str = "/", **options: Any) -> Page:
        """Somebody of the town at the desk. He signs in as the form does, but without waiting for the form's page:
        that is a journey of its own (`sign_in`)."""
        context = self.context(**options)
        who = {"email": f"{name}@town.example", "password": PASSWORD}
        asked = context.request.post(
            f"{self.server.desk}/api/v1/sign-ins", data=who, headers={"Origin": self.server.desk}
        )
        assert asked.ok, asked.text()
        page = self.page(context)
        page.goto(self.server.desk + path)
        expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()
        return page

    def in_shop(self, path: str = "", **options: Any) -> Page:
        """A visitor of the shop, a new one each time, with the chat open."""
        page = self.page(self.context(**options))
        page.goto(self.server.shop + path)
        open_chat(page)
        return page


def sign_in(page: Page, name: str) -> None:
    """Fill the form and wait for the desk."""
    page.get_by_label("E-mail").fill(f"{name}@town.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Main menu")).to_be_visible()


def open_chat(page: Page) -> None:
    """Press the launcher, through its shadow root."""
    page.get_by_role("button", name="Fjordline").click()
    expect(chat(page).get_by_role("textbox", name="Message")).to_be_visible()


def chat(page: Page) -> FrameLocator:
    """The widget's frame on a shop's page."""
    return page.frame_locator("iframe")


def say(where: Page | FrameLocator, words: str) -> None:
    """Write and send with Enter, at the desk or in the chat."""
    composer = box(where)
    composer.fill(words)
    composer.press("Enter")


def box(where: Page | FrameLocator) -> Locator:
    return where.get_by_role("textbox", name="Message" if isinstance(where, FrameLocator) else "Write to")


def unique(words: str) -> str:
    """Words that no other journey writes."""
    return f"{words} {uuid4().hex[:6]}"


@pytest.fixture
def walk(browser: Browser, server: Server) -> Iterator[Walk]:
    """People for one journey; in the end nobody's console may have complained."""
    walking = Walk(browser, server)
    yield walking
    for context in walking.contexts:
        context.close()
    assert walking.complaints == []


Starter = Callable[[int, Path], Server]


@pytest.fixture
def starter() -> Starter:
    """For journeys that stop and start a server of their own."""
    return start_server
