"""The gate: every request of the desk becomes an Actor here, or is refused.

The app guards every route with `same_origin` and `signed_in`, and provides `actor` from `provide_actor`. A handler that
asks for no `actor` is public.
"""

from collections.abc import Awaitable, Callable, Collection
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.handlers import BaseRouteHandler

from deskbell.auth.model import Standing, Visit
from deskbell.auth.tokens import hash_of
from deskbell.base.db import Database, Db, record, records
from deskbell.base.errors import Refusal
from deskbell.base.http import address_of
from deskbell.base.sql import statements
from deskbell.rights.actor import Actor
from deskbell.settings import Settings

SQL = statements(__package__)

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

Guard = Callable[[ASGIConnection[Any, Any, Any, Any], BaseRouteHandler], Awaitable[None]]


def cookie_name(settings: Settings) -> str:
    """`__Host-` wherever the browser takes it: no other host and no plain http page can plant or read the cookie."""
    return "__Host-deskbell" if settings.https else "deskbell"


def cookie_of(settings: Settings, token: str) -> Cookie:
    """The cookie of a sign-in; an empty token takes the cookie back."""
    return Cookie(
        key=cookie_name(settings),
        value=token,
        path="/",
        httponly=True,
        secure=settings.https,
        samesite="lax",
        max_age=settings.sign_in_days * 86_400 if token else 0,
    )


def token_of(connection: ASGIConnection[Any, Any, Any, Any], settings: Settings) -> str | None:
    """The sign-in's token a request or a socket came with."""
    return connection.cookies.get(cookie_name(settings)) or None


def visit_of(request: Request[Any, Any, Any]) -> Visit:
    """The address (an IPv6 one as its /64) and the browser's name for itself, cut to what is shown."""
    agent = request.headers.get("user-agent", "").replace("\x00", "").strip()[:300]
    return Visit(address_of(request), agent or None)


async def actor_of(db: Db, settings: Settings, token: str | None) -> Actor | None:
    """The Actor behind a sign-in's token, with the rights of this moment; None when it opens nothing."""
    if not token:
        return None
    standing = await _standing(db, token_hash=hash_of(token))
    if standing is None:
        return None
    if standing.stale and standing.sign_in_id:
        await touch(db, settings, standing.sign_in_id)
    return standing.actor()


async def recheck(db: Db, sign_in_id: UUID) -> Actor | None:
    """The Actor behind a sign-in as of now, for sockets; None: it has ended, the socket must close."""
    standing = await _standing(db, sign_in_id=sign_in_id)
    return standing.actor() if standing else None


async def recheck_all(db: Db, sign_in_ids: Collection[UUID]) -> dict[UUID, Actor]:
    """The Actors behind many sign-ins in one look; those that have ended are absent."""
    if not sign_in_ids:
        return {}
    rows = await db.all(SQL.standing, token_hash=None, sign_in_ids=list(sign_in_ids), person_id=None)
    return {row["sign_in_id"]: standing.actor() for row, standing in zip(rows, records(Standing, rows), strict=True)}


async def actor_for(db: Db, person_id: UUID) -> Actor | None:
    """The Actor a person or bot would be, without a sign-in: for the demo, bots and deeds in somebody's name."""
    standing = await _standing(db, person_id=person_id)
    return standing.actor() if standing else None


async def touch(db: Db, settings: Settings, sign_in_id: UUID) -> None:
    """Keep a sign-in in use alive; what is done through a socket counts as use like a request does."""
    await db.run(
        SQL.touch_sign_in,
        sign_in_id=sign_in_id,
        idle_minutes=settings.sign_in_idle_minutes,
        days=settings.sign_in_days,
    )


def signed_in(db: Database, settings: Settings) -> Guard:
    """A guard for all routes: whoever asks for an `actor` finds one before anything of the request is read, so that a
    stranger learns nothing of what a body should be. Raises not_signed_in (401)."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        if "actor" not in handler.parsed_fn_signature.parameters:
            return
        actor = await actor_of(db, settings, token_of(connection, settings))
        if actor is None:
            raise Refusal("not_signed_in", 401)
        connection.state["actor"] = actor

    return guard


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """For handlers that ask for an `actor`: whom the guard `signed_in` found."""
    actor: Actor = request.state["actor"]
    return actor


def same_origin(settings: Settings) -> Guard:
    """A guard for all routes: what changes anything must come from our own pages (wrong_origin, 403). Where other
    servers call (`foreign`) no cookie is read, and what proves the call is in the call itself."""
    ours = origin_of(settings)

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        # Awaits nothing, and is not run in a thread of its own for every request for that.
        if connection.scope.get("method") not in SAFE and not handler.opt.get("foreign"):
            check_origin(ours, connection.headers.get("origin"), connection.headers.get("sec-fetch-site"))

    return guard


def origin_of(settings: Settings) -> str:
    """Our origin as browsers write it: lower case, without the scheme's own port."""
    url = urlsplit(settings.public_url)
    host = (url.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[url.scheme]
    return f"{url.scheme}://{host}" + (f":{url.port}" if url.port and url.port != usual else "")


def check_origin(ours: str, origin: str | None, fetch_site: str | None) -> None:
    """Both headers must speak for us where they are present, and one of them must be. Fail closed."""
    if origin == ours and fetch_site in (None, "same-origin"):
        return
    if origin is None and fetch_site == "same-origin":
        return
    raise Refusal("wrong_origin", 403, origin=ours)


async def _standing(
    db: Db, *, token_hash: bytes | None = None, sign_in_id: UUID | None = None, person_id: UUID | None = None
) -> Standing | None:
    ids = [sign_in_id] if sign_in_id else []
    row = await db.first(SQL.standing, token_hash=token_hash, sign_in_ids=ids, person_id=person_id)
    return record(Standing, row)
