"""The parts of a letter as ranges of its file: read line by line, never whole, never raising.

Boundaries are looked for of every open multipart, so that a part that forgot its end ends with the one around it
(RFC 2046, 5.1.2). A letter within a letter is one part. Everything has a limit: what is beyond it is part of what is
around it, or is not listed; the letter itself is always kept whole.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from deskbell.channels.email.headers import Headers

DEPTH_MOST = 20
PARTS_MOST = 200
HEAD_MOST = 256 * 1024
LINE_BYTES = 64 * 1024
CHUNK_BYTES = 192 * 1024

_HEADER = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")


@dataclass(slots=True)
class Part:
    """A part: its header fields, and where its body stands in the file, in bytes."""

    headers: Headers
    start: int
    end: int = 0
    depth: int = 0
    children: list["Part"] = field(default_factory=list)
    inner_default: str = "text/plain"

    @property
    def content_type(self) -> str:
        """`text/plain` where nothing, or nothing readable, is declared, as a multipart without a boundary is."""
        found = self.headers.content_type or self.inner_default
        bare = found.startswith("multipart/") and not self.headers.parameter("boundary")
        return "text/plain" if bare else found

    @property
    def is_multipart(self) -> bool:
        return self.content_type.startswith("multipart/")

    @property
    def size(self) -> int:
        """Bytes in the file, still encoded."""
        return max(0, self.end - self.start)

    def walk(self) -> Iterator["Part"]:
        """This part and all within it, in the order of the letter."""
        yield self
        for child in self.children:
            yield from child.walk()

    def leaves(self) -> Iterator["Part"]:
        """The parts that hold something; what is nested too deep to be opened is one of them."""
        return (
            part for part in self.walk() if not part.children and (not part.is_multipart or part.depth >= DEPTH_MOST)
        )


def read_parts(file: BinaryIO) -> Part:
    """The letter's parts. `file` is read from its beginning to its end, once."""
    file.seek(0)
    return _Reader(file).read()


class _Reader:
    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._open: list[tuple[Part, bytes]] = []
        self._parts = 0
        self._at_start = True
        self._tail = 0

    def read(self) -> Part:
        root = self._headers(0, 0, "text/plain")
        current: Part | None = self._entered(root)
        position, before = self._file.tell(), 0
        while line := self._file.readline(LINE_BYTES):
            level, closes = self._boundary(line) if self._at_start else (None, False)
            self._at_start = line.endswith(b"\n")
            if level is None:
                position += len(line)
                before = 2 if line.endswith(b"\r\n") else 1 if line.endswith(b"\n") else 0
                continue
            end = max(0, position - before)
            self._close(current, level, end)
            current = None
            parent = self._open[level - 1][0]
            if closes:
                parent.end = position
                del self._open[level - 1 :]
            elif self._parts < PARTS_MOST:
                default = "message/rfc822" if parent.content_type == "multipart/digest" else "text/plain"
                child = self._headers(self._file.tell(), parent.depth + 1, default)
                parent.children.append(child)
                current = self._entered(child)
            position, before = self._file.tell(), 0
        self._close(current, 0, position)
        root.end = max(root.end, root.start)
        return root

    def _entered(self, part: Part) -> Part:
        self._parts += 1
        if part.is_multipart and part.depth < DEPTH_MOST:
            boundary = part.headers.parameter("boundary").encode("utf-8", "surrogateescape")
            self._open.append((part, b"--" + boundary.rstrip()))
        return part

    def _boundary(self, line: bytes) -> tuple[int | None, bool]:
        """Whose boundary a line is (1 the outermost), and whether it is the last."""
        if not line.startswith(b"--") or len(line) > 300:
            return None, False
        bare = line.rstrip()
        for level in range(len(self._open), 0, -1):
            mark = self._open[level - 1][1]
            if bare == mark:
                return level, False
            if bare == mark + b"--":
                return level, True
        return None, False

    def _close(self, current: Part | None, level: int, end: int) -> None:
        """End the part in hand, and every multipart deeper than `level`."""
        if current is not None and not current.end:
            current.end = max(current.start, end)
        while len(self._open) > level:
            part, _ = self._open.pop()
            part.end = max(part.start, end)

    def _headers(self, start: int, depth: int, default: str) -> Part:
        """Header lines from here on; the body begins after the empty line, or at the first line that is no header."""
        file, size = self._file, 0
        lines: list[bytes] = []
        file.seek(start)
        while True:
            before = file.tell()
            line = file.readline(LINE_BYTES)
            if line in (b"", b"\n", b"\r\n"):
                break
            if not lines and line.startswith((b"From ", b">From ")):
                continue
            whole = line.endswith(b"\n")
            if line[:1] in b" \t" and lines:
                pass
            elif not _HEADER.match(line) or (line.startswith(b"--") and self._boundary(line)[0] is not None):
                file.seek(before)
                break
            size += len(line)
            if size <= HEAD_MOST:
                lines.append(line)
            while not whole:
                more = file.readline(LINE_BYTES)
                whole = more.endswith(b"\n") or not more
        self._at_start = True
        return Part(Headers.of(lines), file.tell(), depth=depth, inner_default=default)


def decoded(file: BinaryIO, part: Part, most: int | None = None) -> Iterator[bytes]:
    """The part's bytes as they were before they were packed for the way, in pieces; `most` bytes of them at most."""
    encoding = part.headers.first("content-transfer-encoding").strip().lower()
    left = most
    for piece in _UNPACKED.get(encoding, _plain)(file, part.start, part.end):
        if left is not None:
            piece = piece[:left]
            left -= len(piece)
        if piece:
            yield piece
        if left == 0:
            return


def body_of(file: BinaryIO, part: Part, most: int) -> bytes:
    """The first `most` bytes of a part, unpacked."""
    return b"".join(decoded(file, part, most))


def _plain(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    while start < end:
        file.seek(start)
        piece = file.read(min(CHUNK_BYTES, end - start))
        if not piece:
            return
        start += len(piece)
        yield piece


def _base64(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    waiting = b""
    for piece in _plain(file, start, end):
        waiting += _NOT_BASE64.sub(b"", piece)
        whole = len(waiting) // 4 * 4
        yield _a2b(waiting[:whole])
        waiting = waiting[whole:]
    if len(waiting) > 1:
        yield _a2b(waiting + b"=" * (-len(waiting) % 4))


_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def _a2b(data: bytes) -> bytes:
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        return b""


def _quoted(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    waiting = b""
    for piece in _plain(file, start, end):
        waiting += piece
        cut = max(waiting.rfind(b"\n") + 1, len(waiting) - 4096 if len(waiting) > CHUNK_BYTES else 0)
        # An escape is not torn: `=` and what follows it stay together.
        while cut and b"=" in waiting[max(0, cut - 3) : cut] and not waiting[:cut].endswith(b"\n"):
            cut -= 1
        yield binascii.a2b_qp(waiting[:cut])
        waiting = waiting[cut:]
    yield binascii.a2b_qp(waiting)


def _uuencoded(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    inside = False
    file.seek(start)
    position = start
    while position < end and (line := file.readline(min(LINE_BYTES, end - position))):
        position = file.tell()
        if not inside:
            inside = line.startswith(b"begin ")
        elif line.strip() in (b"end", b"`"):
            return
        else:
            try:
                unpacked = binascii.a2b_uu(line)
            except binascii.Error:
                continue
            yield unpacked
            file.seek(position)


_UNPACKED = {
    "base64": _base64,
    "quoted-printable": _quoted,
    "x-uuencode": _uuencoded,
    "uuencode": _uuencoded,
    "x-uue": _uuencoded,
}
