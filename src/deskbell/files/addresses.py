"""Signed addresses: `/files/<file>/<variant>?v=<viewer>&e=<expiry>&s=<signature>`.

The signature is HMAC-SHA256 over file, viewer, variant and expiry under a key of its own. It proves that we gave this
address to this viewer lately; whether he may still see the file is asked again at each download.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from deskbell.base.secrets import Keeper
from deskbell.files.model import File

Variant = Literal["original", "preview"]

SECONDS_MOST = 300
STEP_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Address:
    """`url` downloads; `preview_url` shows, None without a preview. Both end at `expires_at`."""

    url: str
    preview_url: str | None
    expires_at: datetime


def addresses_of(keeper: Keeper, file: File, viewer_id: UUID, now: datetime, origin: str = "") -> Address:
    """A file's addresses for one viewer (the sign-in or the widget token he came with), for four to five minutes.

    The expiry falls on whole minutes, so that a page drawn twice asks for the same address and the browser's cache
    answers. `origin` is FILES_ORIGIN where one is set.
    """
    expires = (int(now.timestamp()) + SECONDS_MOST) // STEP_SECONDS * STEP_SECONDS
    preview = sign(keeper, file.id, viewer_id, "preview", expires) if file.preview_key else None
    return Address(
        url=origin + sign(keeper, file.id, viewer_id, "original", expires),
        preview_url=origin + preview if preview else None,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )


def sign(keeper: Keeper, file_id: UUID, viewer_id: UUID, variant: Variant, expires: int) -> str:
    """The path with its signature; `expires` in Unix seconds."""
    signature = _signature(keeper, file_id, viewer_id, variant, expires)
    return f"/files/{file_id}/{variant}?v={viewer_id}&e={expires}&s={signature}"


def viewer_of(
    keeper: Keeper, file_id: UUID, variant: str, viewer: str, expires: str, signature: str, now: datetime
) -> UUID | None:
    """Whom an address was given to; None when it was changed, has ended, or ends later than we ever sign."""
    if variant not in ("original", "preview"):
        return None
    try:
        viewer_id, ends = UUID(viewer), int(expires)
    except ValueError:
        return None
    expected = _signature(keeper, file_id, viewer_id, variant, ends)
    if not hmac.compare_digest(expected.encode(), signature.encode()):
        return None
    return viewer_id if 0 < ends - now.timestamp() <= SECONDS_MOST else None


def _signature(keeper: Keeper, file_id: UUID, viewer_id: UUID, variant: str, expires: int) -> str:
    said = f"{file_id}|{viewer_id}|{variant}|{expires}".encode()
    digest = hmac.digest(keeper.derive("file-addresses"), said, "sha256")
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
