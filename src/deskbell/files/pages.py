"""A file as messages carry it."""

from uuid import UUID

from deskbell.base.http import Out
from deskbell.files.model import File


class PreviewSize(Out):
    """In pixels."""

    width: int
    height: int


class FilePage(Out):
    """What may be said of a file to whoever sees its message; its address is asked for apart."""

    id: UUID
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    preview: PreviewSize | None


def file_page(file: File) -> FilePage:
    """A file as its page."""
    preview = None
    if file.preview_width and file.preview_height:
        preview = PreviewSize(width=file.preview_width, height=file.preview_height)
    return FilePage(
        id=file.id,
        name=file.name,
        media_type=file.media_type,
        size=file.size,
        width=file.width,
        height=file.height,
        preview=preview,
    )
