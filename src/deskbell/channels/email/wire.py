"""The only file that speaks with mail servers: fetching by IMAP, sending by SMTP, looking after both.

`poll` brings at most so many letters or bytes at once; the cursor is stored with them, so that a mailbox of any size is
caught up in steps. It is `{"folders": {name: {"validity", "uid", "at"}}}`.
"""

import asyncio
import io
import ssl
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

import httpx

from deskbell.base.egress import Denied
from deskbell.base.errors import Refusal
from deskbell.channels.contract import Attempt, ChannelHealth, Finding, InboundEvent, Link, OutboundMessage, Polled
from deskbell.channels.email import imap, smtp
from deskbell.channels.email.events import Kept, event_of
from deskbell.channels.email.imap import Broken, Mailbox, Refused
from deskbell.channels.email.inbound import Letter, read_letter
from deskbell.channels.email.mime import decoded
from deskbell.channels.email.model import Settings
from deskbell.channels.email.outbound import envelope, letter
from deskbell.channels.email.packing import packed
from deskbell.channels.messages import SendError, SendResult

LETTERS_AT_ONCE = 100
BYTES_AT_ONCE = 32 * 1024 * 1024
SECONDS_AT_ONCE = 20.0
SMALL_TOGETHER = 2 * 1024 * 1024
IN_MEMORY = 1024 * 1024
WAIT_SECONDS = 25.0
LOOK_SECONDS = 20.0
"""How long between two looks where the server knows no IDLE, and at the folders that are not waited in."""
TOKEN_SECONDS = 60.0

_open: dict[UUID, tuple[Settings, Mailbox]] = {}
_tokens: dict[UUID, tuple[float, str]] = {}


@dataclass(slots=True)
class _Catch:
    """What one poll brought so far."""

    events: list[InboundEvent]
    size: int = 0
    since: float = field(default_factory=time.monotonic)

    @property
    def is_full(self) -> bool:
        late = time.monotonic() - self.since > SECONDS_AT_ONCE
        return len(self.events) >= LETTERS_AT_ONCE or self.size >= BYTES_AT_ONCE or (late and bool(self.events))


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def poll(link: Link[Settings], cursor: Mapping[str, Any]) -> Polled:
    """Bring what is new; where nothing is, wait for it up to half a minute. Raises SendError."""
    try:
        box = await _mailbox(link)
        found = await _look(link, box, cursor)
        if not found.events and found.cursor == cursor:
            await _wait(box)
            found = await _look(link, box, cursor)
    except Refused as fault:
        _drop(link.channel_id)
        raise SendError("channel_broken", "mailbox", str(fault)) from None
    except ssl.SSLCertVerificationError as fault:
        raise SendError("channel_broken", "certificate", fault.verify_message) from None
    except Broken as fault:
        _drop(link.channel_id)
        raise SendError("retry", "unreachable", str(fault)[:300]) from None
    except (SendError, asyncio.CancelledError):
        _drop(link.channel_id)
        raise
    except Exception as fault:
        # A server that answers what no server should: the next poll begins anew.
        _drop(link.channel_id)
        raise SendError("retry", "answer_unexpected", f"{type(fault).__name__}: {fault}"[:300]) from fault
    return found


async def _wait(box: Mailbox) -> None:
    if box.can("IDLE"):
        await box.wait(WAIT_SECONDS)
    else:
        await asyncio.sleep(LOOK_SECONDS)
        await box.look()


async def _look(link: Link[Settings], box: Mailbox, cursor: Mapping[str, Any]) -> Polled:
    folders = {name: dict(place) for name, place in cursor.get("folders", {}).items()}
    catch = _Catch([])
    for name in reversed(link.settings.folder_list):  # the first one last: it stays selected, and is waited in
        folders[name] = await _folder(link, box, name, folders.get(name), catch)
    return Polled({"folders": folders}, catch.events)


async def _folder(
    link: Link[Settings], box: Mailbox, name: str, place: dict[str, Any] | None, catch: _Catch
) -> dict[str, Any]:
    """What is new in one folder, and where to go on in it."""
    stands = await box.select(name)
    since = None
    if place is None:
        place = {"uid": 0 if link.settings.history == "all" else max(0, stands.next - 1)}
    elif place.get("validity") != stands.validity:
        # The server began to count anew: what is young enough is read again, and known by what it is.
        since = _imap_date(place.get("at"))
        place = {"uid": 0, "since": since}
    since = since or place.get("since")
    uid = int(place["uid"])
    while not catch.is_full and (sizes := await box.sizes(uid, since)):
        uid = await _fetch(link, box, sizes, catch, uid)
    now = {"validity": stands.validity, "uid": uid}
    if since and not catch.is_full:
        since = None
    return now | ({"since": since} if since else {}) | {"at": place.get("at") if uid == place["uid"] else _today()}


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def _imap_date(at: str | None) -> str:
    """Two days before, as IMAP writes it: zones and slow clocks."""
    day = datetime.fromisoformat(at) if at else datetime.now(UTC)
    day -= timedelta(days=2)
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day}-{months[day.month - 1]}-{day.year}"


async def _fetch(link: Link[Settings], box: Mailbox, sizes: list[tuple[int, int]], catch: _Catch, uid: int) -> int:
    """The letters of a window, the small ones together; the last UID that came."""
    waiting = list(sizes)
    while waiting and not catch.is_full:
        together: list[int] = []
        weight = 0
        room = LETTERS_AT_ONCE - len(catch.events)
        while waiting and len(together) < room and weight + waiting[0][1] <= SMALL_TOGETHER:
            number, size = waiting.pop(0)
            together.append(number)
            weight += size
        if together:
            came = await box.fetch_small(together)
            for number in together:
                if number in came:  # one that was deleted meanwhile did not come
                    await _take(link, io.BytesIO(came.pop(number)), catch, cut=False)
            uid, catch.size = together[-1], catch.size + weight
            continue
        number, size = waiting.pop(0)
        most = link.settings.size_most * 1024 * 1024
        with tempfile.TemporaryFile() as file:
            await box.fetch_into(number, min(size, most), file)
            await _take(link, file, catch, cut=size > most)
        uid, catch.size = number, catch.size + min(size, most)
    return uid


async def _take(link: Link[Settings], file: BinaryIO, catch: _Catch, *, cut: bool) -> None:
    """Read a letter, keep what hangs on it, and say it happened."""
    settings = link.settings
    read = await asyncio.to_thread(read_letter, file, {settings.mailbox}, settings.trusted)
    kept = [] if read.bounce else [one async for one in _keep(link, file, read, cut)]
    raw_id = None if file.seek(0, 2) == 0 else await _keep_file(link, "letter.eml", "message/rfc822", _pieces(file))
    catch.events.append(event_of(read, settings, kept, raw_id, cut))


async def _keep(link: Link[Settings], file: BinaryIO, read: Letter, cut: bool) -> AsyncIterator[Kept]:
    for one in read.attached:
        if cut and one is read.attached[-1]:
            return  # its end was not fetched
        kept_id = await _keep_file(link, one.filename, one.media_type, _decoded(file, one.part))
        yield Kept(one, kept_id)


async def _keep_file(link: Link[Settings], name: str, media_type: str, pieces: AsyncIterator[bytes]) -> UUID | None:
    """Keep bytes as a file of ours; None where it is one that we do not take."""
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
    position = 0
    while True:
        file.seek(position)
        piece = file.read(IN_MEMORY // 4)
        if not piece:
            return
        position += len(piece)
        yield piece


# ── Sending ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def send(link: Link[Settings], message: OutboundMessage, attempt: Attempt) -> SendResult:
    """Send one letter. Raises SendError: `uncertain` when the connection broke after its last line."""
    settings = link.settings
    found = envelope(message, attempt.key, settings)
    if not found.recipients[0]:
        raise SendError("permanent", "no_address")
    made = letter(message, attempt.key, settings, datetime.now(UTC))
    client = await _smtp(link)
    try:
        handed = await smtp.hand_over(client, found, packed(made, message.attachments, link.files))
    finally:
        with suppress(Exception):
            await client.quit(timeout=2)
        client.close()
    if handed.refused:
        # The client has it; a participant's address did not. It is told by the log of tries alone.
        return SendResult((found.message_id,))
    return SendResult((found.message_id,))


async def _smtp(link: Link[Settings]) -> Any:
    settings = link.settings
    given = await _socket(link, settings.smtp_host, settings.smtp_port, settings.smtp_security)

    async def login(client: Any) -> None:
        if settings.login_by == "xoauth2":
            await client.auth_xoauth2(settings.login, await _token(link))
        elif settings.password:
            await client.ehlo()
            if client.supports_extension("auth"):  # a relay that knows us by our address asks for no password
                await client.login(settings.login, settings.password)

    return await smtp.opened(given, settings.smtp_host, settings.smtp_security, _tls(settings), login)


# ── Both ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


async def health(link: Link[Settings]) -> ChannelHealth:
    """Sign in at both servers. Raises SendError where one cannot be reached."""
    settings = link.settings
    findings: list[Finding] = []
    try:
        box = await _connected(link)
    except Refused as fault:
        findings.append(Finding("mailbox", ok=False, detail=str(fault)))
    except ssl.SSLCertVerificationError as fault:
        findings.append(Finding("certificate", ok=False, detail=fault.verify_message))
    except Broken as fault:
        raise SendError("retry", "unreachable", f"IMAP: {fault}"[:300]) from None
    else:
        try:
            for name in settings.folder_list:
                await box.select(name)
            findings.append(Finding("mailbox", ok=True))
            findings.append(Finding("idle", ok=box.can("IDLE"), grave=False))
        except Refused as fault:
            findings.append(Finding("mailbox", ok=False, detail=str(fault)))
        except Broken as fault:
            raise SendError("retry", "unreachable", f"IMAP: {fault}"[:300]) from None
        finally:
            box.close()
    try:
        client = await _smtp(link)
        findings.append(Finding("smtp", ok=True))
        with suppress(Exception):
            await client.quit(timeout=2)
        client.close()
    except SendError as fault:
        if fault.kind != "channel_broken":
            raise SendError(fault.kind, fault.code, f"SMTP: {fault.detail}") from None
        findings.append(Finding("smtp", ok=False, detail=fault.detail))
    findings.append(Finding("trusted_server", ok=bool(settings.trusted), grave=False))
    return ChannelHealth(tuple(findings), settings.address, settings.mailbox)


async def teardown(link: Link[Settings]) -> None:
    """Nothing of ours stands at the server; the connection ends."""
    _drop(link.channel_id)
    _tokens.pop(link.channel_id, None)


def close_all() -> None:
    """End every connection that is kept; for a process that ends."""
    for channel_id in list(_open):
        _drop(channel_id)


def _drop(channel_id: UUID) -> None:
    held = _open.pop(channel_id, None)
    if held is not None:
        held[1].close()


async def _mailbox(link: Link[Settings]) -> Mailbox:
    held = _open.get(link.channel_id)
    if held is not None and held[0] == link.settings:
        return held[1]
    _drop(link.channel_id)
    box = await _connected(link)
    _open[link.channel_id] = (link.settings, box)
    return box


async def _connected(link: Link[Settings]) -> Mailbox:
    settings = link.settings
    token = await _token(link) if settings.login_by == "xoauth2" else ""
    given = await _socket(link, settings.imap_host, settings.imap_port, settings.imap_security)

    def login(box: Any) -> None:
        if token:
            box.xoauth2(settings.login, token, initial_folder=None)
        elif "AUTH=PLAIN" in box.client.capabilities:
            box.login_utf8(settings.login, settings.password, initial_folder=None)
        else:
            box.login(settings.login, settings.password, initial_folder=None)

    return await imap.Mailbox.open(given, settings.imap_host, settings.imap_security, _tls(settings), login)


async def _socket(link: Link[Settings], host: str, port: int, security: str) -> Any:
    """A connection that egress allowed; a password goes in the clear only where the host was opened by hand."""
    if security == "none" and not link.egress.opened_by_hand(host):
        raise SendError("channel_broken", "not_encrypted", host)
    try:
        return await link.egress.connect(host, port)
    except Denied:
        raise SendError("channel_broken", "private_address", host) from None
    except (OSError, TimeoutError) as fault:
        raise SendError("retry", "unreachable", f"{host}:{port} {fault}"[:300]) from None


def _tls(settings: Settings) -> ssl.SSLContext:
    """The system's authorities, and one the administrator gave for a server of his own."""
    context = ssl.create_default_context()
    if settings.certificate:
        try:
            context.load_verify_locations(cadata=settings.certificate)
        except (ssl.SSLError, ValueError) as fault:
            raise SendError("channel_broken", "certificate", str(fault)[:200]) from None
    return context


async def _token(link: Link[Settings]) -> str:
    """An access token for XOAUTH2, asked for anew a minute before it ends (RFC 6749, 6)."""
    settings = link.settings
    until, token = _tokens.get(link.channel_id, (0.0, ""))
    if time.monotonic() < until:
        return token
    if not settings.oauth_token_url or not settings.oauth_refresh_token:
        raise SendError("channel_broken", "token", "no refresh token")
    form = {
        "grant_type": "refresh_token",
        "refresh_token": settings.oauth_refresh_token,
        "client_id": settings.oauth_client_id or "",
        "client_secret": settings.oauth_client_secret,
    }
    try:
        answer = await link.http.post(settings.oauth_token_url, data={key: one for key, one in form.items() if one})
        said = answer.json() if answer.status_code in (200, 400, 401) else {}
    except Denied:
        raise SendError("channel_broken", "private_address", settings.oauth_token_url) from None
    except (httpx.HTTPError, ValueError) as fault:
        raise SendError("retry", "unreachable", str(fault)[:300]) from None
    if answer.status_code in (400, 401):
        detail = f"{said.get('error', '')} {said.get('error_description', '')}" if isinstance(said, dict) else ""
        raise SendError("channel_broken", "token", detail.strip()[:300])
    given = said.get("access_token") if isinstance(said, dict) else None
    if not isinstance(given, str):
        raise SendError("retry", "token", f"HTTP {answer.status_code}")
    lasts = said.get("expires_in", 3600)
    lasts = float(lasts) if isinstance(lasts, int | float) else 3600.0
    _tokens[link.channel_id] = (time.monotonic() + max(0.0, lasts - TOKEN_SECONDS), given)
    return given
