"""A letter's HTML as a document of its own, for a frame without scripts, and the letter as it came, for a download:
neither ever becomes part of the desk's page."""

from typing import Annotated
from uuid import UUID

import structlog
from litestar import Response, get
from litestar.response import Stream

from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.http import Injected
from deskbell.base.secrets import Keeper
from deskbell.channels.email import letters
from deskbell.files.store import BytesMissing, Store
from deskbell.rights.actor import Actor
from deskbell.settings import Settings

_log = structlog.get_logger()

LOOK = (
    "body{margin:12px;background:#fff;color:#1f2933;font:14px/1.5 system-ui,sans-serif;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "blockquote{margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ced4da}"
)


@get("/sessions/{session_id:uuid}/letters/{seq:int}/page")
async def read_letter_page(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    keeper: Annotated[Keeper, Injected],
    settings: Annotated[Settings, Injected],
    session_id: UUID,
    seq: int,
    images: bool = False,
) -> Response[str]:
    origin = settings.files_origin or ""
    found = await letters.letter(db, keeper, actor, session_id, seq, images, origin)
    if not found["html"]:
        raise not_found()
    ours = f"'self' data: {origin}".strip()
    pictures = f"{ours} https: http:" if images else ours
    headers = {
        # No script, no form, nothing from elsewhere but the pictures that were asked for.
        "Content-Security-Policy": (
            f"default-src 'none'; img-src {pictures}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
            "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        ),
        "Referrer-Policy": "no-referrer",
    }
    head = f'<!doctype html><meta charset="utf-8"><base target="_blank"><style>{LOOK}</style>'
    return Response(f"{head}{found['html']}", media_type="text/html", headers=headers)


@get("/sessions/{session_id:uuid}/letters/{seq:int}/original")
async def download_letter(
    db: Annotated[Database, Injected],
    actor: Annotated[Actor, Injected],
    store: Annotated[Store, Injected],
    session_id: UUID,
    seq: int,
) -> Stream:
    file, name = await letters.original(db, actor, session_id, seq)
    try:
        stream = await store.open(file.key)
    except BytesMissing:
        _log.error("bytes_missing", file=str(file.id))
        raise not_found() from None
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(file.size),
        # A stranger wrote it: no browser is to show it, whatever it takes it for.
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
        "Referrer-Policy": "no-referrer",
    }
    return Stream(stream, headers=headers, media_type="application/octet-stream")


ROUTES = [read_letter_page, download_letter]
