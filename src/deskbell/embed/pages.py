"""What a browser loads of the widget in another application: the page for a frame, and the script that makes one."""

import secrets
from typing import Annotated

from litestar import Response, get

from deskbell.base.assets import STATIC, page
from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Injected
from deskbell.embed.sites import site_by_key
from deskbell.settings import Settings

SCRIPT_SECONDS = 300


@get("/embed/v1.js", include_in_schema=False)
async def embed_script() -> Response[bytes]:
    """The script of the tag. Its address never changes."""
    path = STATIC / "embed" / "v1.js"
    if not path.is_file():
        raise Refusal("not_built", 503)
    headers = {
        "Cache-Control": f"public, max-age={SCRIPT_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(path.read_bytes(), media_type="text/javascript", headers=headers)


@get("/embed/messages", include_in_schema=False)
async def embed_page(
    db: Annotated[Database, Injected], settings: Annotated[Settings, Injected], site: str = ""
) -> Response[str]:
    """The page. Only the origins of its application may embed it, and it holds nothing of anybody by itself."""
    found = await site_by_key(db, site)
    built = page("embed/messages.html")
    if found is None:
        raise not_found()
    if built is None:
        raise Refusal("not_built", 503)
    nonce = secrets.token_urlsafe(16)
    files = f" {settings.files_origin}" if settings.files_origin else ""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
        f"img-src 'self' data:{files}; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'; "
        f"require-trusted-types-for 'script'; trusted-types 'none'; frame-ancestors {' '.join(found.origins)}"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }
    return Response(built.replace("__NONCE__", nonce), media_type="text/html", headers=headers)


ROOT_ROUTES = [embed_script, embed_page]
