"""Takes the pictures of README and docs: `make screenshots` walks through the demo workspace in the system's Chromium.

The pictures land in docs/images, light enough to be kept in the repository. Give names to take only some.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Browser, FrameLocator, Page, ViewportSize, expect, sync_playwright
from tests.servers import Server, serving

import chromium

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
PASSWORD = "walk-the-town"  # noqa: S105 - of the demo
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
EACH_MOST, ALL_MOST = 200_000, 2_000_000
FEW_COLOURS_FROM = 90_000
"""Bytes from which a picture is kept in 256 colours: of a screen nobody sees the difference."""
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--hide-scrollbars",
    "--disable-site-isolation-trials",  # a frame of another process ignores the pixel ratio of the window
    "--disable-features=IsolateOrigins,site-per-process",
]


class Camera:
    """Opens windows on one demo workspace and keeps what they show."""

    def __init__(self, browser: Browser, server: Server, wanted: set[str]) -> None:
        self.browser = browser
        self.server = server
        self.wanted = wanted

    @contextmanager
    def window(self, size: ViewportSize = WIDE, **options: Any) -> Iterator[Page]:
        """A browser of its own, without memory."""
        context = self.browser.new_context(viewport=size, reduced_motion="reduce", **{"locale": "en-GB", **options})
        try:
            yield context.new_page()
        finally:
            context.close()

    @contextmanager
    def desk(self, name: str, path: str = "/", **options: Any) -> Iterator[Page]:
        """Somebody of the town at the desk."""
        with self.window(**options) as page:
            page.goto(self.server.desk + path)
            page.locator("input[type=email]").fill(f"{name}@town.example")
            page.locator("input[type=password]").fill(PASSWORD)
            page.keyboard.press("Enter")
            expect(page.locator("#page")).to_be_visible()
            yield page

    def take(self, name: str, page: Page) -> None:
        """Keep what a window shows; in 256 colours where it would be heavy."""
        if self.wanted and name not in self.wanted:
            return
        page.mouse.move(0, 0)
        # Parts of a page that are fetched by themselves, and what they ask for.
        page.wait_for_load_state("networkidle")
        for picture in page.get_by_role("log").locator("img").all():
            picture.evaluate("(image) => image.decode()")
        kept = IMAGES / f"{name}.png"
        shown = Image.open(io.BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")
        shown.save(kept, optimize=True)
        if kept.stat().st_size > FEW_COLOURS_FROM:
            shown.quantize(256, dither=Image.Dither.NONE).save(kept, optimize=True)
        print(f"{kept.stat().st_size / 1000:7.0f} KB  {name}.png", flush=True)


def chat(page: Page) -> FrameLocator:
    """The widget's frame."""
    return page.frame_locator("iframe")


def open_chat(page: Page) -> None:
    page.get_by_role("button", name="Fjordline").click()
    expect(chat(page).get_by_role("textbox")).to_be_visible()


def say(where: Page | FrameLocator, words: str) -> None:
    """Write, send, and wait until it stands in the thread."""
    box = where.get_by_role("textbox", name="Message" if isinstance(where, FrameLocator) else "Write to")
    box.fill(words)
    where.get_by_role("button", name="Send", exact=True).click()
    expect(where.get_by_role("log").get_by_text(words)).to_be_visible()


# ── the pictures ────────────────────────────────────────────────────────────────────────────────────────────────────


def doors(camera: Camera) -> None:
    with camera.window() as page:
        page.goto(camera.server.desk)
        expect(page.get_by_label("E-mail")).to_be_visible()
        camera.take("sign-in", page)


def dialogue(camera: Camera) -> None:
    """A visitor with a picture in the shop and Boris at the desk, both seen while they talk."""
    with camera.window() as shop, camera.desk("boris") as boris, tempfile.TemporaryDirectory() as folder:
        shop.goto(camera.server.shop + "fjell.html")
        open_chat(shop)
        say(chat(shop), "Hi! Is the Fjell 2 in this green in stock in size 54?")
        boris.get_by_role("link", name="Queue").first.click()
        boris.get_by_role("link", name="in this green").click()
        expect(boris.get_by_role("log").get_by_text("in this green")).to_be_visible()
        expect(boris.get_by_role("button", name="3 waiting").first).to_be_visible()
        camera.take("queue", boris)
        boris.get_by_role("button", name="Start work").first.click()
        say(boris, "Hello! Let me look: could you send me the picture you mean?")
        with shop.expect_file_chooser() as chooser:
            chat(shop).get_by_role("button", name="Attach files").click()
        chooser.value.set_files(_paints(Path(folder) / "paints.png"))
        chat(shop).get_by_role("button", name="Send").click()
        expect(boris.get_by_role("log").locator("img").last).to_be_visible()
        say(boris, "Pine green, yes: two in size 54 are here in the shop. Shall I put one aside for you?")
        expect(chat(shop).get_by_role("log").get_by_text("Pine green")).to_be_visible()
        say(chat(shop), "Yes please, I come by tomorrow after work!")
        expect(boris.get_by_role("log").get_by_text("I come by tomorrow")).to_be_visible()
        camera.take("session-light", boris)
        camera.take("widget", shop)
        boris.keyboard.press("Escape")
        boris.keyboard.press("Control+k")
        expect(boris.get_by_role("dialog").get_by_role("combobox")).to_be_focused()
        boris.keyboard.type("clo")
        camera.take("command-bar", boris)
    with camera.desk("boris", color_scheme="dark") as boris:
        boris.get_by_role("link", name="My sessions").first.click()
        boris.get_by_role("link", name="I come by tomorrow").click()
        expect(boris.get_by_role("log").locator("img")).to_be_visible()
        camera.take("session-dark", boris)


def _paints(path: Path) -> Path:
    """A picture to send: a card of three paints."""
    card = Image.new("RGB", (900, 520), (246, 244, 238))
    draw, font = ImageDraw.Draw(card), ImageFont.load_default(34)
    for place, (name, colour) in enumerate((("Moss", "#6b7a3a"), ("Pine", "#1f5f46"), ("Fjord", "#2c5d7c"))):
        left = 40 + place * 280
        draw.rounded_rectangle((left, 40, left + 260, 400), 24, fill=colour)
        draw.text((left + 130, 450), name, fill="#26302b", font=font, anchor="mm")
    draw.ellipse((320, 40 - 14, 580, 400 + 14), outline="#c92a2a", width=8)
    card.save(path)
    return path


def supervision(camera: Camera) -> None:
    with camera.desk("anna") as anna:
        anna.get_by_role("link", name="Active sessions").first.click()
        anna.get_by_role("link", name="Eva").first.click()
        expect(anna.get_by_role("log")).to_be_visible()
        expect(anna.get_by_text("Show session #")).to_be_visible()
        camera.take("active", anna)
    with camera.desk("clara", size=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True) as clara:
        clara.get_by_role("link", name="part exchange").click()
        expect(clara.get_by_role("log").get_by_text("part exchange")).to_be_visible()
        camera.take("desk-phone", clara)


def russian(camera: Camera) -> None:
    with camera.desk("clara", locale="ru-RU") as clara:
        clara.evaluate(
            """() => fetch("/api/v1/me", {method: "PATCH", headers: {"content-type": "application/json"},
                 body: JSON.stringify({language: "ru"})})"""
        )
        clara.reload()
        clara.get_by_role("link", name="Очередь").first.click()
        clara.get_by_role("link", name="56 размера").click()
        expect(clara.get_by_role("log")).to_be_visible()
        camera.take("russian", clara)


def administration(camera: Camera) -> None:
    with camera.desk("dmitri", "/settings/live-chats") as dmitri:
        dmitri.get_by_role("main").get_by_role("link", name="Sales").click()
        dmitri.get_by_role("navigation", name="Settings of the live chat").get_by_role("link", name="Channels").click()
        dmitri.get_by_role("main").get_by_role("link", name="Website Sales").click()
        expect(dmitri.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        expect(dmitri.get_by_role("complementary", name="Preview")).to_be_visible()
        camera.take("channel-editor", dmitri)
        dmitri.goto(f"{camera.server.desk}/settings/people")
        expect(dmitri.get_by_text("Clara").first).to_be_visible()
        camera.take("people", dmitri)
        dmitri.goto(f"{camera.server.desk}/settings/live-chats")
        dmitri.get_by_role("main").get_by_role("link", name="Support").click()
        dmitri.get_by_role("link", name="Hours and words").click()
        expect(dmitri.get_by_label("When a client writes for the first time")).to_be_visible()
        camera.take("hours", dmitri)


def reports(camera: Camera) -> None:
    with camera.desk("anna", "/reports/live-chats?metric=queue_to_first_response") as anna:
        expect(anna.get_by_role("heading", name="Per live chat")).to_be_visible()
        expect(anna.locator(".rp-chart circle").first).to_be_visible()
        camera.take("report-live-chats", anna)
        anna.get_by_text("By weekday and hour").click()
        expect(anna.get_by_role("table")).to_be_visible()
        camera.take("report-hours", anna)
        anna.goto(f"{camera.server.desk}/reports/operators?metric=first_response&split=true")
        anna.get_by_role("region", name="Main figures").get_by_role("button", name="First response: ").click()
        expect(anna.get_by_role("dialog").get_by_role("listitem").first).to_be_visible()
        camera.take("report-sessions", anna)


def roles(camera: Camera) -> None:
    """What only one role sees."""
    with camera.desk("boris") as boris:
        boris.get_by_role("link", name="My sessions").first.click()
        boris.get_by_role("link", name="Could you add a bell").click()
        box = boris.get_by_role("textbox", name="Write to")
        box.fill("/")
        expect(boris.get_by_role("option").first).to_be_visible()
        expect(boris.get_by_role("heading", name="What happened")).to_be_visible()
        camera.take("role-operator-template", boris)
        box.fill("")
    with camera.desk("anna") as anna:
        anna.get_by_role("link", name="Wallboard").first.click()
        expect(anna.get_by_role("heading", name="Operators", exact=True)).to_be_visible()
        camera.take("role-supervisor-wallboard", anna)
    with camera.desk("dmitri", "/settings/audit") as dmitri:
        expect(dmitri.get_by_role("main").get_by_role("listitem").first).to_be_visible()
        camera.take("role-administrator-audit", dmitri)
    with camera.desk("rita", "/cards") as rita:
        rita.get_by_role("main").get_by_role("link", name="Fred").first.click()
        expect(rita.get_by_role("heading", name="Messages")).to_be_visible()
        rita.get_by_role("main").get_by_role("button", name="Fred").click()
        expect(rita.get_by_text("My rear brake squeals")).to_be_visible()
        rita.get_by_role("heading", name="History").scroll_into_view_if_needed()
        camera.take("role-reader-card", rita)
    with camera.desk("emil", "/messages") as emil:
        expect(emil.get_by_text("That was it, thank you!")).to_be_visible()
        camera.take("role-employee-messages", emil)


def widgets(camera: Camera) -> None:
    with camera.window(color_scheme="dark") as shop:
        shop.goto(camera.server.shop)
        open_chat(shop)
        say(chat(shop), "Do you build wheels to measure?")
        expect(chat(shop).get_by_text("Sent")).to_be_visible()
        camera.take("widget-dark", shop)
    with camera.window(PHONE, device_scale_factor=2, is_mobile=True, has_touch=True) as shop:
        shop.goto(camera.server.shop)
        open_chat(shop)
        say(chat(shop), "When do you open on Saturday?")
        expect(chat(shop).get_by_text("Sent")).to_be_visible()
        camera.take("widget-phone", shop)


PICTURES: tuple[Callable[[Camera], None], ...] = (
    doors,
    dialogue,
    supervision,
    russian,
    administration,
    reports,
    roles,
    widgets,
)


def main(wanted: list[str]) -> int:
    found = chromium.find()
    if found is None:
        sys.exit("There is no Chromium: `python tools/chromium.py` installs it or says how.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        camera = Camera(browser, server, set(wanted))
        for pictures in PICTURES:
            pictures(camera)
        browser.close()
    sizes = {path.name: path.stat().st_size for path in IMAGES.glob("*.png")}
    heavy = [name for name, size in sizes.items() if size > EACH_MOST]
    if heavy or sum(sizes.values()) > ALL_MOST:
        print(f"Too heavy: {', '.join(heavy) or 'all together'}. One may have {EACH_MOST} bytes, all {ALL_MOST}.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
