"""What a browser loads of the widget: the loader on the site's page, the frame on our origin."""

import gzip
import re
import secrets
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec
from litestar import Request, Response, get

from deskbell.base.assets import STATIC, page
from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Injected
from deskbell.channels.widget.settings import stored_settings
from deskbell.live_chats.channel_rows import channel_by_key
from deskbell.live_chats.model import Channel
from deskbell.settings import Settings

LOADER_SECONDS = 300


def _config(channel: Channel, settings: Settings) -> dict[str, Any]:
    look = stored_settings(channel.settings)
    return {
        "key": channel.key,
        "origin": settings.public_url,
        "colour": look.colour,
        "side": look.side,
        "title": look.title or channel.name,
        "language": look.language,
        "sites": [*look.sites, settings.public_url],
    }


def _json_in_page(value: object) -> str:
    """JSON that can stand inside a script element: no `<` ends it early."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c").replace("\u2028", "").replace("\u2029", "")


@get("/w/{key:str}/loader.js", include_in_schema=False)
async def loader(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    settings: Annotated[Settings, Injected],
    key: str,
) -> Response[bytes]:
    """The script of the snippet, with the channel's look inside: one request, no cookie."""
    channel = await channel_by_key(db, key)
    script = _loader_script()
    if channel is None or channel.kind != "widget" or script is None:
        raise not_found()
    plain = script.replace('"__CONFIG__"', _json_in_page(_config(channel, settings)))
    packed, tag = _packed(plain)
    headers = {
        "Cache-Control": f"public, max-age={LOADER_SECONDS}",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "ETag": tag,
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    body = plain.encode()
    if "gzip" in request.headers.get("accept-encoding", ""):
        body, headers["Content-Encoding"] = packed, "gzip"
    return Response(body, media_type="text/javascript", headers=headers)


@lru_cache(maxsize=64)
def _packed(script: str) -> tuple[bytes, str]:
    """A channel's script in gzip, and a tag that is weak because both forms share it."""
    body = script.encode()
    return gzip.compress(body, mtime=0), f'W/"{sha256(body).hexdigest()[:24]}"'


def _loader_script() -> str | None:
    path = STATIC / "widget" / "loader.js"
    return path.read_text("utf-8") if path.is_file() else None


@get("/w/{key:str}/frame", include_in_schema=False)
async def frame(db: Annotated[Database, Injected], settings: Annotated[Settings, Injected], key: str) -> Response[str]:
    """The frame's page. Only the sites of the channel (and the desk's own preview) may embed it."""
    channel = await channel_by_key(db, key)
    built = page("widget/frame.html")
    if channel is None or channel.kind != "widget":
        raise not_found()
    if built is None:
        raise Refusal("not_built", 503)
    nonce = secrets.token_urlsafe(16)
    sites = stored_settings(channel.settings).sites
    body = built.replace("__NONCE__", nonce).replace("__CONFIG__", _json_in_page(_config(channel, settings)))
    return Response(body, media_type="text/html", headers=_frame_headers(nonce, sites, settings))


@get("/widget-preview", include_in_schema=False)
async def preview(settings: Annotated[Settings, Injected]) -> Response[str]:
    """The frame's views over a made-up conversation, for the channel's editor: ours alone may embed it, and it asks no
    server for anything. Public, for it holds nothing of anybody."""
    built = page("widget/preview.html")
    if built is None:
        raise Refusal("not_built", 503)
    nonce = secrets.token_urlsafe(16)
    headers = _frame_headers(nonce, [], settings)
    policy = re.sub(r"connect-src [^;]*", "connect-src 'none'", headers["Content-Security-Policy"])
    headers["Content-Security-Policy"] = policy
    return Response(built.replace("__NONCE__", nonce), media_type="text/html", headers=headers)


def _frame_headers(nonce: str, sites: list[str], settings: Settings) -> dict[str, str]:
    url = urlsplit(settings.public_url)
    socket = f"{'wss' if url.scheme == 'https' else 'ws'}://{url.netloc}"
    files = f" {settings.files_origin}" if settings.files_origin else ""
    policy = (
        f"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self'; "
        f"img-src 'self' blob: data:{files}; media-src 'self' blob:{files}; font-src 'self'; "
        f"connect-src 'self' {socket}; "
        f"base-uri 'none'; form-action 'none'; object-src 'none'; require-trusted-types-for 'script'; "
        f"trusted-types 'none'; frame-ancestors 'self' {' '.join(sites)}"
    )
    return {
        "Content-Security-Policy": policy.strip(),
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    }


ROOT_ROUTES = [loader, frame, preview]
