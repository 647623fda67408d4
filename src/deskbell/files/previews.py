"""Previews: a picture decoded in a process of its own and written anew, so that no stranger's bytes are shown."""

import asyncio
import contextlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import msgspec
import structlog

from deskbell.base.ids import new_key

PROGRAM = Path(__file__).with_name("preview_process.py")
MEDIA_TYPE = "image/webp"
SECONDS = 10.0
AT_ONCE = 2

_log = structlog.get_logger()
_turns = asyncio.Semaphore(AT_ONCE)


class Sizes(msgspec.Struct, frozen=True):
    """In pixels, both upright: what was sent, and what is shown."""

    width: int
    height: int
    preview_width: int
    preview_height: int


@dataclass(frozen=True, slots=True)
class Preview:
    """A preview on local disk, durable, not yet in the store."""

    path: Path
    sizes: Sizes


async def make_preview(source: Path, folder: Path) -> Preview | None:
    """A preview of the picture at `source`, in `folder`; None when it could not be made, which is no error."""
    target, sizes = folder / new_key(), None
    try:
        async with _turns:
            sizes = await _run(source, target)
    except (OSError, TimeoutError, msgspec.DecodeError) as failed:
        _log.info("preview_failed", error=type(failed).__name__)
    finally:
        if sizes is None:
            target.unlink(missing_ok=True)
    return Preview(target, sizes) if sizes else None


async def _run(source: Path, target: Path) -> Sizes | None:
    with source.open("rb") as picture:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(PROGRAM),
                str(handle),
                stdin=picture,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                pass_fds=(handle,),
                env={},
                cwd="/",
            )
        finally:
            os.close(handle)
    try:
        said, _ = await asyncio.wait_for(process.communicate(), SECONDS)
    except BaseException:
        # Also when the upload is given up: nothing may go on decoding for nobody.
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        _log.info("preview_failed", code=process.returncode)
        return None
    return msgspec.json.decode(said, type=Sizes)
