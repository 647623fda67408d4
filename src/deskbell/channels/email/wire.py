"""The only file that speaks with mail servers: fetching by IMAP, sending by SMTP, looking after both.

What is new in a mailbox, and where a poll goes on, is `fetching`'s.
"""

import asyncio
import ssl
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx

from deskbell.base.egress import Denied
from deskbell.channels.contract import Attempt, ChannelHealth, Finding, InboundEvent, Link, OutboundMessage, Polled
from deskbell.channels.email import fetching, imap, keeping, smtp
from deskbell.channels.email.imap import Broken, Mailbox, Refused
from deskbell.channels.email.model import Settings
from deskbell.channels.email.outbound import envelope, letter
from deskbell.channels.email.packing import packed
from deskbell.channels.messages import SendError, SendResult

WAIT_SECONDS = 25.0
LOOK_SECONDS = 20.0
"""How long between two looks where the server knows no IDLE, and at the folders that are not waited in."""
TOKEN_SECONDS = 60.0

_open: dict[UUID, tuple[Settings, Mailbox]] = {}
_tokens: dict[UUID, tuple[float, str]] = {}


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────────────────────────


async def poll(link: Link[Settings], cursor: Mapping[str, Any]) -> Polled:
    """Bring what is new; where nothing is, wait for it up to half a minute. Raises SendError."""
    try:
        box = await _mailbox(link)
        found = await fetching.look(link, box, cursor)
        if found.is_idle:
            await _wait(box)
            found = await fetching.look(link, box, cursor)
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
    return found.polled


async def _wait(box: Mailbox) -> None:
    if box.can("IDLE"):
        await box.wait(WAIT_SECONDS)
    else:
        await asyncio.sleep(LOOK_SECONDS)
        await box.look()


async def reread(link: Link[Settings], unread: Mapping[str, Any]) -> Sequence[InboundEvent]:
    """Read a letter once more that could not be read or fetched. Raises SendError, and what reading raises."""
    if unread.get("file"):
        return await keeping.reread(link, None, unread)
    try:
        box = await _connected(link)
    except (Refused, *Broken) as fault:
        raise SendError("retry", "unreachable", str(fault)[:300]) from None
    try:
        return await keeping.reread(link, box, unread)
    except (Refused, *Broken) as fault:
        raise SendError("retry", "mailbox", str(fault)[:300]) from None
    finally:
        box.close()


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
    # The client has it; who else was to have it may have been refused.
    return SendResult((found.message_id,), refused=tuple(handed.refused.items()))


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
    begins: dict[str, Any] | None = None
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
            begins = await fetching.begins(link, box)
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
    return ChannelHealth(tuple(findings), settings.address, settings.mailbox, begins)


async def teardown(link: Link[Settings]) -> None:
    """Nothing of ours stands at the server; the connection ends."""
    _drop(link.channel_id)
    fetching.forget(link.channel_id)
    _tokens.pop(link.channel_id, None)


def close_all() -> None:
    """End every connection that is kept; for a process that ends."""
    for channel_id in list(_open):
        _drop(channel_id)
    fetching.forget_all()


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
