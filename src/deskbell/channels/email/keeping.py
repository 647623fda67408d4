"""One letter that was fetched: read, what hangs on it kept, and told as what it means; or kept as it came, unread."""

import asyncio
import hashlib
import io
import os
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, BinaryIO
from uuid import UUID

import structlog

from deskbell.base.errors import Refusal
from deskbell.channels.contract import InboundEvent, Link, OutboundFile, Unread
from deskbell.channels.email.events import Kept, event_of
from deskbell.channels.email.imap import Mailbox
from deskbell.channels.email.inbound import Letter, read_letter
from deskbell.channels.email.mime import decoded
from deskbell.channels.email.model import Settings
from deskbell.channels.messages import SendError

READ_SECONDS = 20.0
PIECE_BYTES = 256 * 1024

_log = structlog.get_logger()


async def take(link: Link[Settings], file: BinaryIO, cut: bool) -> InboundEvent | Unread:
    """Read a letter, keep what hangs on it, and say it happened; or keep it unread. What fails for another reason than
    the letter itself fails whole: our files, their store, the database."""
    raw_id = await _keep_file(link, "letter.eml", "message/rfc822", _pieces(file))
    try:
        return await _told(link, file, raw_id, cut)
    except (SendError, Refusal, OSError):
        raise
    except Exception as fault:
        _log.exception("a letter cannot be read", channel=str(link.channel_id))
        digest = hashlib.sha256()
        async for piece in _pieces(file):
            digest.update(piece)
        kept = {"file": str(raw_id) if raw_id else None, "cut": cut}
        return Unread(digest.hexdigest(), f"{type(fault).__name__}: {fault}", kept)


async def _read(link: Link[Settings], file: BinaryIO) -> Letter:
    try:
        async with asyncio.timeout(READ_SECONDS):
            return await asyncio.to_thread(read_letter, file, {link.settings.mailbox}, link.settings.trusted)
    except OSError as fault:
        raise ValueError(f"{type(fault).__name__} {fault}".strip()) from fault


async def _told(link: Link[Settings], file: BinaryIO, raw_id: UUID | None, cut: bool) -> InboundEvent:
    read = await _read(link, file)
    kept = [] if read.bounce else [one async for one in _keep(link, file, read, cut)]
    return event_of(read, link.settings, kept, raw_id, cut)


async def reread(link: Link[Settings], box: Mailbox | None, unread: Mapping[str, Any]) -> Sequence[InboundEvent]:
    """A letter that was kept unread, read once more; one that could not be fetched, from its mailbox. Raises SendError
    `file_gone` where it is nowhere, and what reading raises."""
    with tempfile.TemporaryFile() as file:
        if unread.get("file"):
            kept = OutboundFile(UUID(unread["file"]), "file", "letter.eml", "message/rfc822", 0)
            async for piece in link.files.open_file(kept):
                file.write(piece)
            return [await _told(link, file, kept.id, bool(unread.get("cut")))]
        most = link.settings.size_most * 1024 * 1024
        if box is None or (await box.select(unread["folder"])).validity != unread["validity"]:
            raise SendError("permanent", "file_gone")
        async for piece in box.pieces(int(unread["uid"]), 0, most, PIECE_BYTES):
            file.write(piece)
        if not file.tell():
            raise SendError("permanent", "file_gone")
        cut = file.tell() >= most
        return [await _told(link, file, await _keep_file(link, "letter.eml", "message/rfc822", _pieces(file)), cut)]


async def _keep(link: Link[Settings], file: BinaryIO, read: Letter, cut: bool) -> AsyncIterator[Kept]:
    for one in read.attached:
        if cut and one is read.attached[-1]:
            return  # its end was not fetched
        kept_id = await _keep_file(link, one.filename, one.media_type, _decoded(file, one.part))
        yield Kept(one, kept_id)


async def _keep_file(link: Link[Settings], name: str, media_type: str, pieces: AsyncIterator[bytes]) -> UUID | None:
    """Keep bytes as a file of ours; None where it is one that we do not take, or empty."""
    try:
        return await link.files.keep(name, media_type, pieces)
    except Refusal as refused:
        if refused.code in ("file_type_refused", "file_too_large", "validation_failed"):
            return None
        raise SendError("retry", refused.code) from None


async def _decoded(file: BinaryIO, part: Any) -> AsyncIterator[bytes]:
    for piece in decoded(file, part):
        yield piece


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    """All of a letter; also while somebody else, who was given up, still reads in it."""
    if isinstance(file, io.BytesIO):
        whole = file.getvalue()
        if whole:
            yield whole
        return
    file.flush()
    position = 0
    while piece := os.pread(file.fileno(), PIECE_BYTES, position):
        position += len(piece)
        yield piece
