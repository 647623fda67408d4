"""The one door by which files leave. It stands at the root, not under /api/v1, and asks for no cookie.

An address carries its viewer and a signature; the right to see is asked again at each download, of the room that knows.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import structlog
from litestar import Request, get
from litestar.params import QueryParameter
from litestar.response import Stream

from deskbell.base import clock
from deskbell.base.db import Database, Db
from deskbell.base.errors import not_found
from deskbell.base.http import Injected
from deskbell.base.secrets import Keeper
from deskbell.files.addresses import viewer_of
from deskbell.files.media_types import UNKNOWN
from deskbell.files.model import File
from deskbell.files.service import get_file
from deskbell.files.store import BytesMissing, Store
from deskbell.settings import Settings

MaySeeFile = Callable[[Db, UUID, UUID], Awaitable[bool]]
"""`may_see_file(db, viewer_id, file_id)`: the sign-in or widget token lives and sees a session the file hangs in, or
the file is its own upload and not yet sent."""

_TOLD_AS_IS = re.compile(r"image/(png|jpeg|gif|webp)|(audio|video)/.*|application/(pdf|zip)|text/plain")
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
_log = structlog.get_logger()


@get("/files/{file_id:uuid}/{variant:str}")
async def download_file(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    keeper: Annotated[Keeper, Injected],
    store: Annotated[Store, Injected],
    settings: Annotated[Settings, Injected],
    may_see_file: Annotated[MaySeeFile, Injected],
    file_id: UUID,
    variant: str,
    viewer: Annotated[str, QueryParameter(name="v")] = "",
    expires: Annotated[str, QueryParameter(name="e")] = "",
    signature: Annotated[str, QueryParameter(name="s")] = "",
) -> Stream:
    """The original as a download, or the preview to be shown. Every refusal is the same 404."""
    now = clock.now()
    viewer_id = viewer_of(keeper, file_id, variant, viewer, expires, signature, now)
    if viewer_id is None or not await may_see_file(db, viewer_id, file_id):
        raise not_found()
    file, preview = await get_file(db, file_id), variant == "preview"
    if file is None:
        raise not_found()
    key = file.preview_key if preview else file.key
    if key is None:
        raise not_found()
    part = None if preview else _part(request.headers.get("range", ""), file.size)
    start, length = part or (0, None)
    try:
        stream = await store.open(key, start, length)
    except BytesMissing:
        _log.error("bytes_missing", file=str(file_id))
        raise not_found() from None
    headers = _headers(settings, int(expires) - int(now.timestamp()))
    headers |= _preview_headers() if preview else _original_headers(file, part)
    media_type = file.preview_type if preview else _told(file.media_type)
    return Stream(stream, status_code=206 if part else 200, headers=headers, media_type=media_type)


def _part(asked: str, size: int) -> tuple[int, int] | None:
    """One range of bytes (RFC 9110 §14) as start and length; None gives the whole, which is always allowed."""
    found = _RANGE.fullmatch(asked)
    if not found:
        return None
    start = int(found.group(1))
    end = min(int(found.group(2) or size - 1), size - 1)
    return (start, end - start + 1) if start <= end else None


def _headers(settings: Settings, seconds_left: int) -> dict[str, str]:
    return {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        # The desk and the frame are of our own origin; with an origin of its own for files they are not.
        "Cross-Origin-Resource-Policy": "cross-origin" if settings.files_origin else "same-origin",
        "Cache-Control": f"private, max-age={max(0, seconds_left)}",
        "Referrer-Policy": "no-referrer",
    }


def _preview_headers() -> dict[str, str]:
    return {"Content-Disposition": "inline"}


def _original_headers(file: File, part: tuple[int, int] | None) -> dict[str, str]:
    start, length = part or (0, file.size)
    headers = {
        # RFC 6266 with RFC 8187: every letter of the name, and nothing of it that could end the header.
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Length": str(length),
        "Accept-Ranges": "bytes",
    }
    if part:
        headers["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    return headers


def _told(media_type: str) -> str:
    """Types a browser might run are not even named."""
    return media_type if _TOLD_AS_IS.fullmatch(media_type) else UNKNOWN


ROOT_ROUTES = [download_file]
