"""What a site's page and a visitor's browser load: the loader with the channel's look, the frame under its policy."""

import json
import re
from pathlib import Path

import httpx
import pytest

from deskbell.base.db import Database
from deskbell.channels.registry import kind_named
from deskbell.channels.widget import pages
from deskbell.demo.town import Town
from deskbell.live_chats.channel_rows import change_channel


@pytest.fixture(autouse=True)
def _built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Front ends as a build leaves them, small."""
    folder = tmp_path / "static" / "widget"
    folder.mkdir(parents=True)
    (folder / "loader.js").write_text('(config => { window.Deskbell = config })("__CONFIG__");')
    html = (
        '<script type="application/json" id="config">__CONFIG__</script><script nonce="__NONCE__" src="/f.js"></script>'
    )
    monkeypatch.setattr(pages, "STATIC", tmp_path / "static")
    built = {"widget/frame.html": html, "widget/preview.html": '<script nonce="__NONCE__" src="/p.js"></script>'}
    monkeypatch.setattr(pages, "page", built.get)


async def dress(db: Database, town: Town, **look: object) -> str:
    """Give the Sales widget another look; returns its key."""
    settings = kind_named("widget").check_settings({"sites": ["http://shop.example"], **look})
    await change_channel(db, await town.actor(db, "dmitri"), town.channels["Sales"].id, None, settings)
    return town.channels["Sales"].key


def config_in_loader(script: str) -> dict[str, object]:
    found = re.search(r"\)\((\{.*\})\);$", script)
    assert found is not None
    read: dict[str, object] = json.loads(found.group(1))
    return read


async def test_the_loader_carries_the_channels_look_packed_and_tagged(
    client: httpx.AsyncClient, db: Database, town: Town
) -> None:
    key = await dress(db, town, title="Ask us", colour="#2b6b4f", side="left")
    answer = await client.get(f"/w/{key}/loader.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert config_in_loader(answer.text) == {
        "key": key,
        "origin": "http://127.0.0.1:8000",
        "colour": "#2b6b4f",
        "side": "left",
        "title": "Ask us",
        "language": "auto",
        "sites": ["http://shop.example", "http://127.0.0.1:8000"],
    }
    plain = await client.get(f"/w/{key}/loader.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == answer.text
    assert "set-cookie" not in answer.headers


async def test_a_browser_that_has_the_loader_is_told_so_until_the_look_changes(
    client: httpx.AsyncClient, db: Database, town: Town
) -> None:
    key = await dress(db, town, title="Ask us")
    tag = (await client.get(f"/w/{key}/loader.js")).headers["etag"]
    again = await client.get(f"/w/{key}/loader.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    await dress(db, town, title="Ask us anything")
    changed = await client.get(f"/w/{key}/loader.js", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["etag"] != tag


async def test_a_title_ends_neither_the_script_nor_the_page(
    client: httpx.AsyncClient, db: Database, town: Town
) -> None:
    title = '</script><script>alert(1)</script>"\\'
    key = await dress(db, town, title=title)
    assert config_in_loader((await client.get(f"/w/{key}/loader.js")).text)["title"] == title
    html = (await client.get(f"/w/{key}/frame")).text
    assert html.count("</script>") == 2
    found = re.search(r'id="config">(.*?)</script>', html)
    assert found is not None
    assert json.loads(found.group(1))["title"] == title


async def test_the_frame_may_stand_on_the_listed_sites_only_and_runs_no_script_but_its_own(
    client: httpx.AsyncClient, db: Database, town: Town
) -> None:
    key = await dress(db, town)
    first, second = [await client.get(f"/w/{key}/frame") for _ in range(2)]
    policy = dict(part.strip().partition(" ")[::2] for part in first.headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'self' http://shop.example"
    nonce = re.search(r'nonce="([^"]+)"', first.text)
    assert nonce is not None
    assert policy["script-src"] == f"'nonce-{nonce.group(1)}' 'strict-dynamic'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["default-src"] == policy["base-uri"] == "'none'"
    assert nonce.group(1) not in second.text
    assert first.headers["cache-control"] == "no-store"


async def test_the_preview_stands_on_the_desk_only_and_asks_no_server(client: httpx.AsyncClient) -> None:
    answer = await client.get("/widget-preview")
    policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
    assert policy["frame-ancestors"] == "'self'"
    assert policy["connect-src"] == "'none'"
    nonce = re.search(r'nonce="([^"]+)"', answer.text)
    assert nonce is not None
    assert policy["script-src"] == f"'nonce-{nonce.group(1)}' 'strict-dynamic'"


async def test_a_key_nobody_has_loads_nothing(client: httpx.AsyncClient) -> None:
    for path in ("/w/no-such-key/loader.js", "/w/no-such-key/frame"):
        assert (await client.get(path)).status_code == 404
