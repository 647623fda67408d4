"""Where bytes stand: a folder of this machine, or an S3 bucket. Keys are ours, random, 32 hexadecimal digits."""

import asyncio
import contextlib
import os
import re
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Protocol

from deskbell.settings import Settings

CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[0-9a-f]{32}")


class BytesMissing(Exception):
    """The store does not hold this key, though a row says so."""


class Store(Protocol):
    """`staging`: a local folder from which `put` takes whole files."""

    staging: Path

    async def put(self, staged: Path, key: str) -> None:
        """Keep the staged file under the key; when this returns it outlives a power cut. May move the file away."""

    async def open(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        """The bytes from `start`, `length` of them or all; raises BytesMissing before the first one."""

    async def delete(self, key: str) -> None:
        """Forget the key; not an error when it is not there."""


def new_file_key() -> str:
    """128 random bits: unguessable, and the same name on every file system."""
    return secrets.token_hex(16)


def open_store(settings: Settings) -> Store:
    """The store that the settings name; raises SettingsError when S3_URL cannot be read."""
    folder = settings.data / "files"
    if settings.s3_url:
        from deskbell.files.store_s3 import BucketStore

        return BucketStore(settings.s3_url, folder / "incoming")
    return FolderStore(folder)


class FolderStore:
    """`<folder>/ab/cd/<key>`: renamed into place from the same file system, with file and folders synced."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.staging = folder / "incoming"

    async def put(self, staged: Path, key: str) -> None:
        await asyncio.to_thread(self._put, staged, key)

    def _put(self, staged: Path, key: str) -> None:
        target = self._path(key)
        for folder in (self.folder, target.parent.parent, target.parent):
            with contextlib.suppress(FileExistsError):
                folder.mkdir(mode=0o700, parents=True)
                _sync_folder(folder.parent)
        os.rename(staged, target)
        _sync_folder(target.parent)

    async def open(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        path = self._path(key)
        if not path.exists():
            raise BytesMissing(key)
        return _chunks(path, start, length)

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    def _path(self, key: str) -> Path:
        if not _KEY.fullmatch(key):
            raise BytesMissing(key)
        return self.folder / key[:2] / key[2:4] / key


async def _chunks(path: Path, start: int, length: int | None) -> AsyncIterator[bytes]:
    handle = os.open(path, os.O_RDONLY)
    try:
        position, left = start, length
        while left is None or left > 0:
            wanted = CHUNK_BYTES if left is None else min(CHUNK_BYTES, left)
            chunk = await asyncio.to_thread(os.pread, handle, wanted, position)
            if not chunk:
                return
            position += len(chunk)
            left = None if left is None else left - len(chunk)
            yield chunk
    finally:
        os.close(handle)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
