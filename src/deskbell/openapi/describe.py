"""Lays words, refusals and examples over handlers, before the framework makes its document of them."""

import inspect
import re
import typing
from collections import defaultdict
from collections.abc import Iterable
from functools import partial
from typing import Any

from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.openapi.spec import (
    Components,
    Example,
    OpenAPIMediaType,
    OpenAPIResponse,
    OpenAPIType,
    Operation,
    RequestBody,
    Schema,
    SecurityScheme,
    Tag,
)

from deskbell import __version__
from deskbell.base.http import Problem, title_of
from deskbell.openapi.examples import ANSWERS, BODIES
from deskbell.openapi.refusals import MEANINGS, PARAMS
from deskbell.openapi.routes import TAGGED
from deskbell.openapi.row import Row

PROBLEM = "application/problem+json"
BYTES = "application/octet-stream"
PROVIDED = {"actor", "key", "request"} | {
    "counters_hidden", "db", "describe_channel", "engine", "program",
    "egress", "hub", "keeper", "may_see_file", "message_rules", "posting", "settings", "store",
    "viewer", "expires", "signature",
}  # fmt: skip
"""What handlers are given besides body, holes and query; and the parts of a signed address, refused together."""

DONE = {200: "As it is now.", 201: "Made.", 204: "Done; there is nothing to say."}
BY_COOKIE, BY_BEARER, BY_TOKEN = "sign_in", "visitor", "program"


def config() -> OpenAPIConfig:
    """The document's head. Its description says what holds for every route."""
    return OpenAPIConfig(
        title="Deskbell",
        version=__version__,
        description=(
            "JSON in `snake_case`, times in UTC (RFC 3339), ids are UUIDs. A refusal is a problem document (RFC 9457) "
            "with a `code` and `params`; the front end owns the words. Besides those listed, any route can answer "
            "`storage_unavailable` (503) and `fault` (500). How to follow a "
            "session without losing a message stands in docs/protocol.md."
        ),
        # Below its own address, so that the framework's page for what is not there stands under no other.
        path="/api/v1/openapi.json",
        render_plugins=[JsonRenderPlugin(path="/")],
        use_handler_docstrings=True,
        tags=[Tag(name=name) for name in TAGGED],
        components=Components(
            security_schemes={
                BY_COOKIE: SecurityScheme(
                    type="apiKey",
                    name="__Host-deskbell",
                    security_scheme_in="cookie",
                    description="From POST /sign-ins",
                ),
                BY_TOKEN: SecurityScheme(type="http", scheme="bearer", description="A program's, from POST /programs"),
                BY_BEARER: SecurityScheme(
                    type="http", scheme="bearer", description="The visitor's secret, from POST /w/{key}/start"
                ),
            }
        ),
    )


def described(handlers: Iterable[Any], prefix: str = "") -> list[Any]:
    """The same handlers, each with its row; KeyError for a route that has none."""
    rows = {route: (tag, row) for tag, rows in TAGGED.items() for route, row in rows.items()}
    told = []
    for handler in handlers:
        if handler.include_in_schema is not False:
            tag, row = rows[route_of(handler, prefix)]
            _describe(handler, tag, row)
        told.append(handler)
    return told


def route_of(handler: HTTPRouteHandler, prefix: str = "") -> str:
    """`POST /sessions/{session_id}/take`: a handler's method and path without the types of its holes."""
    (method,), (path,) = handler.http_methods - {"HEAD", "OPTIONS"}, handler.paths
    return f"{method} {prefix}{re.sub(r':[a-z]+', '', path)}"


def codes_of(handler: HTTPRouteHandler, row: Row) -> list[str]:
    """The refusals of a route: those of its form, then its own."""
    given = inspect.signature(handler.fn).parameters
    codes = ["not_signed_in"] if "actor" in given or row.summary == "Sign out" else []
    if not handler.http_methods & {"GET"} and not handler.opt.get("foreign"):
        codes.append("wrong_origin")
    if "data" in given:
        codes += ["validation_failed", "body_too_large"]
    elif set(given) - set(re.findall(r"{(\w+):", "".join(handler.paths))) - PROVIDED:
        codes.append("validation_failed")
    return list(dict.fromkeys([*codes, *row.refusals.split()]))


def _describe(handler: HTTPRouteHandler, tag: str, row: Row) -> None:
    codes = codes_of(handler, row)
    handler.tags = [tag]
    handler.summary = row.summary
    handler.description = f"{row.summary}. {row.more}".strip()
    handler.response_description = DONE.get(handler.status_code, "The answer.")
    handler.responses = {**handler.responses, **_refusals(codes)} if handler.responses else _refusals(codes)
    if "not_signed_in" in codes:
        by_program = "program" in inspect.signature(handler.fn).parameters
        handler.security = [{BY_TOKEN if by_program else BY_BEARER if tag == "Widget" else BY_COOKIE: []}]
    handler.operation_class = partial(_operation, handler, codes)  # type: ignore[assignment]  # called as the class would be


def _refusals(codes: list[str]) -> dict[int, ResponseSpec]:
    by_status: dict[int, list[str]] = defaultdict(list)
    for code in codes:
        by_status[MEANINGS[code][0]].append(code)
    return {
        status: ResponseSpec(
            data_container=Problem,
            generate_examples=False,
            description="; ".join(f"`{code}`: {MEANINGS[code][1]}" for code in together) + ".",
            media_type=PROBLEM,
        )
        for status, together in sorted(by_status.items())
    }


def _problem(code: str) -> Example:
    status, meaning = MEANINGS[code]
    document = {"type": "about:blank", "title": title_of(status), "status": status, "code": code}
    return Example(summary=meaning, value=document | {"params": PARAMS.get(code, {})})


def _operation(handler: HTTPRouteHandler, codes: list[str], **parts: Any) -> Operation:
    """The framework's own operation without its 400, which we never answer, and with examples."""
    parts["responses"].pop("400", None)
    for code in codes:
        told = parts["responses"][str(MEANINGS[code][0])].content[PROBLEM]
        told.examples = {**(told.examples or {}), code: _problem(code)}
    hints = typing.get_type_hints(handler.fn)
    body = BODIES.get(_name(hints.get("data")))
    if body and parts["request_body"]:
        for content in parts["request_body"].content.values():
            content.examples = {"example": Example(value=body)}
    if handler.summary and handler.summary.startswith("Upload"):
        bytes_ = Schema(type=OpenAPIType.STRING, format="binary")  # type: ignore[arg-type]  # a format of OpenAPI 3.0
        parts["request_body"] = RequestBody(
            {"application/octet-stream": OpenAPIMediaType(schema=bytes_)}, required=True
        )
    answer = _name(hints.get("return"))
    done = parts["responses"].get(str(handler.status_code))
    if answer in ANSWERS and isinstance(done, OpenAPIResponse) and done.content:
        for content in done.content.values():
            content.examples = {"example": Example(value=ANSWERS[answer])}
    if answer in ("Acknowledged", "ClientAcknowledged") and done:
        repeated = OpenAPIResponse(description="A repeat: what was stored the first time.", content=done.content)
        parts["responses"] = {"200": repeated, **parts["responses"]}
    return Operation(**parts)


def _name(hint: Any) -> str:
    """The name of a shape, out of `Response[Shape]` too."""
    inner = typing.get_args(hint)
    return str(getattr(inner[0] if inner else hint, "__name__", ""))
