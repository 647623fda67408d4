"""A letter with its files as the bytes that go over the wire, in pieces: no file is ever whole in memory."""

import base64
import copy
from collections.abc import AsyncIterator, Callable, Sequence
from email.message import EmailMessage
from typing import Any

from deskbell.channels.email.outbound import POLICY
from deskbell.channels.messages import OutboundFile

PIECE_BYTES = 57 * 2_000
"""A multiple of 57: so many bytes make a line of base64, and 3 of them four characters."""


async def packed(letter: EmailMessage, attached: Sequence[OutboundFile], files: Any) -> AsyncIterator[bytes]:
    """The letter, CRLF at its line ends. `files`: contract.Files, whose `open_file` gives the bytes."""
    if not attached:
        yield letter.as_bytes(policy=POLICY)
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


_BODY_FIELDS = ("content-type", "content-transfer-encoding", "mime-version")


def _head(letter: EmailMessage, boundary: str) -> bytes:
    """The letter's own fields, and that it has parts."""
    head = _fields(letter, lambda name: name not in _BODY_FIELDS)
    return head + f'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()


def _fields(letter: EmailMessage, wanted: Callable[[str], bool]) -> bytes:
    fields = copy.copy(letter)
    for name in set(fields.keys()):
        if not wanted(name.lower()):
            del fields[name]
    fields.set_payload("")
    return fields.as_bytes(policy=POLICY).rstrip(b"\r\n") + b"\r\n"


def _inner(letter: EmailMessage) -> bytes:
    """Its words, as one part."""
    inner = copy.copy(letter)
    for name in set(inner.keys()):
        if name.lower() not in _BODY_FIELDS or name.lower() == "mime-version":
            del inner[name]
    return inner.as_bytes(policy=POLICY).rstrip(b"\r\n") + b"\r\n"


def _part_head(file: OutboundFile) -> bytes:
    part = EmailMessage(policy=POLICY)
    main, _, sub = file.media_type.partition("/")
    known = bool(sub) and main not in ("multipart", "message") and file.media_type.isascii()
    part["Content-Type"] = file.media_type if known else "application/octet-stream"
    part.add_header("Content-Disposition", "attachment", filename=file.name)
    part["Content-Transfer-Encoding"] = "base64"
    return part.as_bytes(policy=POLICY).rstrip(b"\r\n") + b"\r\n\r\n"


def _lines(data: bytes) -> bytes:
    return base64.encodebytes(data).replace(b"\n", b"\r\n")
