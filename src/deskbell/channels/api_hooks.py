"""The door for providers: `/hooks/<key>`, one for all kinds, and the files that are lent to them.

A request is verified on its raw bytes by its channel's kind, stored, and answered as its provider expects; it is worked
later. What is not genuine leaves nothing behind. No cookie is read here: the signature is the proof, so that the guard
against other sites does not stand before it (`foreign`).
"""

from typing import Annotated, Any
from uuid import UUID

import structlog
from litestar import Request, Response, get, route
from litestar.response import Stream
from prometheus_client import Counter

from deskbell.base.db import Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Injected, address_of, host_of
from deskbell.base.rates import Buckets
from deskbell.base.secrets import Keeper, SecretUnreadable
from deskbell.channels import inbox, media
from deskbell.channels.engine import Engine
from deskbell.channels.events import BadSignature, RawRequest, WebhookReply
from deskbell.channels.stowing import stower_of
from deskbell.files.service import get_file
from deskbell.files.store import BytesMissing, Store
from deskbell.settings import Settings

BODY_MOST = 1024 * 1024
"""Bytes of a webhook. None of the providers sends files in one."""

_forged = Buckets(burst=100, per_second=2.0)
_hooks = Buckets(burst=2_000, per_second=1_000.0)
_log = structlog.get_logger()
_webhooks = Counter(
    "deskbell_webhooks_total", "Webhooks by kind of channel and what became of them", ["kind", "outcome"]
)


@route(
    "/hooks/{key:str}",
    http_method=["GET", "POST"],
    include_in_schema=False,
    request_max_body_size=BODY_MOST,
    status_code=200,
    opt={"foreign": True},
)
async def take_hook(
    request: Request[Any, Any, Any],
    db: Annotated[Database, Injected],
    engine: Annotated[Engine, Injected],
    settings: Annotated[Settings, Injected],
    key: str,
) -> Response[bytes]:
    """Verify, store, answer. 401 or 403 for what is forged, 404 for no such hook, 503 with Retry-After while nothing
    can be stored."""
    address = address_of(request)
    try:
        at = await engine.hook(key)
    except SecretUnreadable:
        raise Refusal("storage_unavailable", 503, retry_after=60) from None
    if at is None or at.outside.receive is None or at.outside.verify is None:
        _forged.take(address)
        raise not_found()
    _hooks.take(key)
    query = request.scope.get("query_string", b"").decode("latin-1")
    raw = RawRequest(
        method=request.method,
        url=f"{settings.public_url}{request.scope['path']}" + (f"?{query}" if query else ""),
        headers={name.lower(): value for name, value in request.headers.items()},
        query=dict(request.query_params.items()),
        body=await request.body(),
        remote_ip=host_of(request) or "",
    )
    try:
        at.outside.verify(raw, at.settings)
    except Exception as refused:
        # Whatever goes wrong before it is known to be genuine, it is not.
        _webhooks.labels(at.channel.kind, "forged").inc()
        _log.warning("webhook refused", channel=str(at.channel.id), why=type(refused).__name__)
        _forged.take(address)
        return Response(b"", status_code=refused.status if isinstance(refused, BadSignature) else 401)
    try:
        reply = at.outside.receive(raw, at.settings)
        new = await stower_of(db).stow(at.channel.id, reply.events, at.outside.album_seconds)
    except Refusal:
        raise
    except (
        ArithmeticError,
        AttributeError,
        LookupError,
        TypeError,
        ValueError,
        AssertionError,
        RecursionError,
    ) as fault:
        # Genuine, and not what the provider's documentation says: kept for people to look at.
        _log.exception("webhook unread", channel=str(at.channel.id))
        reply, new = WebhookReply(), 0
        await inbox.store_unread(db, at.channel.id, raw.body, f"{type(fault).__name__}: {fault}")
        _webhooks.labels(at.channel.kind, "unread").inc()
    _webhooks.labels(at.channel.kind, "stored" if new else "nothing_new").inc()
    if new:
        engine.came_in()
    return Response(reply.body, status_code=reply.status, media_type=reply.content_type)


@get("/hooks/files/{file_id:uuid}/{expires:int}/{signature:str}/{name:str}", include_in_schema=False)
async def lend_file(
    db: Annotated[Database, Injected],
    keeper: Annotated[Keeper, Injected],
    store: Annotated[Store, Injected],
    file_id: UUID,
    expires: int,
    signature: str,
    name: str,
) -> Stream:
    """A file for a provider that fetches what we send; the address is signed, ends soon, and has the file's ending."""
    file = await get_file(db, file_id) if media.is_lent(keeper, file_id, expires, signature) else None
    if file is None or not media.is_lent_name(name, file.name, file.media_type):
        raise not_found()
    try:
        stream = await store.open(file.key)
    except BytesMissing:
        raise not_found() from None
    headers = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Content-Disposition": "attachment",
        "Content-Length": str(file.size),
        "Cache-Control": "private, no-store",
    }
    return Stream(stream, headers=headers, media_type=file.media_type)


ROOT_ROUTES = [take_hook, lend_file]
