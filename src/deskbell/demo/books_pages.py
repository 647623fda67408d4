"""Books, another application on the shop's origin: its page shows Eva's messages by a token that its server signs."""

from typing import Annotated

from joserfc import jwt
from joserfc.jwk import OctKey
from litestar import Response, get

from deskbell.base import clock
from deskbell.base.db import Database
from deskbell.base.errors import not_found
from deskbell.base.http import Injected
from deskbell.base.ids import new_key
from deskbell.base.secrets import Keeper
from deskbell.base.sql import statements
from deskbell.demo.inside import BOOKS
from deskbell.demo.town import email_of
from deskbell.embed.sites import secret_of, site_by_key
from deskbell.settings import Settings

SQL = statements(__package__)

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Books · Eva</title><link rel="stylesheet" href="/demo-shop/shop.css"></head>
<body><main><section class="narrow"><p class="over">Books, another application</p><h1>Customer: Eva</h1>
<p class="lead">Rita of the accounts is signed in here. Below are Eva's messages, read with Rita's right.</p>
<script async src="{public}/embed/v1.js" data-site="{key}" data-token-url="/demo-books/token"></script>
</section></main></body></html>
"""


@get(["/demo-books", "/demo-books/"], include_in_schema=False)
async def books_page(db: Annotated[Database, Injected], settings: Annotated[Settings, Injected]) -> Response[str]:
    """A customer's page."""
    row = await db.first(SQL.site_of, name=BOOKS)
    if row is None:
        raise not_found()
    body = PAGE.replace("{public}", settings.public_url).replace("{key}", row["key"])
    return Response(body, media_type="text/html", headers={"Cache-Control": "no-cache"})


@get("/demo-books/token", include_in_schema=False)
async def books_token(db: Annotated[Database, Injected], keeper: Annotated[Keeper, Injected]) -> Response[str]:
    """A token for that page. A real application asks its own sign-in first who is looking."""
    row = await db.first(SQL.site_of, name=BOOKS)
    site = await site_by_key(db, row["key"]) if row else None
    secret = secret_of(keeper, site) if site else None
    card = await db.first(SQL.contact_of, title="Eva")
    if site is None or secret is None or card is None:
        raise not_found()
    now = int(clock.now().timestamp())
    claims = {
        "aud": site.key,
        "iat": now,
        "exp": now + 120,
        "jti": new_key(),
        "origin": site.origins[0],
        "sub": email_of("rita"),
        "app": "contacts",
        "item": str(card["number"]),
    }
    token = jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))
    return Response(token, media_type="text/plain", headers={"Cache-Control": "no-store"})


ROUTES = [books_page, books_token]
