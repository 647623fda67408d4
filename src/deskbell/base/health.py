"""Probes and figures: /live says that the loop turns, /ready that the database answers at our schema."""

import asyncio
from typing import Annotated, Any

from litestar import Request, Response, get
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from deskbell.base.db import LOST, Database
from deskbell.base.errors import Refusal, not_found
from deskbell.base.http import Injected, Out
from deskbell.base.migrate import judge_schema, read_migrations
from deskbell.base.sql import statements
from deskbell.settings import LOOPBACK, Settings

SQL = statements(__package__)

READY_SECONDS = 1.0

_need = read_migrations()[-1].number


class Health(Out):
    """`status` is "ok", or the reason in plain words with a 503."""

    status: str


@get("/live", include_in_schema=False)
async def live() -> Health:
    """Answering at all is the answer."""
    return Health(status="ok")


@get("/ready", include_in_schema=False)
async def ready(db: Annotated[Database, Injected], draining: Annotated[bool, Injected]) -> Response[Health]:
    """Whether requests would be served now, and for as long as whoever asks sends some."""
    if draining:
        return Response(Health(status="it is ending; go elsewhere"), status_code=503)
    try:
        rows = await asyncio.wait_for(db.all(SQL.round_trip), READY_SECONDS)
    except (Refusal, TimeoutError, *LOST):
        return Response(Health(status="the database does not answer"), status_code=503)
    state = judge_schema([(row["number"], row["contract_from"]) for row in rows], _need)
    return Response(Health(status=state.reason or "ok"), status_code=200 if state.ready else 503)


@get("/metrics", include_in_schema=False)
async def metrics(request: Request[Any, Any, Any], settings: Annotated[Settings, Injected]) -> Response[bytes]:
    """Prometheus' text format; on this port only for the machine itself, and not at all with METRICS_PORT."""
    host = request.client.host if request.client else ""
    if settings.metrics_port or host not in LOOPBACK or "x-forwarded-for" in request.headers:
        raise not_found()
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST.removesuffix("; charset=utf-8"))  # added again


ROUTES = [live, ready, metrics]
