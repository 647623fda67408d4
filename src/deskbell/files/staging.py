"""Taking an upload in: to a temporary file, counted and hashed on the way, cut off at its limit."""

import asyncio
import contextlib
import hashlib
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from deskbell.base.errors import Refusal, invalid
from deskbell.base.ids import new_key
from deskbell.files.media_types import HEAD_BYTES

BUFFER_BYTES = 256 * 1024
LEFT_AFTER_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Staged:
    """An upload on local disk, durable, not yet in the store."""

    path: Path
    size: int
    sha256: bytes
    head: bytes


@asynccontextmanager
async def staged(folder: Path, stream: AsyncIterator[bytes], limit: int, declared: int | None) -> AsyncIterator[Staged]:
    """The upload as a temporary file, which is gone afterwards unless the store took it.

    Refuses with file_too_large at the first byte over `limit`, or before the first one when `declared` says so; an
    empty file with validation_failed. `limit` and `declared` in bytes.
    """
    if declared is not None and declared > limit:
        raise _too_large(limit)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / new_key()
    try:
        yield await _written(path, stream, limit)
    finally:
        with contextlib.suppress(FileNotFoundError):
            path.unlink()


async def _written(path: Path, stream: AsyncIterator[bytes], limit: int) -> Staged:
    digest, head, size, waiting = hashlib.sha256(), b"", 0, bytearray()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        async for chunk in stream:
            size += len(chunk)
            if size > limit:
                raise _too_large(limit)
            if len(head) < HEAD_BYTES:
                head += chunk[: HEAD_BYTES - len(head)]
            digest.update(chunk)
            waiting += chunk
            if len(waiting) >= BUFFER_BYTES:
                await asyncio.to_thread(_write, handle, bytes(waiting))
                waiting.clear()
        if size == 0:
            raise invalid(file="empty")
        await asyncio.to_thread(_finish, handle, bytes(waiting))
    finally:
        os.close(handle)
    return Staged(path, size, digest.digest(), head)


def _write(handle: int, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _finish(handle: int, chunk: bytes) -> None:
    _write(handle, chunk)
    os.fsync(handle)


def clear_left(folder: Path) -> int:
    """Remove what a process that was killed left behind; how many."""
    if not folder.exists():
        return 0
    left = [path for path in folder.iterdir() if time.time() - path.stat().st_mtime > LEFT_AFTER_SECONDS]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)


def _too_large(limit: int) -> Refusal:
    return Refusal("file_too_large", 413, limit=limit)
