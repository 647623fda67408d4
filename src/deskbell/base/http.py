"""The HTTP edge that every room's `api.py` shares: request bodies, problem documents, injected values.

Problem documents follow RFC 9457; `code` and `params` are ours (docs/protocol.md lists every code).
"""

import re
from http import HTTPStatus
from typing import Any

import asyncpg
import msgspec
import structlog
from litestar import MediaType, Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.params import SkipValidationMarker

from deskbell.base.db import LOST, unavailable
from deskbell.base.errors import Refusal, invalid, not_found
from deskbell.base.rates import address_key

Injected = SkipValidationMarker()
"""Marks a handler's parameter that the app provides: `db: Annotated[Database, Injected]`."""

_PLACE = re.compile(r"`\$\.(?:data\.)?(\w+)")

_TITLES = {413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content"}

_log = structlog.get_logger()


class Body(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What a request may carry: declared fields only, an unknown one is refused."""


class Out(msgspec.Struct, kw_only=True):
    """What an answer carries: declared fields only, so that nothing secret is sent by accident."""


class Problem(Out):
    """RFC 9457 problem document with our `code` and `params`."""

    type: str
    title: str
    status: int
    code: str
    params: dict[str, Any]


class StrictRequest(Request[Any, Any, Any]):
    """A request whose body must have the declared types: the framework alone would take "1" for 1 and 1 for true."""

    async def json(self) -> Any:
        """The body as the framework wants it, refused by field when a type differs."""
        value = await super().json()
        form = getattr(self.route_handler, "parsed_data_field", None)
        if form is not None and isinstance(form.annotation, type) and issubclass(form.annotation, Body):
            try:
                msgspec.convert(value, form.annotation, strict=True, str_keys=True)
            except msgspec.ValidationError as mistake:
                raise invalid(**{_place(str(mistake)): "invalid"}) from None
        return value


def _place(mistake: str) -> str:
    """The field a mistake names: `… - at `$.name`` → `name`; an unknown or missing one stands in the words."""
    found = re.search(r"`\$\.([\w.\[\]]+)`|field `(\w+)`", mistake)
    return (found.group(1) or found.group(2)) if found else "body"


def title_of(status: int) -> str:
    """What RFC 9110 calls a status; Pythons before 3.13 know some by their former names."""
    return _TITLES.get(status) or HTTPStatus(status).phrase


def problem(refusal: Refusal) -> Response[Problem]:
    """A refusal as an answer; `Retry-After` where the params name a wait."""
    headers = {}
    if "retry_after" in refusal.params:
        headers["Retry-After"] = str(refusal.params["retry_after"])
    if refusal.status == HTTPStatus.REQUEST_TIMEOUT:
        # What still trickles in is nobody's: the connection ends with this answer.
        headers["Connection"] = "close"
    body = Problem(
        type="about:blank",
        title=title_of(refusal.status),
        status=refusal.status,
        code=refusal.code,
        params=refusal.params,
    )
    return Response(body, status_code=refusal.status, media_type="application/problem+json", headers=headers)


def answer_refusal(_request: Request[Any, Any, Any], refusal: Refusal) -> Response[Problem]:
    return problem(refusal)


def answer_http_exception(_request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """The framework's own refusals in our form: an unknown path, a wrong method, a body that does not fit."""
    if isinstance(error, ValidationException) or error.status_code == HTTPStatus.BAD_REQUEST:
        return problem(invalid(**_fields(error)))
    if isinstance(error.__cause__, msgspec.ValidationError):
        # A field of the body that is called like an injected value (`settings`) is taken for our own mistake. Injected
        # values are never validated, so it is always the sender's.
        return problem(invalid(**_field_of(error.__cause__)))
    if error.status_code == HTTPStatus.NOT_FOUND:
        return problem(not_found())
    codes = {405: "method_not_allowed", 413: "body_too_large", 415: "media_type_refused"}
    return problem(Refusal(codes.get(error.status_code, "refused"), error.status_code))


def _fields(error: HTTPException) -> dict[str, str]:
    extra = error.extra if isinstance(error.extra, list) else []
    found = {str(item["key"]): "invalid" for item in extra if isinstance(item, dict) and item.get("key")}
    return found or {"body": "unreadable"}


def _field_of(error: msgspec.ValidationError) -> dict[str, str]:
    place = _PLACE.search(str(error))
    return {place.group(1): "invalid"} if place else {"body": "unreadable"}


def answer_data_error(_request: Request[Any, Any, Any], _error: Exception) -> Response[Problem]:
    """Text that cannot be read or kept: a NUL, half a surrogate pair, bytes that are no UTF-8, JSON nested too deep."""
    return problem(invalid(body="unreadable"))


def answer_lost_database(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Not only the database: a full disk comes this way too, and whoever runs the machine must hear of it."""
    fault, number = type(error).__name__, getattr(error, "errno", None)
    _log.warning("unavailable", path=request.scope.get("path_template"), fault=fault, errno=number)
    return problem(unavailable())


def answer_fault(request: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """Our own mistake: logged with its trace, told without it; by its template, for a path may hold a link's token."""
    _log.error("fault", path=request.scope.get("path_template"), exc_info=error)
    return problem(Refusal("fault", 500))


EXCEPTION_HANDLERS: dict[Any, Any] = {
    Refusal: answer_refusal,
    HTTPException: answer_http_exception,
    asyncpg.DataError: answer_data_error,
    UnicodeError: answer_data_error,
    RecursionError: answer_data_error,
    **dict.fromkeys(LOST, answer_lost_database),
    Exception: answer_fault,
}

JSON = MediaType.JSON


def address_of(request: Any) -> str:
    """Where a request comes from, for rates and the audit trail: the address, or the /64 of an IPv6 one. Behind a
    trusted proxy it is the client's."""
    return address_key(host_of(request))


def host_of(request: Any) -> str | None:
    """The whole address a request comes from; behind a trusted proxy it is the client's."""
    return str(request.client.host) if request.client else None
