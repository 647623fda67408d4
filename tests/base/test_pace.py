"""A body that comes a byte at a time is cut off; one that comes at a phone's pace is not."""

import asyncio

import pytest
from tests.surfaces import frame_of

from deskbell.app import Doors
from deskbell.base import pace
from deskbell.demo.town import Town


class Slow:
    """An ASGI request whose body comes piece by piece; the transport of the tests would gather it first."""

    def __init__(self, pauses: list[float], piece: bytes = b"x") -> None:
        self.pauses = pauses
        self.piece = piece

    async def receive(self) -> dict[str, object]:
        await asyncio.sleep(self.pauses.pop(0))
        return {"type": "http.request", "body": self.piece, "more_body": bool(self.pauses)}


async def answered(app: Doors, path: str, slow: Slow, *headers: tuple[bytes, bytes]) -> tuple[int, dict[bytes, bytes]]:
    """Status and headers of the answer to a POST with such a body."""
    said: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path.partition("?")[0],
        "raw_path": path.encode(),
        "query_string": path.partition("?")[2].encode(),
        "headers": [(b"host", b"127.0.0.1:8000"), (b"origin", b"http://127.0.0.1:8000"), *headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8000),
        "extensions": {},
        "state": {},
    }
    await asyncio.wait_for(app(scope, slow.receive, send), 10)
    first = said[0]
    return int(str(first["status"])), dict(first["headers"])  # type: ignore[call-overload]


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "SILENT_SECONDS", 0.3)
    monkeypatch.setattr(pace, "GRACE_SECONDS", 0.6)
    monkeypatch.setattr(pace, "BYTES_PER_SECOND", 100)


@pytest.mark.usefixtures("hurried")
async def test_an_upload_that_falls_silent_or_trickles_is_cut_off_and_leaves_nothing(app: Doors, town: Town) -> None:
    async with frame_of(app, town.channels["Sales"]) as frame:
        await frame.start()
        path, bearer = f"{frame.base}/files?name=a.txt", (b"authorization", f"Bearer {frame.token}".encode())
        for pauses in ([0, 0, 5], [0.1] * 40):
            status, headers = await answered(app, path, Slow(list(pauses)), bearer)
            assert (status, headers[b"connection"]) == (408, b"close")
        assert not any(app.house.store.staging.glob("*"))
        status, _ = await answered(app, path, Slow([0.1] * 9, b"x" * 100), bearer)
        assert status == 201


@pytest.mark.usefixtures("hurried")
async def test_a_body_of_json_is_held_to_the_same_pace(app: Doors, town: Town) -> None:
    path, kind = f"/w/{town.channels['Sales'].key}/start", (b"content-type", b"application/json")
    assert (await answered(app, path, Slow([0, 5], b"{"), kind))[0] == 408
    assert (await answered(app, path, Slow([0.1], b"{}"), kind))[0] == 200
