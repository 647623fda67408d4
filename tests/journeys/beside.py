"""Providers that are played on a loop of their own, beside the browser's, and the form by which they are connected."""

import asyncio
import re
import threading
from collections.abc import Coroutine, Mapping
from typing import Any

from playwright.sync_api import Page, expect


class Beside:
    """A loop on a thread of its own: what stands on it is told what to do from here."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()

    def do(self, deed: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(deed, self.loop).result(30)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()


def add_channel(dmitri: Page, kind: str, name: str) -> None:
    """From the live chats to the empty form of this kind, in Sales."""
    dmitri.get_by_role("link", name=re.compile("^Sales")).click()
    dmitri.get_by_role("link", name="Channels", exact=True).click()
    dmitri.get_by_role("button", name="Add a channel").click()
    dmitri.get_by_role("button", name=kind).click()
    dmitri.get_by_label("Name", exact=True).fill(name)


def enter(dmitri: Page, fields: Mapping[str, str], advanced: Mapping[str, str]) -> None:
    """What stands in the form, and below Advanced."""
    for field, value in fields.items():
        dmitri.locator(f"[name={field}]").fill(value)
    dmitri.get_by_text("Advanced").click()
    for field, value in advanced.items():
        dmitri.locator(f"[name={field}]").fill(value)


def disconnect(dmitri: Page, settings: str) -> None:
    """By the way a person goes, so that the next journey finds Sales as it was."""
    dmitri.goto(settings)
    dmitri.get_by_role("button", name="Disconnect").click()
    dmitri.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
    expect(dmitri.get_by_text("Not connected yet").first).to_be_visible()
