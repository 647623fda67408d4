"""The record of a file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class File:
    """`key` is where the bytes are; `width` and `height` in pixels as shown, None where no preview could be made."""

    id: UUID
    key: str
    name: str
    media_type: str
    size: int
    sha256: bytes
    width: int | None
    height: int | None
    preview_key: str | None
    preview_type: str | None
    preview_width: int | None
    preview_height: int | None
    owner_kind: str
    owner_id: UUID | None
    created_at: datetime
    attached_at: datetime | None
