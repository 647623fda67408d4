"""What is new in a mailbox, a window at a time: each letter read, kept, and told as what it means.

A window ends after so many letters, bytes or seconds; the cursor goes with it, so that a mailbox of any size is caught
up in steps. A letter that takes longer than a window goes on where it stood, also over a new connection; one that the
server does not give is gone past, and told as unread.

The cursor: `{"of": {"server", "login"}, "folders": {name: {"validity", "uid", "at", "since"}}}`.
"""

import io
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

import structlog

from deskbell.channels.contract import InboundEvent, Link, Polled, Unread
from deskbell.channels.email.imap import Broken, Folder, Mailbox
from deskbell.channels.email.keeping import take
from deskbell.channels.email.model import Settings

LETTERS_AT_ONCE = 100
BYTES_AT_ONCE = 32 * 1024 * 1024
SECONDS_AT_ONCE = 20.0
SMALL_TOGETHER = 256 * 1024
"""So many bytes of small letters are asked for at once: within a poll's time on the slowest line."""
FETCHES_MOST = 3
"""So often a letter that the server does not give is asked for, each time over what may be a new connection."""
PIECE_BYTES = 256 * 1024

_log = structlog.get_logger()


@dataclass(slots=True)
class _Begun:
    """A large letter of which a part has come."""

    which: tuple[int, int, int]
    file: BinaryIO
    got: int = 0


_begun: dict[tuple[UUID, str], _Begun] = {}
_failing: dict[tuple[UUID, str], tuple[int, int]] = {}
"""The letter of each folder that did not come, and how often in a row."""


@dataclass(slots=True)
class _Place:
    """Where we are in a folder: its UIDs mean something under `validity` alone. `since`: only what is younger is read,
    where they mean nothing any more; `at`: the day on which a letter was taken last."""

    validity: int | None
    uid: int
    at: str | None = None
    since: str | None = None

    def out(self) -> dict[str, Any]:
        told = {"validity": self.validity, "uid": self.uid, "at": self.at}
        return told | ({"since": self.since} if self.since else {})

    def goes_on(self, uid: int) -> None:
        self.uid, self.at = uid, datetime.now(UTC).date().isoformat()


@dataclass(slots=True)
class _Catch:
    """What one window brought so far. `unfinished`: a letter has come in part."""

    events: list[InboundEvent] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    size: int = 0
    unfinished: bool = False
    since: float = field(default_factory=time.monotonic)

    async def take(self, link: Link[Settings], file: BinaryIO, *, cut: bool) -> None:
        told = await take(link, file, cut)
        if isinstance(told, Unread):
            self.unread.append(told)
        else:
            self.events.append(told)

    @property
    def letters(self) -> int:
        return len(self.events) + len(self.unread)

    @property
    def is_late(self) -> bool:
        return time.monotonic() - self.since > SECONDS_AT_ONCE

    @property
    def is_full(self) -> bool:
        some = self.letters or self.unfinished
        return self.letters >= LETTERS_AT_ONCE or self.size >= BYTES_AT_ONCE or bool(some and self.is_late)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look brought; `is_idle`: nothing, and nothing is on its way."""

    polled: Polled
    is_idle: bool


async def look(link: Link[Settings], box: Mailbox, cursor: Mapping[str, Any]) -> Looked:
    """Bring a window of what is new. What came before a connection broke is brought as well. Raises Refused, SendError,
    and what Broken names."""
    of = _of(link.settings)
    places = _places(cursor, of)
    catch = _Catch()
    try:
        # The first one last: it stays selected, and is waited in. Where a large letter is on its way, after all others.
        names = link.settings.folder_list[::-1]
        for name in sorted(names, key=lambda name: (link.channel_id, name) in _begun):
            await _folder(link, box, name, places, catch)
    except Broken:
        if not catch.letters:
            raise
    following = _cursor(of, places)
    idle = not catch.letters and not catch.unfinished and following == dict(cursor)
    return Looked(Polled(following, catch.events, catch.unread), idle)


async def begins(link: Link[Settings], box: Mailbox) -> dict[str, Any]:
    """The cursor of a first look, if that were now. Raises Refused, and what Broken names."""
    names = link.settings.folder_list
    return _cursor(_of(link.settings), {name: _first(link.settings, await box.select(name)) for name in names})


def _of(settings: Settings) -> dict[str, str]:
    return {"server": f"{settings.imap_host}:{settings.imap_port}".lower(), "login": settings.login.lower()}


def _cursor(of: Mapping[str, str], places: Mapping[str, _Place]) -> dict[str, Any]:
    return {"of": dict(of), "folders": {name: place.out() for name, place in places.items()}}


def _first(settings: Settings, stands: Folder) -> _Place:
    """Where the first look at a folder begins."""
    return _Place(stands.validity, 0 if settings.history == "all" else max(0, stands.next - 1))


def _places(cursor: Mapping[str, Any], of: Mapping[str, str]) -> dict[str, _Place]:
    """Where we were in each folder. Another mailbox begins anew; the same one on another server counts anew."""
    before = cursor.get("of") or of
    if before["login"] != of["login"]:
        return {}
    places = {name: _Place(**place) for name, place in cursor.get("folders", {}).items()}
    if before["server"] != of["server"]:
        for place in places.values():
            place.validity = None
    return places


async def _folder(link: Link[Settings], box: Mailbox, name: str, places: dict[str, _Place], catch: _Catch) -> None:
    """What is new in one folder."""
    stands = await box.select(name)
    place = places.get(name)
    if place is None:
        place = places[name] = _first(link.settings, stands)
    elif place.validity != stands.validity:
        # The server began to count anew: what is young enough is read again, and known by what it is.
        place.validity, place.uid, place.since = stands.validity, 0, _imap_date(place.at)
    done = False
    while not done and not catch.is_full:
        sizes = await box.sizes(place.uid, place.since)
        done = not sizes or not await _fetch(link, box, name, place, sizes, catch)
        if not sizes:
            place.since = None


def _imap_date(at: str | None) -> str:
    """Two days before, as IMAP writes it: zones and slow clocks."""
    day = datetime.fromisoformat(at) if at else datetime.now(UTC)
    day -= timedelta(days=2)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day}-{months[day.month - 1]}-{day.year}"


async def _fetch(
    link: Link[Settings], box: Mailbox, name: str, place: _Place, sizes: list[tuple[int, int]], catch: _Catch
) -> bool:
    """Letters by UID and size, the small ones together; whether one may go on. The place moves with each."""
    waiting = list(sizes)
    key = (link.channel_id, name)
    while waiting and not catch.is_full:
        failing, times = _failing.get(key, (0, 0))
        if failing == waiting[0][0] and times >= FETCHES_MOST:
            _pass_over(link, name, place, failing, catch)
            del waiting[0], _failing[key]
            continue
        together: list[int] = []
        weight = 0
        # After a failure one by one: which of them it was shows.
        room = 1 if times else LETTERS_AT_ONCE - catch.letters
        while waiting and len(together) < room and weight + waiting[0][1] <= SMALL_TOGETHER:
            number, size = waiting.pop(0)
            together.append(number)
            weight += size
        came: dict[int, bytes] = {}
        try:
            if together:
                came = await box.fetch_small(together)
            elif not await _fetch_large(link, box, key, place, waiting.pop(0), catch):
                return False
        except Broken:
            begun = _begun.get(key)
            first = together[0] if together else begun.which[1] if begun else 0
            _failing[key] = (first, times + 1 if failing == first else 1)
            raise
        for number in together:
            if number in came:  # one that was deleted meanwhile did not come
                await catch.take(link, io.BytesIO(came.pop(number)), cut=False)
            place.goes_on(number)
        catch.size += weight
    _failing.pop(key, None)
    return True


def _pass_over(link: Link[Settings], name: str, place: _Place, uid: int, catch: _Catch) -> None:
    """A letter that the server does not give, however often it is asked: said, and gone past."""
    _log.error("a letter cannot be fetched", channel=str(link.channel_id), folder=name, uid=uid)
    where = {"folder": name, "validity": place.validity, "uid": uid}
    catch.unread.append(Unread(f"{name} {place.validity} {uid}"[:200], "the server does not give this letter", where))
    place.goes_on(uid)


async def _fetch_large(
    link: Link[Settings], box: Mailbox, key: tuple[UUID, str], place: _Place, one: tuple[int, int], catch: _Catch
) -> bool:
    """One letter in pieces, from where it stood; False where the time was over before it was here."""
    number, size = one
    most = link.settings.size_most * 1024 * 1024
    which = (place.validity or 0, number, min(size, most))
    begun = _begun.get(key)
    if begun is None or begun.which != which:
        _drop(key)
        begun = _begun[key] = _Begun(which, tempfile.TemporaryFile())
    async for piece in box.pieces(number, begun.got, which[2], PIECE_BYTES):
        begun.file.seek(begun.got)
        begun.file.write(piece)
        begun.got += len(piece)
        _failing.pop(key, None)
        if catch.is_late and begun.got < which[2]:
            catch.unfinished = True
            return False
    try:
        await catch.take(link, begun.file, cut=size > most)
    finally:
        _drop(key)
    place.goes_on(number)
    catch.size += which[2]
    return True


def forget(channel_id: UUID) -> None:
    """What came of large letters is not wanted any more."""
    for key in [key for key in _begun if key[0] == channel_id]:
        _drop(key)


def forget_all() -> None:
    """The same of every channel; for a process that ends."""
    for key in list(_begun):
        _drop(key)


def _drop(key: tuple[UUID, str]) -> None:
    begun = _begun.pop(key, None)
    if begun is not None:
        with suppress(OSError):
            begun.file.close()
