"""`python -m bench.screens`: what a person waits for on screen, in the system's Chromium against a demo workspace.

Stores its section in docs/bench.md. A time ends with the frame in which the browser has drawn the result."""

import argparse
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.servers import Server, serving

ROOT = Path(__file__).parents[1]
HEADING = "## On screen"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip

# How long a hand's pointer stands over something before it presses.
HAND_MS = 150

# Resolves with the milliseconds from `began` to the frame after the condition holds.
UNTIL = """(condition, began) => new Promise((done, fail) => {
  const late = performance.now() + 15000
  const look = () => {
    if (!condition()) return performance.now() > late ? fail(new Error("never")) : requestAnimationFrame(look)
    const drawn = new MessageChannel()
    drawn.port1.onmessage = () => done(performance.now() - began)
    requestAnimationFrame(() => drawn.port2.postMessage(0))
  }
  look()
})"""


def _widget_cold(browser: Browser, server: Server, hover: bool) -> float:
    """From the press of the launcher, nothing cached, to a composer that takes keys."""
    context = _context(browser)
    page = context.new_page()
    page.goto(server.shop)
    page.get_by_role("button", name="Fjordline").wait_for()
    frame_script = "() => { const box = document.querySelector('textarea'); return box && document.hasFocus() }"
    if hover:
        page.get_by_role("button", name="Fjordline").dispatch_event("pointerenter")
        page.wait_for_timeout(HAND_MS)
    page.evaluate("() => { window.began = performance.timeOrigin + performance.now() }")
    page.get_by_role("button", name="Fjordline").dispatch_event("click")
    page.locator("iframe").wait_for()
    frame = page.frames[-1]
    frame.wait_for_url("**/frame*")
    ended = frame.evaluate(
        f"async () => {{ await ({UNTIL})({frame_script}, 0); return performance.timeOrigin + performance.now() }}"
    )
    began = page.evaluate("() => window.began")
    context.close()
    return float(ended - began)


def _context(browser: Browser) -> BrowserContext:
    return browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")


def _at_desk(browser: Browser, server: Server, name: str, group: str) -> Page:
    """Somebody of the town at a group of sessions of the first live chat."""
    page = _context(browser).new_page()
    page.goto(server.desk)
    page.get_by_label("E-mail").fill(f"{name}@town.example")
    page.get_by_label("Password", exact=True).fill("walk-the-town")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=group).first.click()
    page.locator("a[data-row='0']").wait_for()
    return page


# Presses a row as a mouse does, with the pointer over it for as long as a hand takes (150 ms), or without.
SWITCH = """async ([row, hover]) => {
  const link = document.querySelector(`a[data-row='${row}']`)
  const id = link.getAttribute('href').split('/').pop()
  if (hover) {
    link.dispatchEvent(new PointerEvent('pointerover', { bubbles: true, pointerType: 'mouse' }))
    link.dispatchEvent(new MouseEvent('mouseover', { bubbles: true }))
    await new Promise((done) => setTimeout(done, 150))
  }
  const old = document.querySelector('.ss-view')
  const began = performance.now()
  link.click()
  const shown = () => {
    const view = document.querySelector('.ss-view')
    return location.pathname.endsWith(id) && view !== old && view?.querySelector('[role=log] .ss-bubble')
  }
  return await (UNTIL)(shown, began)
}""".replace("UNTIL", UNTIL)


def _switch_fresh(page: Page, hover: bool) -> float:
    """From an open session to one that this page has not fetched, not next to it in the list."""
    page.reload()
    page.locator("a[data-row='2']").wait_for()
    page.evaluate(SWITCH, [0, False])
    return float(page.evaluate(SWITCH, [2, hover]))


SEND = """async (words) => {
  const box = document.querySelector('#ss-composer')
  const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set
  set.call(box, words)
  box.dispatchEvent(new Event('input', { bubbles: true }))
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)))
  const bubbles = () => [...document.querySelectorAll('[role=log] .ss-bubble')]
  const shown = () => bubbles().some((one) => one.textContent.includes(words))
  const began = performance.now()
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', code: 'Enter', bubbles: true, cancelable: true }))
  return await (UNTIL)(shown, began)
}""".replace("UNTIL", UNTIL)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def _rounds(count: int, measure: Callable[[int], float]) -> list[float]:
    measure(-1)  # the first warms the server and the machine
    return [measure(number) for number in range(count)]


def measure(rounds: int) -> list[tuple[str, str, list[float]]]:
    """Name, goal and the times in milliseconds of every figure."""
    rows: list[tuple[str, str, list[float]]] = []
    with (
        tempfile.TemporaryDirectory(prefix="deskbell-screens-") as folder,
        serving(Path(folder)) as server,
        sync_playwright() as playwright,
    ):
        found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        rows.append(("Widget, nothing cached: pressed at once", "≤ 300 ms",
                     _rounds(rounds, lambda _: _widget_cold(browser, server, hover=False))))  # fmt: skip
        rows.append(("Widget, nothing cached: pointer over it first", "≤ 300 ms",
                     _rounds(rounds, lambda _: _widget_cold(browser, server, hover=True))))  # fmt: skip
        page = _at_desk(browser, server, "anna", "Active")
        rows.append(("Desk: session never opened, pressed at once", "",
                     _rounds(rounds, lambda _: _switch_fresh(page, hover=False))))  # fmt: skip
        rows.append(("Desk: session never opened, pointer over it first", "≤ 100 ms",
                     _rounds(rounds, lambda _: _switch_fresh(page, hover=True))))  # fmt: skip
        rows.append(("Desk: back to a session opened before", "≤ 100 ms",
                     _rounds(rounds, lambda turn: float(page.evaluate(SWITCH, [turn % 2, False])))))  # fmt: skip
        page = _at_desk(browser, server, "boris", "Queue")
        page.locator("a[data-row='0']").click()
        page.get_by_role("button", name="Start work").click()
        page.get_by_role("textbox", name="Write to").wait_for()
        rows.append(("Desk: Enter → bubble", "≤ 50 ms",
                     _rounds(rounds, lambda number: float(page.evaluate(SEND, f"Measured {number}")))))  # fmt: skip
        browser.close()
    return rows


def _section(rows: list[tuple[str, str, list[float]]], load: str, rounds: int) -> str:
    lines = [
        HEADING,
        "",
        f"Run on {datetime.now(UTC):%-d %B %Y, %H:%M} UTC by `python -m bench.screens`: the demo workspace and the "
        f"system's Chromium on this machine, no GPU, full speed. Medians of {rounds}, with least and most; load "
        f"average before and after {load}.",
        "",
        "| | Median | Least – most | Goal | |",
        "|---|--:|--:|---|---|",
    ]
    for name, goal, times in rows:
        middle = median(times)
        limit = re.search(r"\d+", goal)
        met = "" if limit is None else "met" if middle <= float(limit[0]) else "missed"
        lines.append(f"| {name} | {middle:.0f} ms | {min(times):.0f} – {max(times):.0f} ms | {goal} | {met} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser("bench.screens", description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--print-only", action="store_true", help="store nothing")
    plan = parser.parse_args()
    before = f"{os.getloadavg()[0]:.1f}"
    rows = measure(plan.rounds)
    section = _section(rows, f"{before} and {os.getloadavg()[0]:.1f}", plan.rounds)
    print(section)
    if plan.print_only:
        return
    path = ROOT / "docs" / "bench.md"
    rest = path.read_text().split(HEADING)[0].rstrip()
    path.write_text(f"{rest}\n\n{section}")


if __name__ == "__main__":
    main()
