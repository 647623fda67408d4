"""What browsers are told besides the page: where it may load from, and that nobody may keep what was written."""

from dataclasses import replace

import pytest

from deskbell.app import Doors, build
from deskbell.base import assets
from deskbell.base.db import Database
from deskbell.demo.town import Town
from deskbell.settings import Settings
from tests.surfaces import browser, frame_of


def policy_of(header: str) -> dict[str, list[str]]:
    """A Content-Security-Policy by directive."""
    return {name: sources for name, *sources in (part.split() for part in header.split(";") if part.strip())}


@pytest.mark.parametrize(
    ("public_url", "socket"),
    [("http://127.0.0.1:8000", "ws://127.0.0.1:8000"), ("https://desk.example", "wss://desk.example")],
)
async def test_the_desk_loads_files_from_their_origin_and_speaks_to_its_own_server_alone(
    settings: Settings, db: Database, monkeypatch: pytest.MonkeyPatch, public_url: str, socket: str
) -> None:
    monkeypatch.setattr(assets, "page", lambda _name: "<html></html>")
    elsewhere = replace(settings, public_url=public_url, files_origin="https://files.example")
    async with browser(build(elsewhere, db)) as opened:
        policy = policy_of((await opened.get("/")).headers["content-security-policy"])
    assert policy["connect-src"] == ["'self'", socket]
    assert "https://files.example" in policy["img-src"]
    assert "https://files.example" in policy["media-src"]


async def test_what_a_client_wrote_is_kept_by_no_cache(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as frame:
        await frame.start()
        session = (await frame.write("Hello"))["session"]["id"]
        for path in (f"/sessions/{session}/messages", f"/sessions/{session}/events?after=0"):
            assert (await frame.call("GET", path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("public_url", "told"), [("http://127.0.0.1:8000", None), ("https://desk.example", "max-age=63072000")]
)
async def test_a_browser_that_came_by_https_is_told_to_keep_to_it(
    settings: Settings, db: Database, public_url: str, told: str | None
) -> None:
    async with browser(build(replace(settings, public_url=public_url), db)) as opened:
        for path, status in (("/live", 200), ("/api/v1/me", 401), ("/api/v1/none", 404)):
            answer = await opened.get(path)
            assert (answer.status_code, answer.headers.get("strict-transport-security")) == (status, told)
