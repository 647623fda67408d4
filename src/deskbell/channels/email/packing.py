"""A letter with its files as the bytes that go over the wire, in pieces: no file is ever whole in memory."""

import base64
from collections.abc import AsyncIterator, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from deskbell.channels.messages import OutboundFile

PIECE_BYTES = 57 * 2_000
"""A multiple of 57: so many bytes make a line of base64, and 3 of them four characters."""


async def packed(letter: EmailMessage, attached: Sequence[OutboundFile], files: Any) -> AsyncIterator[bytes]:
    """The letter, CRLF at its line ends. `files`: contract.Files, whose `open_file` gives the bytes."""
    if not attached:
        yield letter.as_bytes(policy=SMTP)
        return
    boundary = f"=_{letter['X-Deskbell-Id']}"
    yield _head(letter, boundary)
    yield f"--{boundary}\r\n".encode() + _inner(letter)
    for file in attached:
        yield f"\r\n--{boundary}\r\n".encode() + _part_head(file)
        waiting = bytearray()
        async for chunk in files.open_file(file):
            waiting += chunk
            whole = len(waiting) // PIECE_BYTES * PIECE_BYTES
            if whole:
                yield _lines(bytes(waiting[:whole]))
                del waiting[:whole]
        yield _lines(bytes(waiting))
    yield f"\r\n--{boundary}--\r\n".encode()


_BODY_FIELDS = ("content-type", "content-transfer-encoding", "mime-version", "content-disposition")


def _head(letter: EmailMessage, boundary: str) -> bytes:
    outer = EmailMessage(policy=SMTP)
    for name, value in letter.items():
        if name.lower() not in _BODY_FIELDS:
            outer[name] = value
    outer["MIME-Version"] = "1.0"
    outer["Content-Type"] = f'multipart/mixed; boundary="{boundary}"'
    return outer.as_bytes(policy=SMTP).rstrip(b"\r\n") + b"\r\n\r\n"


def _inner(letter: EmailMessage) -> bytes:
    inner = EmailMessage(policy=SMTP)
    inner["Content-Type"] = letter["Content-Type"]
    inner.set_payload(letter.get_payload())
    return inner.as_bytes(policy=SMTP).rstrip(b"\r\n") + b"\r\n"


def _part_head(file: OutboundFile) -> bytes:
    part = EmailMessage(policy=SMTP)
    main, _, sub = file.media_type.partition("/")
    known = bool(sub) and main not in ("multipart", "message") and file.media_type.isascii()
    part["Content-Type"] = file.media_type if known else "application/octet-stream"
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    part["Content-Transfer-Encoding"] = "base64"
    return part.as_bytes(policy=SMTP).rstrip(b"\r\n") + b"\r\n\r\n"


def _lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
