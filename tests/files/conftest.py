"""A store of the test's own, uploads in pieces, and pictures made on the spot."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from deskbell.base.db import Database
from deskbell.base.ids import new_id
from deskbell.files import service
from deskbell.files.model import File
from deskbell.files.store import FolderStore
from deskbell.rights.actor import Actor

Upload = Callable[..., Awaitable[File]]
Picture = Callable[..., bytes]


@pytest.fixture
def eva() -> Actor:
    return Actor("account", new_id(), "Eva")


@pytest.fixture
def fred() -> Actor:
    return Actor("account", new_id(), "Fred")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "files")


@pytest.fixture
def upload(db: Database, store: FolderStore, eva: Actor) -> Upload:
    """Eva uploads `body` under `name`, a kibibyte at a time."""

    async def receive(name: str, body: bytes, limit: int = 10_000_000, **more: Any) -> File:
        actor = more.pop("actor", eva)
        return await service.receive(db, store, actor, name, pieces(body), limit, **more)

    return receive


async def pieces(body: bytes, size: int = 1024) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


@pytest.fixture
def picture() -> Picture:
    """The bytes of a picture: red on its left half, blue on its right one."""

    def draw(kind: str = "PNG", size: tuple[int, int] = (60, 40), mode: str = "RGB", **options: Any) -> bytes:
        drawn = Image.new("RGB", size, "blue")
        drawn.paste((255, 0, 0), (0, 0, size[0] // 2, size[1]))
        buffer = io.BytesIO()
        drawn.convert(mode).save(buffer, kind, **options)
        return buffer.getvalue()

    return draw


@pytest.fixture
def left_on_disk(store: FolderStore) -> Callable[[], list[Path]]:
    """Every file in the store's folder, whatever it is."""
    return lambda: [path for path in store.folder.rglob("*") if path.is_file()]
