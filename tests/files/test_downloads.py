"""A file leaves only by an address signed for one viewer, who is asked again whether he may."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import httpx
import pytest
from litestar import Litestar
from litestar.di import Provide

from deskbell.base import clock
from deskbell.base.db import Database, Db
from deskbell.base.http import EXCEPTION_HANDLERS
from deskbell.base.ids import new_id
from deskbell.base.secrets import Keeper
from deskbell.files.addresses import addresses_of, sign, viewer_of
from deskbell.files.api import ROOT_ROUTES
from deskbell.files.model import File
from deskbell.files.store import FolderStore
from deskbell.settings import Settings

Upload = Callable[..., Awaitable[File]]
Picture = Callable[..., bytes]

KEEPER = Keeper(b"k" * 32)
NOW = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
VIEWER = new_id()


@pytest.fixture(autouse=True)
def _held_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def asked() -> list[tuple[UUID, UUID]]:
    """Who was asked about which file."""
    return []


@pytest.fixture
def answer() -> SimpleNamespace:
    """What the room that knows will say."""
    return SimpleNamespace(may=True)


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
async def web(
    db: Database,
    store: FolderStore,
    settings: Settings,
    asked: list[tuple[UUID, UUID]],
    answer: SimpleNamespace,
) -> AsyncIterator[httpx.AsyncClient]:
    async def may_see_file(_db: Db, viewer_id: UUID, file_id: UUID) -> bool:
        asked.append((viewer_id, file_id))
        return bool(answer.may)

    desk = Litestar(
        ROOT_ROUTES,
        dependencies={
            "db": Provide(lambda: db, sync_to_thread=False),
            "store": Provide(lambda: store, sync_to_thread=False),
            "keeper": Provide(lambda: KEEPER, sync_to_thread=False),
            "settings": Provide(lambda: settings, sync_to_thread=False),
            "may_see_file": Provide(lambda: may_see_file, sync_to_thread=False),
        },
        exception_handlers=EXCEPTION_HANDLERS,
    )
    transport = httpx.ASGITransport(desk)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


async def test_an_original_is_downloaded_and_never_shown(
    web: httpx.AsyncClient, upload: Upload, asked: list[tuple[UUID, UUID]]
) -> None:
    body = b"<!doctype html><script>alert(1)</script>" * 20_000
    file = await upload('Счёт "5".html', body)
    given = addresses_of(KEEPER, file, VIEWER, NOW)
    got = await web.get(given.url)
    assert (got.status_code, got.content) == (200, body)
    assert asked == [(VIEWER, file.id)]
    assert got.headers["content-type"] == "application/octet-stream"
    assert got.headers["content-disposition"] == ("attachment; filename*=UTF-8''%D0%A1%D1%87%D1%91%D1%82%20_5_.html")
    assert got.headers["content-length"] == str(len(body))
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert got.headers["cross-origin-resource-policy"] == "same-origin"
    assert got.headers["cache-control"] == "private, max-age=270"
    assert given.preview_url is None


async def test_a_preview_is_shown_as_what_we_encoded(web: httpx.AsyncClient, upload: Upload, picture: Picture) -> None:
    file = await upload("photo.png", picture())
    given = addresses_of(KEEPER, file, VIEWER, NOW)
    assert given.preview_url is not None
    got = await web.get(given.preview_url)
    assert got.status_code == 200
    assert got.headers["content-type"] == "image/webp"
    assert got.headers["content-disposition"] == "inline"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.content[8:12] == b"WEBP"
    original = await web.get(given.url)
    assert original.headers["content-type"] == "image/png"
    assert original.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "application/octet-stream"),
        ("a.xml", b"<a xmlns:x='http://www.w3.org/1999/xhtml'/>", "application/octet-stream"),
        ("a.json", b"{}", "application/octet-stream"),
        ("a.exe", b"MZ\x90\x00\x03\x00\x00\x00", "application/octet-stream"),
        ("a.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    ],
)
async def test_types_a_browser_might_run_are_not_named(
    web: httpx.AsyncClient, upload: Upload, name: str, body: bytes, told: str
) -> None:
    file = await upload(name, body)
    got = await web.get(addresses_of(KEEPER, file, VIEWER, NOW).url)
    assert got.headers["content-type"] == told
    assert got.headers["content-disposition"].startswith("attachment")


async def test_a_viewer_who_may_no_longer_see_it_gets_what_a_stranger_gets(
    web: httpx.AsyncClient, upload: Upload, answer: SimpleNamespace
) -> None:
    file = await upload("a.txt", b"canary")
    url = addresses_of(KEEPER, file, VIEWER, NOW).url
    assert (await web.get(url)).content == b"canary"
    answer.may = False
    refused = await web.get(url)
    answer.may = True
    unknown = await web.get(sign(KEEPER, new_id(), VIEWER, "original", SECONDS + 60))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
    assert (unknown.status_code, unknown.content) == (404, refused.content)


async def test_any_change_to_an_address_ends_it_before_anybody_is_asked(
    web: httpx.AsyncClient, upload: Upload, picture: Picture, asked: list[tuple[UUID, UUID]]
) -> None:
    file, other = await upload("photo.png", picture()), await upload("b.txt", b"canary")
    url = sign(KEEPER, file.id, VIEWER, "original", SECONDS + 60)
    parts = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    path = f"/files/{file.id}/original"
    signature = parts["s"]
    changed = [
        (path, parts | {"v": str(new_id())}),
        (path, parts | {"v": "me"}),
        (path, parts | {"v": ""}),
        (path, parts | {"e": str(SECONDS + 61)}),
        (path, parts | {"e": "soon"}),
        (path, parts | {"e": "9" * 5000}),
        (path, parts | {"s": ""}),
        (path, parts | {"s": signature[:-1]}),
        (path, parts | {"s": signature[:-1] + ("A" if signature[-1] != "A" else "B")}),
        (path, parts | {"s": signature + "="}),
        (path, parts | {"s": "ж" * 43}),
        (path, {}),
        (f"/files/{file.id}/preview", parts),
        (f"/files/{file.id}/thumbnail", parts),
        (f"/files/{other.id}/original", parts),
        (f"/files/{file.id}/original/", parts | {"s": "x"}),
        ("/files/none/original", parts),
    ]
    for where, query in changed:
        refused = await web.get(where, params=query)
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found"), (where, query)
    assert asked == []
    assert (await web.get(url)).status_code == 200


async def test_another_installations_signature_opens_nothing(web: httpx.AsyncClient, upload: Upload) -> None:
    file = await upload("a.txt", b"x")
    foreign = sign(Keeper(b"x" * 32), file.id, VIEWER, "original", SECONDS + 60)
    assert (await web.get(foreign)).status_code == 404


@pytest.mark.parametrize("seconds", [-1, 0, 301, 10**12])
async def test_an_address_that_has_ended_or_lives_too_long_opens_nothing(
    web: httpx.AsyncClient, upload: Upload, seconds: int
) -> None:
    file = await upload("a.txt", b"x")
    assert (await web.get(sign(KEEPER, file.id, VIEWER, "original", SECONDS + seconds))).status_code == 404
    assert (await web.get(sign(KEEPER, file.id, VIEWER, "original", SECONDS + 300))).status_code == 200


async def test_a_preview_that_was_never_made_is_not_found(web: httpx.AsyncClient, upload: Upload) -> None:
    file = await upload("a.txt", b"x")
    assert (await web.get(sign(KEEPER, file.id, VIEWER, "preview", SECONDS + 60))).status_code == 404


async def test_bytes_that_are_gone_are_not_found(web: httpx.AsyncClient, upload: Upload, store: FolderStore) -> None:
    file = await upload("a.txt", b"x")
    await store.delete(file.key)
    assert (await web.get(sign(KEEPER, file.id, VIEWER, "original", SECONDS + 60))).status_code == 404


@pytest.mark.parametrize(
    ("asked_for", "status", "part", "said"),
    [
        ("bytes=0-4", 206, b"Hello", "bytes 0-4/11"),
        ("bytes=6-", 206, b"world", "bytes 6-10/11"),
        ("bytes=6-999", 206, b"world", "bytes 6-10/11"),
        ("bytes=10-10", 206, b"d", "bytes 10-10/11"),
        ("bytes=11-", 200, b"Hello world", None),
        ("bytes=5-4", 200, b"Hello world", None),
        ("bytes=-5", 200, b"Hello world", None),
        ("bytes=0-1,3-4", 200, b"Hello world", None),
        ("lines=0-4", 200, b"Hello world", None),
        ("bytes=" + "9" * 400 + "-", 200, b"Hello world", None),
    ],
)
async def test_a_download_that_broke_off_goes_on_where_it_was(
    web: httpx.AsyncClient, upload: Upload, asked_for: str, status: int, part: bytes, said: str | None
) -> None:
    file = await upload("a.txt", b"Hello world")
    got = await web.get(addresses_of(KEEPER, file, VIEWER, NOW).url, headers={"Range": asked_for})
    assert (got.status_code, got.content) == (status, part)
    assert got.headers.get("content-range") == said
    assert got.headers["content-length"] == str(len(part))


def test_addresses_stand_on_whole_minutes_so_that_a_cache_can_answer() -> None:
    file = _some_file()
    first = addresses_of(KEEPER, file, VIEWER, NOW)
    assert first == addresses_of(KEEPER, file, VIEWER, NOW + timedelta(seconds=29))
    assert first != addresses_of(KEEPER, file, VIEWER, NOW + timedelta(seconds=30))
    for seconds in range(0, 120, 7):
        moment = NOW + timedelta(seconds=seconds)
        left = (addresses_of(KEEPER, file, VIEWER, moment).expires_at - moment).total_seconds()
        assert 240 < left <= 300


def test_an_address_says_who_it_was_given_to() -> None:
    file = _some_file()
    parts = urlsplit(addresses_of(KEEPER, file, VIEWER, NOW).url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert viewer_of(KEEPER, file.id, "original", asked["v"], asked["e"], asked["s"], NOW) == VIEWER
    assert viewer_of(KEEPER, file.id, "preview", asked["v"], asked["e"], asked["s"], NOW) is None


class TestWithAnOriginForFiles:
    """Where FILES_ORIGIN is set, addresses lead there and the desk may show what comes from there."""

    @pytest.fixture
    def settings(self) -> Settings:
        return Settings(files_origin="https://files.example")

    async def test_addresses_lead_there(self, web: httpx.AsyncClient, upload: Upload) -> None:
        file = await upload("a.txt", b"x")
        url = addresses_of(KEEPER, file, VIEWER, NOW, "https://files.example").url
        assert url.startswith(f"https://files.example/files/{file.id}/original?")
        got = await web.get(url)
        assert got.status_code == 200
        assert got.headers["cross-origin-resource-policy"] == "cross-origin"


def _some_file() -> File:
    return File(
        new_id(), "0" * 32, "a", "text/plain", 1, b"", None, None, None, None, None, None, "account", None, NOW, None
    )
