"""The desk's page: every address of the desk is the same document, under a policy that lets only our own run."""

import secrets
from typing import Annotated

from litestar import Response, get

from deskbell.auth.gate import origin_of
from deskbell.base import assets
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Injected
from deskbell.settings import Settings

NOT_THE_DESK = (
    "api",
    "ws",
    "w",
    "static",
    "files",
    "hooks",
    "embed",
    "live",
    "ready",
    "metrics",
    "demo-shop",
    "demo-books",
)


@get(["/", "/{path:path}"], include_in_schema=False, opt={"public": True})
async def desk_page(settings: Annotated[Settings, Injected], path: str = "") -> Response[str]:
    """Every address of the desk is the same page; what it shows is decided in the browser."""
    if path.lstrip("/").split("/")[0] in NOT_THE_DESK:
        raise not_found()
    built = assets.page("desk/index.html")
    if built is None:
        raise Refusal("not_built", 503)
    nonce = secrets.token_urlsafe(16)
    body = built.replace("__NONCE__", nonce).replace("__LANG__", "en")
    files = f" {settings.files_origin}" if settings.files_origin else ""
    socket = origin_of(settings).replace("http", "ws", 1)
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
        f"style-src-attr 'unsafe-inline'; img-src 'self' blob: data:{files}; media-src 'self' blob:{files}; "
        f"font-src 'self'; connect-src 'self' {socket}; worker-src 'self'; manifest-src 'self'; frame-src 'self'; "
        "base-uri 'none'; form-action 'none'; object-src 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types default"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    return Response(body, media_type="text/html", headers=headers)
