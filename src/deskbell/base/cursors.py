"""Opaque cursors of lists: where the next page begins, as the list's own sort key."""

import base64
import binascii
from typing import Any, TypeVar

import msgspec

from deskbell.base.errors import invalid

T = TypeVar("T")

PAGE = 50
PAGE_MOST = 100


def cursor_of(key: tuple[Any, ...]) -> str:
    """The key of a page's last row as a cursor."""
    return base64.urlsafe_b64encode(msgspec.json.encode(key)).decode().rstrip("=")


def key_of(cursor: str | None, into: type[T]) -> T | None:
    """The key in a cursor, None for no cursor; raises validation_failed for what is none of ours."""
    if cursor is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)), type=into)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise invalid(cursor="invalid") from None
