"""One mailbox by IMAP: blocking calls in threads of our own, letters in pieces to a file, waiting without a thread.

The connection is kept between polls. It goes to an address that egress looked at; whatever breaks closes it, and the
next poll begins anew.
"""

import asyncio
import contextlib
import imaplib
import re
import socket
import ssl
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from imap_tools.errors import ImapToolsError
from imap_tools.mailbox import BaseMailBox

T = TypeVar("T")

FIRST_PIECE_BYTES, LEAST_PIECE_BYTES = 64 * 1024, 16 * 1024
PIECE_SECONDS = 4.0
CALL_SECONDS = 30.0
WINDOW = 200

_THREADS = ThreadPoolExecutor(max_workers=8, thread_name_prefix="mailbox")
_UID = re.compile(rb"UID (\d+)")
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_STATUS = re.compile(rb"(UIDVALIDITY|UIDNEXT) (\d+)")

Broken = (OSError, imaplib.IMAP4.error, ImapToolsError, ssl.SSLError, EOFError)
"""What may go wrong on the way; TimeoutError is an OSError."""


class Refused(Exception):
    """The server does not let us in: the words it gave."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Where a folder stands: its UIDs mean something under `validity` alone; `next` is the first not given yet."""

    validity: int
    next: int


class _Client(imaplib.IMAP4):
    """imaplib over a socket that is connected already."""

    def __init__(self, given: socket.socket, host: str, tls: ssl.SSLContext | None) -> None:
        self._given, self._tls = given, tls
        super().__init__(host, timeout=CALL_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        self._given.settimeout(timeout)
        return self._tls.wrap_socket(self._given, server_hostname=self.host) if self._tls else self._given


class _MailBox(BaseMailBox):
    def __init__(self, client: imaplib.IMAP4) -> None:
        self._made = client
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        return self._made


class Mailbox:
    """A mailbox that is open. Calls come one after the other."""

    def __init__(self, box: _MailBox, given: socket.socket) -> None:
        self._box = box
        self._given = given
        self._folder: str | None = None

    @classmethod
    async def open(
        cls, given: socket.socket, host: str, security: str, tls: ssl.SSLContext, login: "Callable[[Any], None]"
    ) -> "Mailbox":
        """Greet and sign in. `login` gets imap-tools' mailbox. Raises Refused, and what Broken names."""

        def opened() -> Mailbox:
            client = _Client(given, host, tls if security == "tls" else None)
            try:
                if security == "starttls":
                    client.starttls(ssl_context=tls)
                box = _MailBox(client)
                try:
                    login(box)
                except (imaplib.IMAP4.error, ImapToolsError) as fault:
                    if isinstance(fault, imaplib.IMAP4.abort):
                        raise
                    raise Refused(str(fault)[:300]) from None
            except BaseException:
                with contextlib.suppress(Exception):
                    client.shutdown()
                raise
            return cls(box, given)

        try:
            return await _in_thread(opened, given)
        except BaseException:
            given.close()
            raise

    async def _call(self, work: Callable[[], T]) -> T:
        return await _in_thread(work, self._given)

    def can(self, capability: str) -> bool:
        return capability in self._box.client.capabilities

    async def select(self, folder: str) -> Folder:
        """Enter a folder to read it, and say where it stands. Raises Refused where there is none."""

        def work() -> Folder:
            quoted = '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
            self._folder = None
            status, _ = self._box.client.select(quoted, readonly=True)
            if status != "OK":
                raise Refused(f"no folder {folder}")
            self._folder = folder
            found = {name: _number(self._box.client.response(name)[1]) for name in ("UIDVALIDITY", "UIDNEXT")}
            return Folder(found["UIDVALIDITY"], found["UIDNEXT"])

        return await self._call(work)

    async def look(self) -> None:
        """Have the server say what is new in the folder."""
        await self._call(self._box.client.noop)

    async def sizes(self, above: int, since: str | None = None) -> list[tuple[int, int]]:
        """UID and size in bytes of the first letters above a UID, in order. `since`: an IMAP date, for a folder whose
        UIDs mean nothing any more."""

        def work() -> list[tuple[int, int]]:
            # A range first: asking a full mailbox for all it has, at every step, would cost the square of it.
            found = [] if since else self._sizes(f"{above + 1}:{above + WINDOW}", above)
            if not found:
                criteria = f"UID {above + 1}:*" + (f" SINCE {since}" if since else "")
                listed = self._uid("SEARCH", criteria)[0] or b""
                uids = sorted(uid for uid in map(int, listed.split()) if uid > above)[:WINDOW]
                found = self._sizes(",".join(map(str, uids)), above) if uids else []
            return found

        return await self._call(work)

    def _sizes(self, uids: str, above: int) -> list[tuple[int, int]]:
        rows = self._uid("FETCH", uids, "(UID RFC822.SIZE)")
        return sorted((uid, size) for row in rows if row for uid, size in _sizes_in(row) if uid > above)

    async def fetch_small(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Whole letters at once, for those that are small together."""

        def work() -> dict[int, bytes]:
            rows = self._uid("FETCH", ",".join(map(str, uids)), "(UID BODY.PEEK[])")
            return dict(_letters_in(rows))

        return await self._call(work)

    async def pieces(self, uid: int, start: int, size: int, most: int) -> AsyncIterator[bytes]:
        """One letter from a byte on, to `size` at most, in pieces of `most` bytes: smaller ones where the line is slow,
        so that each is here within seconds."""

        def piece(start: int, count: int) -> bytes:
            rows = self._uid("FETCH", str(uid), f"(UID BODY.PEEK[]<{start}.{count}>)")
            return next((row[1] for row in rows if isinstance(row, tuple)), b"")

        count = min(FIRST_PIECE_BYTES, most)
        while start < size:
            began = time.monotonic()
            data = await self._call(lambda: piece(start, min(count, size - start)))  # noqa: B023 - awaited at once
            if not data:
                return
            start += len(data)
            yield data
            took = time.monotonic() - began
            count = min(count * 2, most) if took < PIECE_SECONDS / 2 else max(count // 2, LEAST_PIECE_BYTES)

    def _uid(self, command: str, *arguments: str) -> list[Any]:
        status, found = self._box.client.uid(command, *arguments)
        if status != "OK":
            raise OSError(f"{command}: {status} {found}"[:300])
        return list(found)

    async def wait(self, seconds: float) -> bool:
        """IDLE until the server says something or the time is over; whether it did. No thread waits."""
        sock = self._box.client.sock

        def begin() -> bool:
            """Whether news came with the very answer that lets us wait: it is read ahead, and no socket tells of it."""
            self._box.idle.start()  # type: ignore[no-untyped-call]  # the library ships no types here
            sock.settimeout(0)
            try:
                return bool(self._box.client._get_line())  # noqa: SLF001 - as the library reads it
            except (OSError, imaplib.IMAP4.abort):
                return False
            finally:
                sock.settimeout(CALL_SECONDS)

        if await self._call(begin):
            await self._call(self._box.idle.stop)
            return True
        heard = isinstance(sock, ssl.SSLSocket) and sock.pending() > 0
        if not heard:
            heard = await _readable(sock, seconds)

        def work() -> list[bytes]:
            said = self._box.idle.poll(timeout=0.05) if heard else []
            self._box.idle.stop()  # type: ignore[no-untyped-call]  # the library ships none here
            return said

        said = await self._call(work)
        if heard and not said and _is_closed(sock):
            raise OSError("the server closed the connection")
        return bool(said)

    def close(self) -> None:
        """Let go, without a word."""
        with contextlib.suppress(OSError):
            self._given.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(Exception):
            self._box.client.shutdown()
        with contextlib.suppress(OSError):
            self._given.close()


async def _in_thread(work: Callable[[], T], sock: socket.socket) -> T:
    """Run in a thread; when nobody waits for it any more, its socket ends, and so does it."""
    task = asyncio.get_running_loop().run_in_executor(_THREADS, work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)
        with contextlib.suppress(BaseException):
            await asyncio.wait_for(task, 5)
        raise


async def _readable(sock: socket.socket, seconds: float) -> bool:
    loop = asyncio.get_running_loop()
    heard = loop.create_future()
    fd = sock.fileno()
    if fd < 0:
        raise OSError("the connection is closed")

    def ready() -> None:
        if not heard.done():
            heard.set_result(True)

    loop.add_reader(fd, ready)
    try:
        await asyncio.wait_for(heard, seconds)
    except TimeoutError:
        return False
    finally:
        loop.remove_reader(fd)
    return True


def _is_closed(sock: socket.socket) -> bool:
    return sock.fileno() < 0


def _number(data: Any) -> int:
    return int(data[0]) if data and data[0] else 0


def _sizes_in(row: Any) -> Iterator[tuple[int, int]]:
    text = row[0] if isinstance(row, tuple) else row
    uid, size = _UID.search(text), _SIZE.search(text)
    if uid and size:
        yield int(uid.group(1)), int(size.group(1))


def _letters_in(rows: Sequence[Any]) -> Iterator[tuple[int, bytes]]:
    """UID and bytes of what was fetched; some servers say the UID after the bytes."""
    for place, row in enumerate(rows):
        if not isinstance(row, tuple):
            continue
        after = rows[place + 1] if place + 1 < len(rows) and isinstance(rows[place + 1], bytes) else b""
        found = _UID.search(row[0]) or _UID.search(after)
        if found:
            yield int(found.group(1)), row[1]
