"""The built front ends, served from the package: hashed names for ever, compressed forms made at build time."""

import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import Any

from litestar import Request, Response, get

from deskbell.base.errors import not_found

STATIC = Path(__file__).parent.parent / "static"
WORKER = "desk/worker.js"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

_SAFE = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_HASHED = re.compile(r"[-.][A-Za-z0-9_-]{8,}\.\w+$")

mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/json", ".map")
mimetypes.add_type("font/woff2", ".woff2")


@get("/static/{path:path}", include_in_schema=False, sync_to_thread=True)
def asset(request: Request[Any, Any, Any], path: str) -> Response[bytes]:
    """One built file, in the best form the browser takes. In a thread: a disk that is slow holds up nobody else."""
    name = path.lstrip("/")
    found = STATIC / name
    if not _SAFE.fullmatch(name) or ".." in name or found.suffix in (".html", ".br", ".gz") or not found.is_file():
        raise not_found()
    accepted = request.headers.get("accept-encoding", "")
    headers = {
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable" if _HASHED.search(name) else "public, max-age=300",
    }
    if name == WORKER:
        # A worker lives by the policy it came with: it loads nothing and asks nobody.
        headers["Content-Security-Policy"] = "default-src 'none'"
    body = found
    for encoding, ending in ENCODINGS:
        compressed = found.with_name(found.name + ending)
        if encoding in accepted and compressed.is_file():
            headers["Content-Encoding"] = encoding
            body = compressed
            break
    media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Response(body.read_bytes(), media_type=media_type, headers=headers)


@cache
def page(name: str) -> str | None:
    """A built HTML page with its placeholders; None when the front ends are not built."""
    path = STATIC / name
    return path.read_text("utf-8") if path.is_file() else None
