"""The demo shop: a small site on another origin (localhost, where the desk is 127.0.0.1) with the widget on it."""

import mimetypes
from pathlib import Path
from typing import Annotated

from litestar import Response, get

from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.http import Injected
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.channels.registry import KINDS
from deskbell.demo.customers import signed_in
from deskbell.live_chats.channel_rows import channel_by_key
from deskbell.settings import Settings

SQL = statements(__package__)

SHOP = Path(__file__).parent / "shop"


@get(["/demo-shop", "/demo-shop/", "/demo-shop/{name:str}"], include_in_schema=False)
async def shop_page(
    db: Annotated[Database, Injected],
    settings: Annotated[Settings, Injected],
    keeper: Annotated[Keeper, Injected],
    name: str = "index.html",
    customer: str = "",
) -> Response[bytes]:
    """A page or a picture of the shop; pages carry the snippet of the Sales widget, the workshop's that of Support.
    `customer`: who is signed in to the shop, `eva` or `fred`."""
    found = SHOP / name
    if "/" in name or name.startswith(".") or not found.is_file():
        raise not_found()
    body = found.read_bytes()
    if found.suffix == ".html":
        live_chat = "Support" if name == "workshop.html" else "Sales"
        row = await db.first(SQL.widget_of, live_chat=live_chat)
        channel = await channel_by_key(db, row["key"]) if row else None
        addresses = KINDS[channel.kind].addresses(channel, settings.public_url) if channel else None
        snippet = addresses.snippet if addresses else ""
        signed = signed_in(keeper, channel, customer) if channel else None
        if signed:
            # A JSON Web Token is letters, digits, dots, dashes and underscores.
            snippet = f'<script>(window.Deskbell ||= []).push(["identify", "{signed}"])</script>\n{snippet}'
        body = body.replace(b"__SNIPPET__", snippet.encode())
    media_type = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
    return Response(body, media_type=media_type, headers={"Cache-Control": "no-cache"})


ROUTES = [shop_page]
