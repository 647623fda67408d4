"""Refusals: what a deed answers when it will not be done.

A refusal carries a `code` and `params`; the front ends own the words. Each becomes a problem document (RFC 9457) over
HTTP and a `refused` frame on the socket, so both doors say the same.
"""

from typing import Any


class Refusal(Exception):
    """A deed refused: `code` from docs/protocol.md, HTTP `status`, and whatever the front end needs to explain it."""

    def __init__(self, code: str, status: int = 409, /, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.params = params


def not_found() -> Refusal:
    """The one answer for what is not there and for what the actor may not see: the same bytes for both."""
    return Refusal("not_found", 404)


def not_allowed() -> Refusal:
    """The actor sees the thing but holds no role for this deed."""
    return Refusal("not_allowed", 403)


def invalid(**fields: str) -> Refusal:
    """Input that cannot be taken, by field: `invalid(name="too_long")`."""
    return Refusal("validation_failed", 422, fields=fields)


def too_many(retry_after: float, code: str = "too_many_requests") -> Refusal:
    """Over a rate; `retry_after` in seconds."""
    return Refusal(code, 429, retry_after=max(1, round(retry_after)))
